/**
 * Reads an archive as a stream, in constant memory, and believes nothing of it. The list says which members follow, so the bytes
 * around their contents are known before they come: they are written with what writes archives, and compared. Nothing of a
 * header is parsed, so there is none that two programs could read differently.
 */

import { createHash } from 'node:crypto';
import { BLOCK, formatHeader, paddingOf, readHeader } from '../../core/archive/header.ts';
import { type ArchiveList, type Limits, listDigest, parseList } from '../../core/archive/list.ts';
import { DocumentScan } from '../../core/archive/scan.ts';
import { invalid, type MregError } from '../../errors.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import type { Work } from '../../work.ts';
import { stopIfInterrupted } from '../../work.ts';
import { sha256 } from '../intake/digest.ts';
import { pump } from '../place/pump.ts';
import type { Writer } from '../place.ts';

/** Takes the content of one member. It is ended once all bytes came and have the digest of the list, else cancelled. */
export type Receiver = Writer;

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
  for (const file of list.files) {
    await expectHeader(cursor, file);
    await readContent(cursor, file, await intake.open(file), progress);
  }
  await expectEnd(cursor);
  return { list, digest };
}

async function readList(cursor: Cursor, limits: Limits): Promise<ReadArchive> {
  const first = await cursor.bytes(BLOCK).catch((error: MregError) => {
    throw invalid(`this is not an archive of mreg: ${error.message}`, error.hint);
  });
  const { name, size } = readHeader(first);
  const digest = listDigest(name);
  if (digest === undefined)
    throw invalid('this is not an archive of mreg: it does not begin with its list', HINT);
  if (size > limits.list) throw invalid(`the list has ${size} bytes, expected at most ${limits.list}`);
  if (!(size >= 0 && first.equals(formatHeader(name, size)))) throw foreign(name);
  const parts: Buffer[] = [];
  const scan = new DocumentScan('the list', { isList: true });
  for await (const part of cursor.content(size)) {
    scan.feed(part);
    parts.push(Buffer.from(part));
  }
  await expectPadding(cursor, size, name);
  const bytes = Buffer.concat(parts);
  if (sha256(bytes) !== digest) throw invalid('the list does not have the digest that is in its name');
  return { list: parseList(bytes, limits), digest };
}

const HINT = 'mreg export makes archives that have one';

async function expectHeader(cursor: Cursor, { path, size }: FileRecord): Promise<void> {
  const expected = formatHeader(path, size);
  // The first block tells whether a header comes at all.
  const first = Buffer.from(await cursor.bytes(BLOCK));
  if (!first.equals(expected.subarray(0, BLOCK))) throw another(first, path, expected);
  const rest = await cursor.bytes(expected.length - BLOCK);
  if (!rest.equals(expected.subarray(BLOCK))) throw foreign(path);
}

/** What came instead of a header. */
function another(block: Buffer, path: string, expected: Buffer): MregError {
  if (isBlank(block)) return invalid(`${path} is missing`);
  const { name } = readHeader(block);
  return name === readHeader(expected).name
    ? foreign(path)
    : invalid(`${path} was expected, and ${JSON.stringify(name)} came`);
}

function foreign(path: string): MregError {
  return invalid(
    `the header of ${path} is not as mreg writes it`,
    'an archive that another program has packed again is not taken; import the one that mreg export made',
  );
}

async function readContent(
  cursor: Cursor,
  file: FileRecord,
  receiver: Receiver | undefined,
  progress: (bytes: number) => void,
): Promise<void> {
  try {
    const hash = createHash('sha256');
    const write = receiver && ((part: Uint8Array) => receiver.write(part));
    await pump(cursor.content(file.size), { hash, write, progress });
    await expectPadding(cursor, file.size, file.path);
    if (hash.digest('hex') !== file.sha256)
      throw invalid(`${file.path} does not have the content that is on the list: another sha256`);
  } catch (error) {
    await receiver?.cancel();
    throw error;
  }
  await receiver?.end();
}

async function expectPadding(cursor: Cursor, size: number, path: string): Promise<void> {
  if (!isBlank(await cursor.bytes(paddingOf(size)))) throw invalid(`${path} has bytes after its end`);
}

async function expectEnd(cursor: Cursor): Promise<void> {
  const end = await cursor.bytes(2 * BLOCK);
  if (!isBlank(end)) throw invalid(`${JSON.stringify(readHeader(end).name)} is not on the list`);
  if (await cursor.more()) throw invalid('there are bytes after the end of the archive');
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0);
}

interface Cursor {
  /** So many bytes in one piece, which holds until the next is asked for. */
  bytes(size: number): Promise<Buffer>;
  /** So many bytes, in pieces that hold until the next is asked for. */
  content(size: number): AsyncGenerator<Buffer>;
  /** Whether anything else comes. */
  more(): Promise<boolean>;
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
    async bytes(size) {
      if (size === 0) return Buffer.alloc(0);
      const first = await take(size);
      if (first.length === size) return first;
      const whole = Buffer.alloc(size);
      for (let part = first, filled = 0; ; part = await take(size - filled)) {
        filled += part.copy(whole, filled);
        if (filled === size) return whole;
      }
    },
    async *content(size) {
      for (let left = size; left > 0; ) {
        const part = await take(left);
        left -= part.length;
        yield part;
      }
    },
    more,
  };
}
