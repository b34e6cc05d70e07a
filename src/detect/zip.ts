import { inflateRawSync } from 'node:zlib';
import type { OpenFile } from './open.ts';

/** Up to `limit` bytes of a member's content; empty where it cannot be had. */
export type ReadMember = (limit: number) => Promise<Buffer>;

/** Gives what there is of a stream that was cut; the number is zlib.h's. */
export const Z_SYNC_FLUSH = 2;

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;

const TAIL = 1024;
const DIRECTORY_LIMIT = 64 * 1024;
const STORED = 0;
const DEFLATED = 8;

/**
 * The members of a zip archive by name, from its central directory (PKWARE's APPNOTE, 4.3). Enough for
 * recognising an archive: the directory's first 64 KiB, comments of up to 1,000 bytes, no encryption.
 *
 * @throws RangeError where the file is truncated or lies; `identify` takes it for "no such format"
 */
export async function zipMembers(file: OpenFile): Promise<ReadonlyMap<string, ReadMember>> {
  const { offset, size } = await findDirectory(file);
  const directory = await file.read(offset, Math.min(size, DIRECTORY_LIMIT));
  const members = new Map<string, ReadMember>();
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === ENTRY; ) {
    const nameEnd = at + 46 + directory.readUInt16LE(at + 28);
    const method = directory.readUInt16LE(at + 10);
    const packed = directory.readUInt32LE(at + 20);
    const local = directory.readUInt32LE(at + 42);
    if (nameEnd > directory.length) break;
    members.set(directory.toString('utf8', at + 46, nameEnd), (limit) =>
      readMember(file, { method, packed, local }, limit),
    );
    at = nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return members;
}

async function findDirectory(file: OpenFile): Promise<{ offset: number; size: number }> {
  const start = Math.max(0, file.size - TAIL);
  const tail = await file.read(start, TAIL);
  const signature = Buffer.alloc(4);
  signature.writeUInt32LE(END);
  const end = tail.lastIndexOf(signature);
  const locator = end - 20;
  if (locator >= 0 && tail.readUInt32LE(locator) === LOCATOR_64) {
    const record = await file.read(Number(tail.readBigUInt64LE(locator + 8)), 56);
    if (record.readUInt32LE(0) === END_64) {
      return { size: Number(record.readBigUInt64LE(40)), offset: Number(record.readBigUInt64LE(48)) };
    }
  }
  return { size: tail.readUInt32LE(end + 12), offset: tail.readUInt32LE(end + 16) };
}

async function readMember(
  file: OpenFile,
  { method, packed, local }: { method: number; packed: number; local: number },
  limit: number,
): Promise<Buffer> {
  const header = await file.read(local, 30);
  if (header.length < 30 || header.readUInt32LE(0) !== LOCAL) return Buffer.alloc(0);
  const content = local + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const bytes = await file.read(content, Math.min(packed, limit));
  if (method === STORED) return bytes;
  if (method !== DEFLATED) return Buffer.alloc(0);
  return inflateRawSync(bytes, { finishFlush: Z_SYNC_FLUSH, maxOutputLength: limit });
}
