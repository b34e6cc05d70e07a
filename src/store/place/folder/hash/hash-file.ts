import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { errno, ifPresent, meaningOf } from '../../../../system-error.ts';
import type { Reading } from '../../../place.ts';
import { PIECE, piecesOf, pump, twoBuffers } from '../../pump.ts';
import { again, insist } from '../again.ts';

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
    if (!stats.isFile()) return { fault: 'special' };
    const hash = createHash('sha256');
    const buffers = twoBuffers(Math.min(PIECE, stats.size + 1));
    const size = await pump(piecesOf(handle, buffers), { hash, progress });
    return { size, sha256: hash.digest('hex') };
  } finally {
    await handle.close();
  }
}
