/** What a source's files hold, as they are read once. */
import { createHash } from 'node:crypto';
import type { FileRecord } from '../../generated/metadata.ts';
import { io } from '../../system-error.ts';
import { inLanes, stopIfInterrupted, type Work } from '../../work.ts';
import { type Buffers, PIECE, piecesOf, pump, twoBuffers } from '../place/pump.ts';
import type { OpenFile } from '../place.ts';
import { readSource } from './read-source.ts';
import { placeOf, type Source, type SourceFile } from './source.ts';

const AT_ONCE = 4;

/** Hashes a source's files where they lie.
 * @throws MREG_INVALID, MREG_IO, MREG_INTERRUPTED */
export function hashFiles(source: Source, work: Work = {}): Promise<FileRecord[]> {
  const progress = progressOf(source.files, work);
  return eachFile(source.files, progress, (file, buffers) => hashFile(file, buffers, progress));
}

/** Is told of bytes as they are read; throws where the work is to end. */
export type Progress = (bytes: number) => void;

export function progressOf(files: readonly SourceFile[], work: Work): Progress {
  const total = files.reduce((sum, file) => sum + file.size, 0);
  let done = 0;
  return (bytes) => {
    done += bytes;
    work.onProgress?.(done, total);
    stopIfInterrupted(work);
  };
}

/** A few files at a time, each lane with its own two buffers, so that memory does not grow with the source. */
export function eachFile(
  files: readonly SourceFile[],
  progress: Progress,
  take: (file: SourceFile, buffers: Buffers) => Promise<FileRecord>,
): Promise<FileRecord[]> {
  const size = Math.min(PIECE, Math.max(1, ...files.slice(0, 64).map((file) => file.size)));
  const lanes: Buffers[] = [];
  return inLanes(files, AT_ONCE, async (file, _, lane) => {
    let buffers = lanes[lane];
    if (!buffers || (file.size > buffers[0].length && buffers[0].length < PIECE)) {
      buffers = twoBuffers(buffers ? PIECE : size);
      lanes[lane] = buffers;
    }
    const record = await take(file, buffers);
    progress(0);
    return record;
  });
}

/** Hashes a file of a source, and writes it, if it is to be written; `finish` comes before it is known that the file has not changed.
 * @throws MREG_INVALID, MREG_IO, what `progress` and the writing throw */
export async function hashFile(
  file: SourceFile,
  buffers: Buffers,
  progress: Progress,
  write?: (bytes: Uint8Array) => Promise<void>,
  finish?: () => Promise<void>,
): Promise<FileRecord> {
  const hash = createHash('sha256');
  let size = 0;
  await readSource(file, async (handle, expected) => {
    const read: OpenFile['read'] = (buffer, offset, length) =>
      io('read', placeOf(file), () => handle.read(buffer, offset, length, null));
    size = await pump(piecesOf({ read }, buffers), { hash, write, progress, most: expected });
    await finish?.();
  });
  return { path: file.path, size, sha256: hash.digest('hex') };
}
