/**
 * What a lookup reads, without a detour over Node's threads: to load the promises, start the threads and wait for them
 * takes longer than the answers do.
 */
import { type Dirent, lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { damaged } from '../../../errors.ts';
import { readRegular, UnfitFile } from '../../../regular-file.ts';
import { errno, ioError } from '../../../system-error.ts';
import type { Facts, Kind, Listed } from '../../place.ts';
import { againSync } from './again.ts';

/** All bytes of a file, or undefined where there is none.
 * @throws MREG_DAMAGED for what is no regular file; MREG_IO */
export function readIfPresent(path: string): Buffer | undefined {
  return look(path, () => readRegular(path, { follow: false }), ['ENOENT']);
}

/** Whether there is a file or a directory; under a path that no file can have there is none.
 * @throws MREG_IO */
export function exists(path: string): boolean {
  if (path.includes('\0')) return false;
  const stats = look(path, () => statSync(path, { throwIfNoEntry: false }), ['ENOTDIR', 'ENAMETOOLONG']);
  return stats !== undefined;
}

/** What a file or a directory is, never what a link in its place leads to; undefined where there is none.
 * @throws MREG_IO */
export function statIfPresent(path: string): Facts | undefined {
  const stats = look(path, () => lstatSync(path, { throwIfNoEntry: false }), ['ENOTDIR', 'ENAMETOOLONG']);
  return stats && { kind: kindOf(stats), size: stats.size, changed: stats.mtime };
}

/** What a directory holds; undefined where there is none.
 * @throws MREG_IO */
export function list(directory: string): readonly Listed[] | undefined {
  const entries = look(
    directory,
    // What is to be opened again after a failure is the directory itself.
    () => againSync(`${directory}/.`, () => readdirSync(directory, { withFileTypes: true })),
    ['ENOENT'],
  );
  return entries?.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
}

function kindOf(one: Dirent | Stats): Kind {
  if (one.isFile()) return 'file';
  if (one.isDirectory()) return 'directory';
  return one.isSymbolicLink() ? 'linked' : 'special';
}

/** `undefined` where it fails in one of the ways that mean that there is nothing. */
function look<T>(path: string, work: () => T, nothing: readonly string[] = []): T | undefined {
  try {
    return againSync(path, work);
  } catch (error) {
    if (nothing.includes(errno(error) ?? '')) return undefined;
    if (error instanceof UnfitFile) throw damaged(path, error.problem, { cause: error });
    if (errno(error) === 'ELOOP') throw damaged(path, 'is a symbolic link', { cause: error });
    throw ioError('read', path, error);
  }
}
