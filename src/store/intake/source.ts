import { type BigIntStats, closeSync, constants, fstatSync, openSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { MregError } from '../../errors.ts';
import { errno, io, ioError, ioSync } from '../place/folder/io.ts';

/** A regular file of a source. */
export interface SourceFile {
  /** Relative to the source, with `/`. */
  readonly path: string;
  /** The directory from which the path leads to it, absolute; one string for all files of a source. */
  readonly base: string;
  /** Its path below `base`, if the version has it under another. */
  readonly original?: string | undefined;
  /** Where it lies, absolute, if links lead there. */
  readonly real?: string | undefined;
  /** Bytes, when the source was listed. */
  readonly size: number;
}

/** What `register` or `adopt` was pointed at: only regular files, in order of their paths' UTF-8 bytes. */
export interface Source {
  /** The real path of the file or the directory; the first of several. */
  readonly path: string;
  /** The real paths of all that were given, in their order. */
  readonly paths: readonly string[];
  readonly kind: 'file' | 'directory';
  readonly files: readonly SourceFile[];
  readonly directories: readonly string[];
  /** Files and directories that were left out though nobody asked for that. */
  readonly leftOut: readonly string[];
}

/** Where a file of a source lies, absolute. */
export function placeOf({ base, path, original = path, real }: SourceFile): string {
  return real ?? join(base, original);
}

/** Whether one directory holds the other, or is it. */
export function overlaps(a: string, b: string): boolean {
  return holds(a, b) || holds(b, a);
}

/** Whether a path lies in a directory, or is it. */
export function holds(outer: string, inner: string): boolean {
  const way = relative(outer, inner);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`));
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

/** A source that cannot be a version. */
export function refuse(path: string, fault: string, hint?: string): MregError {
  return new MregError('MREG_INVALID', `'${path}' in the source ${fault}`, {
    hint,
    details: { path, fault },
  });
}
