/** How the files of a source get into a folder: as clones, or as copies that are hashed on the way. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { FileRecord } from '../../../../generated/metadata.ts';
import { io } from '../../../../system-error.ts';
import { inLanes, type Work } from '../../../../work.ts';
import { eachFile, hashFile, type Progress, progressOf } from '../../../intake/hash-source.ts';
import type { Source, SourceFile } from '../../../intake/source.ts';
import type { Buffers } from '../../pump.ts';
import { syncPath, writeFully } from '../durable.ts';
import { makeNew, openNew } from '../modes.ts';
import { removeTree } from '../remove.ts';
import type { LargeCopier } from './copy-large.ts';

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
export async function takeSource(source: Source, target: string, work: Work): Promise<FileRecord[]> {
  try {
    await io('create', target, () => makeNew(target));
    for (const directory of source.directories) {
      const path = join(target, directory);
      await io('create', path, () => makeNew(path));
    }
    const records = await copyFiles(source.files, target, progressOf(source.files, work));
    for (const directory of source.directories) await syncPath(join(target, directory));
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

async function copyFile(
  file: SourceFile,
  target: string,
  buffers: Buffers,
  progress: Progress,
): Promise<FileRecord> {
  const copy = await io('create', target, () => openNew(target, 0o444));
  try {
    return await hashFile(
      file,
      buffers,
      progress,
      (bytes) => io('write', target, () => writeFully(copy, bytes)),
      () => io('write', target, () => copy.sync()),
    );
  } finally {
    await io('write', target, () => copy.close());
  }
}
