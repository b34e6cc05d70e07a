/** How the files of a source are read: whoever made it may exchange them at any moment. */
import { type BigIntStats, closeSync, constants, fstatSync, openSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { errno, io, ioError, ioSync } from '../../system-error.ts';
import { openFile } from '../place/folder/open-file.ts';
import type { OpenFile } from '../place.ts';
import { placeOf, refuse, type SourceFile } from './source.ts';

/** Opens a file of a source, wherever it lies; undefined if it is gone.
 * @throws MREG_DAMAGED, MREG_IO */
export function openSource(file: SourceFile): Promise<OpenFile | undefined> {
  return openFile(placeOf(file));
}

/** Reads a file of a hostile source piece by piece. What changes meanwhile makes it fail: a version is never a mixture of two states of a file.
 * @throws MREG_INVALID, MREG_IO */
export async function readSource(
  file: SourceFile,
  take: (handle: FileHandle, size: number) => Promise<void>,
): Promise<void> {
  const path = placeOf(file);
  const handle = await open(path, SUSPICIOUS).catch((error) => Promise.reject(openError(file, error)));
  try {
    const before = await io('read', path, () => handle.stat({ bigint: true }));
    checkRegular(file, before);
    await take(handle, Number(before.size));
    checkUnchanged(file, before, await io('read', path, () => handle.stat({ bigint: true })));
  } finally {
    await handle.close();
  }
}

/** The same for a file so small that a thread may wait for it.
 * @throws MREG_INVALID, MREG_IO */
export function readSmallSource(file: SourceFile, take: (fd: number, size: number) => void): void {
  const path = placeOf(file);
  let fd: number;
  try {
    fd = openSync(path, SUSPICIOUS);
  } catch (error) {
    throw openError(file, error);
  }
  try {
    const before = ioSync('read', path, () => fstatSync(fd, { bigint: true }));
    checkRegular(file, before);
    take(fd, Number(before.size));
    checkUnchanged(
      file,
      before,
      ioSync('read', path, () => fstatSync(fd, { bigint: true })),
    );
  } finally {
    closeSync(fd);
  }
}

/** A FIFO that took the file's place would block an ordinary open for ever. */
const SUSPICIOUS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

function openError(file: SourceFile, error: unknown): unknown {
  return errno(error) === 'ELOOP'
    ? refuse(file.path, 'is a symbolic link')
    : ioError('read', placeOf(file), error);
}

function checkRegular(file: SourceFile, stats: BigIntStats): void {
  if (!stats.isFile()) throw refuse(file.path, 'is not a regular file');
}

function checkUnchanged(file: SourceFile, before: BigIntStats, after: BigIntStats): void {
  if (before.size !== after.size || before.mtimeNs !== after.mtimeNs || before.ctimeNs !== after.ctimeNs) {
    throw refuse(file.path, 'changed while it was read', 'register again once nothing writes to it');
  }
}
