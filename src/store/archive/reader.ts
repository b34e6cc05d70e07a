/**
 * Reads an archive as a stream, in constant memory, and believes nothing of it: after the list each member has to
 * be the next on the list, with its size and its digest, and after the last there are two blocks of zeros and
 * nothing else. The npm package tar is not used for this: its parser goes on after a bad checksum, takes base 256,
 * GNU and vendor headers and several gzip members for good, and does not tell of padding, a missing end or bytes
 * after it, so none of that could be refused.
 */

import { createHash } from 'node:crypto';
import { type ArchiveList, type Limits, listDigest, parseList } from '../../core/archive/list.ts';
import { MAX_RECORDS, parseRecords } from '../../core/archive/pax.ts';
import { DocumentScan } from '../../core/archive/scan.ts';
import { applyRecords, BLOCK, type Header, paddingOf, parseHeader } from '../../core/archive/ustar.ts';
import { invalid, type MregError } from '../../errors.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import type { Work } from '../../work.ts';
import { stopIfInterrupted } from '../../work.ts';
import { sha256 } from '../intake/digest.ts';

/** Takes the content of one member. */
export interface Receiver {
  /** The bytes may change once the promise is fulfilled. */
  write(bytes: Uint8Array): Promise<void>;
  /** All bytes came, and they have the digest of the list. */
  end(): Promise<void>;
  /** They did not. */
  cancel(): Promise<void>;
}

/** Takes what is in an archive, in its order. */
export interface Intake {
  /** What the list says, before anything else. */
  begin(list: ArchiveList): Promise<void>;
  /** Where a member's content goes; nowhere, but checked all the same, where undefined. */
  open(file: FileRecord): Promise<Receiver | undefined>;
}

/** What was read. */
export interface ReadArchive {
  readonly list: ArchiveList;
  /** SHA-256 of the list, which covers everything else. */
  readonly digest: string;
}

/** Reads an archive from its first byte to its last.
 * @throws MREG_INVALID for whatever is not exactly an archive; MREG_FORMAT, MREG_INTERRUPTED, and what `intake` throws */
export async function readArchive(
  chunks: AsyncIterator<Buffer>,
  intake: Intake,
  limits: Limits,
  work: Work = {},
): Promise<ReadArchive> {
  const cursor = createCursor(chunks);
  const { list, digest } = await readList(cursor, limits);
  await intake.begin(list);
  const total = list.files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const progress = (bytes: number) => {
    done += bytes;
    work.onProgress?.(done, total);
    stopIfInterrupted(work, 'nothing was changed');
  };
  const ancestors = new Set<string>();
  for (const [index, file] of list.files.entries()) {
    let header = await nextHeader(cursor);
    while (header !== 'end' && header.kind === 'directory') {
      if (!`${file.path}`.startsWith(`${header.path}/`))
        throw invalid(`${header.path} is a directory, but not that of the next file`);
      if (ancestors.has(header.path)) throw invalid(`${header.path} is there twice`);
      ancestors.add(header.path);
      header = await nextHeader(cursor);
    }
    checkNext(list, index, header);
    await readContent(cursor, file, await intake.open(file), progress);
  }
  await readEnd(cursor, list);
  return { list, digest };
}

async function readList(cursor: Cursor, limits: Limits): Promise<ReadArchive> {
  const header = await nextHeader(cursor).catch((error: MregError) => {
    throw invalid(`this is not an archive of mreg: ${error.message}`, error.hint);
  });
  const digest = header === 'end' || header.kind === 'directory' ? undefined : listDigest(header.path);
  if (header === 'end' || digest === undefined)
    throw invalid('the archive does not begin with its list', 'mreg export makes archives that have one');
  if (header.size > limits.list)
    throw invalid(`the list has ${header.size} bytes, expected at most ${limits.list}`);
  const parts: Buffer[] = [];
  const scan = new DocumentScan('the list', { isList: true });
  for await (const part of cursor.content(header.size)) {
    scan.feed(part);
    parts.push(Buffer.from(part));
  }
  await skipPadding(cursor, header.size, header.path);
  const bytes = Buffer.concat(parts);
  if (sha256(bytes) !== digest) throw invalid('the list does not have the digest that is in its name');
  return { list: parseList(bytes, limits), digest };
}

