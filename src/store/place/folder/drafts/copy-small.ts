/**
 * Many small files: to hand each call to another thread costs more than the call. So this thread makes them itself, a few
 * files at a time, and only the syncs, which wait for the disk, are left to others. A file stays open until it is
 * synced: the kernel tells of a failed write through what is open.
 */
import { createHash } from 'node:crypto';
import { closeSync, fsync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { FileRecord } from '../../../../generated/metadata.ts';
import { io, ioSync } from '../../../../system-error.ts';
import { readSmallSource } from '../../../intake/read-source.ts';
import { placeOf, type SourceFile } from '../../../intake/source.ts';
import { writeFullySync } from '../durable.ts';
import { openNewSync } from '../modes.ts';

const CHUNK = 1 << 16;
const AT_ONCE = 16;
/** So many copies wait for the disk at most, each of them open. */
const WAITING = 256;
/** A source that takes longer for as many files is far away: there it pays to wait for several at once. */
const PATIENCE_MS = 100;

const synced = promisify(fsync);

/** Copies files into a directory, as many as go fast, and gives their records in order; on return they are on the disk, but
 * for their names. `progress` hears of the bytes, and what it throws ends the work.
 * @throws MREG_INVALID, MREG_IO */
export async function copySmallFiles(
  files: readonly SourceFile[],
  target: string,
  progress: (bytes: number) => void,
): Promise<FileRecord[]> {
  const buffer = Buffer.allocUnsafe(CHUNK);
  const records: FileRecord[] = [];
  const waiting = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  const sync = (path: string, fd: number) => {
    const done: Promise<void> = io('write', path, () => synced(fd))
      .catch((error) => {
        failure ??= { error };
      })
      .then(() => {
        closeSync(fd);
        waiting.delete(done);
      });
    waiting.add(done);
  };
  try {
    for (let took = 0; records.length < files.length && took < PATIENCE_MS && !failure; ) {
      const began = performance.now();
      for (const file of files.slice(records.length, records.length + AT_ONCE)) {
        const path = join(target, file.path);
        const fd = ioSync('create', path, () => openNewSync(path, 0o444));
        try {
          records.push(copyFile(file, path, fd, buffer));
        } catch (error) {
          closeSync(fd);
          throw error;
        }
        sync(path, fd);
        progress(file.size);
      }
      took = performance.now() - began;
      await turn();
      while (waiting.size > WAITING) await Promise.race(waiting);
    }
  } finally {
    // None is at work behind the caller, who removes all of it where one failed.
    await Promise.all(waiting);
  }
  if (failure) throw failure.error;
  return records;
}

function copyFile(file: SourceFile, target: string, copy: number, buffer: Buffer): FileRecord {
  const hash = createHash('sha256');
  let size = 0;
  readSmallSource(file, (source, expected) => {
    // A file that grows as fast as it is read would never end; readSmallSource says that it changed.
    while (size <= expected) {
      const length = ioSync('read', placeOf(file), () => readSync(source, buffer, 0, buffer.length, null));
      if (length === 0) break;
      const piece = buffer.subarray(0, length);
      hash.update(piece);
      ioSync('write', target, () => writeFullySync(copy, piece));
      size += length;
    }
  });
  return { path: file.path, size, sha256: hash.digest('hex') };
}
