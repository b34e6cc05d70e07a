import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { FileRecord } from '../../generated/metadata.ts';
import { inLanes, stopIfInterrupted, type Work } from '../../work.ts';
import { syncDirectory, writeFully } from '../place/folder/durable.ts';
import { io } from '../place/folder/io.ts';
import { makeNew, openNew } from '../place/folder/modes.ts';
import { removeTree } from '../place/folder/remove.ts';
import { type Buffers, PIECE, piecesOf, pump, twoBuffers } from '../place/pump.ts';
import type { OpenFile } from '../place.ts';
import type { LargeCopier } from './copy-large.ts';
import { placeOf, readSource, type Source, type SourceFile } from './source.ts';

const AT_ONCE = 4;
/** Of a smaller file the bytes are hardly more work than the clone. */
const CLONED = 1 << 20;
/** A file from which a second thread pays: to start it takes as long as to hash this much. */
const LARGE = 32 << 20;
/** Of files up to this size, more than so many are copied by the one thread itself. */
const SMALL = 1 << 18;
const FEW = 32;
/** A large file keeps a thread and more busy, and each has 16 MiB of memory. */
const MOST_LARGE = 3;

/**
 * Copies a source's files into `target`, which must not exist, and hashes what it copies. On return they and the
 * directories in `target` are on the disk, but for the names in `target` itself: it has yet to get its metadata.json, and
 * is synced then. On failure nothing of it is left.
 * @throws MREG_INVALID where the source changes or is not plain files; MREG_IO, MREG_INTERRUPTED
 */
export async function copySource(source: Source, target: string, work: Work = {}): Promise<FileRecord[]> {
  try {
    await io('create', target, () => makeNew(target));
    for (const directory of source.directories) {
      const path = join(target, directory);
      await io('create', path, () => makeNew(path));
    }
    const records = await copyFiles(source.files, target, progressOf(source.files, work));
    for (const directory of source.directories) await syncDirectory(join(target, directory));
    return records;
  } catch (error) {
    await removeTree(target);
    throw error;
  }
}

/** Each kind of file in the way that is cheapest for it; the records in the order of the files. */
async function copyFiles(files: readonly SourceFile[], target: string, progress: Progress) {
  const records = new Map<SourceFile, FileRecord>();
  const keep = (taken: readonly SourceFile[], made: readonly (FileRecord | undefined)[]) => {
    for (const [index, record] of made.entries()) if (record) records.set(taken[index] as SourceFile, record);
  };
  const clonable = files.filter(({ size }) => size >= CLONED);
  if (clonable.length > 0) {
    const { cloneFiles } = await import('./clone.ts');
    keep(clonable, await cloneFiles(clonable, target, progress));
  }
  const large = clonable.filter((file) => file.size >= LARGE && !records.has(file));
  if (large.length > 0) keep(large, await copyLargeFiles(large, target, progress));
  const small = files.filter(({ size }) => size <= SMALL);
  if (small.length > FEW) {
    const { copySmallFiles } = await import('./copy-small.ts');
    keep(small, await copySmallFiles(small, target, progress));
  }
  const others = files.filter((file) => !records.has(file));
  keep(
    others,
    await eachFile(others, progress, (file, buffers) =>
      copyFile(file, join(target, file.path), buffers, progress),
    ),
  );
  return files.map((file) => records.get(file) as FileRecord);
}

async function copyLargeFiles(
  files: readonly SourceFile[],
  target: string,
  progress: Progress,
): Promise<(FileRecord | undefined)[]> {
  const { createLargeCopier } = await import('./copy-large.ts');
  const most = Math.min(MOST_LARGE, Math.max(1, availableParallelism() - 1), files.length);
  const copiers = Array.from({ length: most }, createLargeCopier);
  try {
    return await inLanes(files, most, (file, _, lane) =>
      (copiers[lane] as LargeCopier).copy(file, join(target, file.path), progress),
    );
  } finally {
    await Promise.all(copiers.map((copier) => copier.close()));
  }
}

/** Hashes a source's files where they lie; with `sync` they are on the disk on return.
 * @throws MREG_INVALID, MREG_IO, MREG_INTERRUPTED */
export async function hashFiles(
  source: Source,
  work: Work = {},
  { sync = false } = {},
): Promise<FileRecord[]> {
  const progress = progressOf(source.files, work);
  const records = await eachFile(source.files, progress, (file, buffers) =>
    hashFile(file, buffers, progress, async (handle) => {
      if (sync) await io('sync', placeOf(file), () => handle.sync());
    }),
  );
  if (sync)
    for (const directory of [...source.directories, '']) await syncDirectory(join(source.path, directory));
  return records;
}

/** Is told of bytes as they are read; throws where the work is to end. */
type Progress = (bytes: number) => void;

function progressOf(files: readonly SourceFile[], work: Work): Progress {
  const total = files.reduce((sum, file) => sum + file.size, 0);
  let done = 0;
  return (bytes) => {
    done += bytes;
    work.onProgress?.(done, total);
    stopIfInterrupted(work);
  };
}

/** A few files at a time, each lane with its own two buffers, so that memory does not grow with the source. */
function eachFile(
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

async function copyFile(
  file: SourceFile,
  target: string,
  buffers: Buffers,
  progress: Progress,
): Promise<FileRecord> {
  const copy = await io('create', target, () => openNew(target, 0o444));
  try {
    const record = await hashFile(
      file,
      buffers,
      progress,
      () => io('write', target, () => copy.sync()),
      (bytes) => io('write', target, () => writeFully(copy, bytes)),
    );
    return record;
  } finally {
    await io('write', target, () => copy.close());
  }
}

async function hashFile(
  file: SourceFile,
  buffers: Buffers,
  progress: Progress,
  finish: (handle: FileHandle) => Promise<void>,
  write?: (bytes: Uint8Array) => Promise<void>,
): Promise<FileRecord> {
  const hash = createHash('sha256');
  let size = 0;
  await readSource(file, async (handle, expected) => {
    const read: OpenFile['read'] = (...into) => io('read', placeOf(file), () => handle.read(...into, null));
    size = await pump(piecesOf({ read }, buffers), { hash, write, progress, most: expected });
    await finish(handle);
  });
  return { path: file.path, size, sha256: hash.digest('hex') };
}
