/** A file of a journal as bytes: the digest line, the header, and a line for each batch. */
import { promisify } from 'node:util';
import { gunzipSync, gzip as gzipWithCallback } from 'node:zlib';
import type { Block } from '../../core/journal/block.ts';
import {
  DIGEST_LINE,
  digestLine,
  type Header,
  headerFault,
  joinLines,
  makeHeader,
  type Summary,
  splitLines,
} from '../../core/journal/header.ts';
import { sha256 } from '../intake/digest.ts';

const gzip = promisify(gzipWithCallback);

/** What a journal's files have in common. */
export interface JournalForm {
  /** Where the journal lies below .mreg, as its files name it. */
  readonly of: string;
  /** Large files are compressed. */
  readonly compress: boolean;
}

/** A file of a journal as it was read. */
export interface RawFile {
  readonly block: Block;
  readonly bytes: Buffer;
}

/** What a file holds, once all that it says of itself is true. */
export interface Content {
  readonly header: Header;
  /** The line of each batch, without its line end. */
  readonly lines: readonly Buffer[];
}

/** Below this the file system's block is larger than what is saved. */
const WORTH_COMPRESSING = 4096;

/** Bytes of all lines of a file: a few that are compressed could be any number. */
const MOST_BYTES = 256 * 1024 * 1024;

/** The bytes of a file that holds these lines. */
export async function encodeFile(
  { of, compress }: JournalForm,
  block: Block,
  lines: readonly Uint8Array[],
  summary: Summary,
): Promise<Buffer> {
  const plain = joinLines(lines);
  const isCompressed = compress && plain.length >= WORTH_COMPRESSING;
  const header = `${JSON.stringify(makeHeader(of, block, summary, isCompressed))}\n`;
  const body = Buffer.concat([Buffer.from(header), isCompressed ? await gzip(plain) : plain]);
  return Buffer.concat([Buffer.from(digestLine(sha256(body))), body]);
}

/** The bytes of the file that a batch of its own has. */
export function encodeBatch(
  journal: JournalForm,
  number: number,
  line: Uint8Array,
  summary: Summary = {},
): Promise<Buffer> {
  return encodeFile(journal, { level: 0, first: number }, [line], summary);
}

/** What a file holds, or what is wrong with it. The lines of a file that is not wanted are left out. */
export function decodeFile(
  { of }: JournalForm,
  { block, bytes }: RawFile,
  isWanted: (header: Header) => boolean = () => true,
): Content | { readonly problem: string } {
  const body = bytes.subarray(DIGEST_LINE);
  if (bytes.toString('latin1', 0, DIGEST_LINE) !== digestLine(sha256(body)))
    return { problem: 'is not what was written: its first line has another digest' };
  try {
    const end = body.indexOf(10);
    const header = JSON.parse(body.toString('utf8', 0, end)) as Header;
    const wrong = headerFault(header, of, block);
    if (wrong !== undefined) return { problem: wrong };
    if (!isWanted(header)) return { header, lines: [] };
    const payload = body.subarray(end + 1);
    const lines = splitLines(
      header.encoding === 'gzip' ? gunzipSync(payload, { maxOutputLength: MOST_BYTES }) : payload,
    );
    const expected = header.last - header.first + 1;
    if (lines.length === expected) return { header, lines };
    return { problem: `holds ${lines.length} batches, expected ${expected}` };
  } catch (error) {
    if (error instanceof Error) return { problem: 'cannot be read as a file of a journal' };
    throw error;
  }
}
