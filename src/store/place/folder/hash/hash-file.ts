import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Reading } from '../../../place.ts';
import { again, insist } from '../again.ts';
import { errno, ifPresent, meaningOf } from '../io.ts';

const CHUNK = 1 << 20;

const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Reads a regular file to its end in constant memory; nothing else is opened, not even through a link.
 * @throws whatever `progress` throws, which is told of the bytes as they come */
export async function hashFile(path: string, progress: (bytes: number) => void): Promise<Reading> {
  try {
    const found = await insist([path], () => again(path, () => hashIfPresent(path, progress)));
    return found ?? { fault: 'missing' };
  } catch (error) {
    const code = errno(error);
    if (code === undefined) throw error;
    if (code === 'ELOOP') return { fault: 'linked' };
    return { fault: 'unreadable', because: meaningOf(error) };
  }
}

async function hashIfPresent(path: string, progress: (bytes: number) => void): Promise<Reading | undefined> {
  const handle = await ifPresent(open(path, FLAGS));
  if (!handle) return undefined;
  try {
    const stats = await handle.stat();
    return stats.isFile() ? await hashHandle(handle, stats.size, progress) : { fault: 'special' };
  } finally {
    await handle.close();
  }
}

/** The next piece is read while the last one is hashed: the two together take little longer than the slower. */
async function hashHandle(
  handle: FileHandle,
  expected: number,
  progress: (bytes: number) => void,
): Promise<Reading> {
  const hash = createHash('sha256');
  const length = Math.min(CHUNK, expected + 1);
  const buffers = [Buffer.allocUnsafe(length), Buffer.allocUnsafe(length)] as const;
  const read = (buffer: Buffer) => {
    const reading = handle.read(buffer, 0, length, null);
    reading.catch(() => undefined);
    return reading;
  };
  let size = 0;
  let next = read(buffers[0]);
  for (let turn: 0 | 1 = 0; ; turn = turn === 0 ? 1 : 0) {
    const { bytesRead } = await next;
    if (bytesRead === 0) return { size, sha256: hash.digest('hex') };
    next = read(buffers[turn === 0 ? 1 : 0]);
    hash.update(buffers[turn].subarray(0, bytesRead));
    size += bytesRead;
    progress(bytesRead);
  }
}
