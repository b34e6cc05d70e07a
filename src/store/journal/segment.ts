/** A file of a metric series as bytes: a line with the SHA-256 of all that follows, the header, the points' lines. */
import { promisify } from 'node:util';
import { gunzip as gunzipWithCallback, gzip as gzipWithCallback } from 'node:zlib';
import {
  type Batch,
  contentFault,
  describeBatches,
  formatLines,
  headerFault,
  parseLines,
  type SegmentHeader,
  type SegmentName,
} from '../../core/journal/segment.ts';
import { sha256 } from '../intake/digest.ts';

const gzip = promisify(gzipWithCallback);
const gunzip = promisify(gunzipWithCallback);

/** A file that was read and holds what it says. */
export interface Segment {
  readonly header: SegmentHeader;
  readonly batches: readonly Batch[];
}

/** Below this the file system's block is larger than what is saved. */
const WORTH_COMPRESSING = 4096;
const DIGEST_LINE = 65;

/** The bytes of a file that holds these batches. */
export async function encodeSegment(
  of: string,
  batches: readonly Batch[],
  ids: readonly string[] | undefined,
): Promise<Buffer> {
  const lines = Buffer.from(formatLines(batches));
  const encoding = lines.length < WORTH_COMPRESSING ? 'plain' : 'gzip';
  const header: SegmentHeader = { ...describeBatches(of, batches), ...(ids && { ids }), encoding };
  const body = Buffer.concat([
    Buffer.from(`${JSON.stringify(header)}\n`),
    encoding === 'plain' ? lines : await gzip(lines),
  ]);
  return Buffer.concat([Buffer.from(`${sha256(body)}\n`), body]);
}

/** What a file holds, or what is wrong with it. The points of a file all of which are older than `since` are left out. */
export async function decodeSegment(
  bytes: Buffer,
  name: SegmentName,
  of: string,
  since = '',
): Promise<Segment | { readonly problem: string }> {
  const body = bytes.subarray(DIGEST_LINE);
  if (bytes.toString('latin1', 0, DIGEST_LINE) !== `${sha256(body)}\n`)
    return { problem: 'is not what was written: its first line has another digest' };
  try {
    const newline = body.indexOf(10);
    const header = JSON.parse(body.toString('utf8', 0, newline)) as SegmentHeader;
    const wrong = headerFault(name, of, header);
    if (wrong !== undefined) return { problem: wrong };
    if (header.to < since) return { header, batches: [] };
    const payload = body.subarray(newline + 1);
    const lines = header.encoding === 'gzip' ? await gunzip(payload) : payload;
    const batches = parseLines(lines.toString('utf8'));
    const problem = contentFault(header, batches);
    return problem === undefined ? { header, batches } : { problem };
  } catch (error) {
    if (error instanceof Error) return { problem: 'cannot be read as points' };
    throw error;
  }
}
