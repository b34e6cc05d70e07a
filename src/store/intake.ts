import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { MregError } from '../errors.ts';
import type { FileRecord } from '../generated/metadata.ts';
import { removeTree, syncDirectory, writeFully } from './durable.ts';
import { io, ioError } from './io.ts';
import { placeOf, readSource, type Source, type SourceFile } from './source.ts';

/** What long work reports and obeys. */
export interface Work {
  /** Called often; bytes done and in all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: Pick<AbortSignal, 'aborted'> | undefined;
}

const CHUNK = 1 << 20;
const AT_ONCE = 4;

/**
 * Copies a source's files into `target`, which must not exist, and hashes what it copies. On return the
 * files and the directories in `target` are on the disk; on failure nothing of it is left.
 * @throws MREG_INVALID where the source changes or is not plain files; MREG_IO, MREG_INTERRUPTED
 */
export async function copySource(source: Source, target: string, work: Work = {}): Promise<FileRecord[]> {
  try {
    await io('create', target, () => mkdir(target));
    for (const directory of source.directories) {
      const path = join(target, directory);
      await io('create', path, () => mkdir(path));
    }
    const records = await eachFile(source.files, work, (file, buffers, progress) =>
      copyFile(file, join(target, file.path), buffers, progress),
    );
    for (const directory of [...source.directories, '']) await syncDirectory(join(target, directory));
    return records;
  } catch (error) {
    await removeTree(target);
    throw error;
  }
}

/** Hashes a source's files where they lie; with `sync` they are on the disk on return.
 * @throws MREG_INVALID, MREG_IO, MREG_INTERRUPTED */
export async function hashFiles(
  source: Source,
  work: Work = {},
  { sync = false } = {},
): Promise<FileRecord[]> {
  const records = await eachFile(source.files, work, (file, buffers, progress) =>
    hashFile(file, buffers, progress, async (handle) => {
      if (sync) await io('sync', placeOf(file), () => handle.sync());
    }),
  );
  if (sync)
    for (const directory of [...source.directories, '']) await syncDirectory(join(source.path, directory));
  return records;
}

type Buffers = readonly [Buffer, Buffer];

/** A few files at a time, each worker with its own two buffers, so that memory does not grow with the source. */
async function eachFile(
  files: readonly SourceFile[],
  { onProgress, signal }: Work,
  take: (file: SourceFile, buffers: Buffers, progress: (bytes: number) => void) => Promise<FileRecord>,
): Promise<FileRecord[]> {
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const records = new Array<FileRecord>(files.length);
  let done = 0;
  let next = 0;
  let failed = false;
  const progress = (bytes: number) => {
    done += bytes;
    onProgress?.(done, total);
    if (signal?.aborted) throw new MregError('MREG_INTERRUPTED', 'interrupted');
  };
  const worker = async () => {
    const size = Math.min(CHUNK, Math.max(1, ...files.slice(0, 64).map((file) => file.size)));
    let buffers: Buffers = [Buffer.allocUnsafe(size), Buffer.allocUnsafe(size)];
    for (let index = next++; index < files.length && !failed; index = next++) {
      const file = files[index] as SourceFile;
      if (file.size > buffers[0].length && buffers[0].length < CHUNK) {
        buffers = [Buffer.allocUnsafe(CHUNK), Buffer.allocUnsafe(CHUNK)];
      }
      records[index] = await take(file, buffers, progress);
      progress(0);
    }
  };
  const workers = Array.from({ length: Math.min(AT_ONCE, files.length) }, () =>
    worker().catch((error) => {
      failed = true;
      throw error;
    }),
  );
  // Every worker has ended before the caller cleans up behind them.
  const results = await Promise.allSettled(workers);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  return records;
}

async function copyFile(
  file: SourceFile,
  target: string,
  buffers: Buffers,
  progress: (bytes: number) => void,
): Promise<FileRecord> {
  const copy = await io('create', target, () => open(target, 'wx', 0o444));
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

/** Reading one piece and writing the one before overlap; hashing happens between. */
async function hashFile(
  file: SourceFile,
  buffers: Buffers,
  progress: (bytes: number) => void,
  finish: (handle: FileHandle) => Promise<void>,
  write?: (bytes: Uint8Array) => Promise<void>,
): Promise<FileRecord> {
  const hash = createHash('sha256');
  let size = 0;
  await readSource(file, async (handle, expected) => {
    let pending: Promise<void> = Promise.resolve();
    for (let turn = 0; ; turn ^= 1) {
      const buffer = buffers[turn as 0 | 1];
      const read = handle.read(buffer, 0, buffer.length, null);
      const [{ bytesRead }] = await settle(read, pending, file);
      if (bytesRead === 0) break;
      const piece = buffer.subarray(0, bytesRead);
      hash.update(piece);
      pending = write?.(piece) ?? Promise.resolve();
      pending.catch(() => undefined);
      size += bytesRead;
      // A file that grows as fast as it is read would never end; readSource says that it changed.
      if (size > expected) break;
      progress(bytesRead);
    }
    await pending;
    await finish(handle);
  });
  return { path: file.path, size, sha256: hash.digest('hex') };
}

/** Both have ended before either's failure is thrown: a buffer in use must not be reused or dropped. */
async function settle<A, B>(read: Promise<A>, write: Promise<B>, file: SourceFile): Promise<[A, B]> {
  const [a, b] = await Promise.allSettled([read, write]);
  if (a.status === 'rejected') throw ioError('read', placeOf(file), a.reason);
  if (b.status === 'rejected') throw b.reason;
  return [a.value, b.value];
}