/** The next header, with the pax header before it applied. */
async function nextHeader(cursor: Cursor): Promise<Header | 'end'> {
  const first = parseHeader(await cursor.block());
  if (first === 'end' || first.kind !== 'extended') return first;
  if (first.size > MAX_RECORDS)
    throw invalid(`a pax header has ${first.size} bytes, expected at most ${MAX_RECORDS}`);
  const parts: Buffer[] = [];
  for await (const part of cursor.content(first.size)) parts.push(Buffer.from(part));
  await skipPadding(cursor, first.size, 'a pax header');
  const header = parseHeader(await cursor.block());
  if (header === 'end' || header.kind === 'extended') throw invalid('a pax header is before no member');
  return applyRecords(header, parseRecords(Buffer.concat(parts)));
}

function checkNext({ files }: ArchiveList, index: number, header: Header | 'end'): void {
  const expected = files[index] as FileRecord;
  if (header === 'end') throw invalid(`${expected.path} is missing`);
  if (header.path !== expected.path) {
    const place = files.findIndex(({ path }) => path === header.path);
    if (place === -1) throw invalid(`${header.path} is not on the list`);
    throw invalid(place < index ? `${header.path} is there twice` : `${expected.path} is missing`);
  }
  if (header.size !== expected.size)
    throw invalid(`${header.path} has ${header.size} bytes, expected ${expected.size}`);
}

async function readContent(
  cursor: Cursor,
  file: FileRecord,
  receiver: Receiver | undefined,
  progress: (bytes: number) => void,
): Promise<void> {
  try {
    const hash = createHash('sha256');
    for await (const part of cursor.content(file.size)) {
      const written = receiver?.write(part);
      written?.catch(() => undefined);
      hash.update(part);
      await written;
      progress(part.length);
    }
    await skipPadding(cursor, file.size, file.path);
    if (hash.digest('hex') !== file.sha256)
      throw invalid(`${file.path} does not have the content that is on the list: another sha256`);
  } catch (error) {
    await receiver?.cancel();
    throw error;
  }
  await receiver?.end();
}

async function skipPadding(cursor: Cursor, size: number, path: string): Promise<void> {
  for await (const part of cursor.content(paddingOf(size)))
    if (part.some((byte) => byte !== 0)) throw invalid(`${path} has bytes after its end`);
}

async function readEnd(cursor: Cursor, { files }: ArchiveList): Promise<void> {
  const header = await nextHeader(cursor);
  if (header !== 'end') {
    const known = files.some(({ path }) => path === header.path);
    throw invalid(`${header.path} is ${known ? 'there twice' : 'not on the list'}`);
  }
  if (parseHeader(await cursor.block()) !== 'end') throw invalid('the end of the archive is cut off');
  // Programs fill the last record of 10 KiB with zeros; more than that is something else.
  let rest = 0;
  for (let part = await cursor.rest(); part; part = await cursor.rest()) {
    rest += part.length;
    if (rest > MAX_FILL || part.some((byte) => byte !== 0))
      throw invalid('there are bytes after the end of the archive');
  }
  if (rest % BLOCK !== 0) throw invalid('there are bytes after the end of the archive');
}

const MAX_FILL = 20 * BLOCK;

interface Cursor {
  /** The next 512 bytes. */
  block(): Promise<Buffer>;
  /** So many bytes, in pieces that hold until the next is asked for. */
  content(size: number): AsyncGenerator<Buffer>;
  /** Whatever comes next; undefined at the end. */
  rest(): Promise<Buffer | undefined>;
}

function createCursor(chunks: AsyncIterator<Buffer>): Cursor {
  let chunk: Buffer = Buffer.alloc(0);
  let offset = 0;
  const more = async (): Promise<boolean> => {
    while (offset === chunk.length) {
      const next = await chunks.next();
      if (next.done) return false;
      chunk = next.value;
      offset = 0;
    }
    return true;
  };
  const take = async (most: number): Promise<Buffer> => {
    if (!(await more())) throw invalid('the archive is cut off');
    const part = chunk.subarray(offset, Math.min(chunk.length, offset + most));
    offset += part.length;
    return part;
  };
  return {
    async block() {
      const first = await take(BLOCK);
      if (first.length === BLOCK) return first;
      const whole = Buffer.alloc(BLOCK);
      first.copy(whole);
      for (let filled = first.length; filled < BLOCK; ) {
        const part = await take(BLOCK - filled);
        part.copy(whole, filled);
        filled += part.length;
      }
      return whole;
    },
    async *content(size) {
      for (let left = size; left > 0; ) {
        const part = await take(left);
        left -= part.length;
        yield part;
      }
    },
    async rest() {
      if (!(await more())) return undefined;
      const part = chunk.subarray(offset);
      offset = chunk.length;
      return part;
    },
  };
}
