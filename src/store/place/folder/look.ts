/**
 * What a lookup reads, without a detour over Node's threads: to load the promises, start the threads and wait for them
 * takes longer than the answers do.
 */
import { readdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { MregError } from '../../../errors.ts';
import { readRegular, UnfitFile } from '../../../regular-file.ts';
import type { Layout } from '../../layout.ts';
import { againSync, insistSync } from './again.ts';
import { errno, ioError } from './io.ts';

/** All bytes of a file, or undefined where there is none.
 * @throws MREG_DAMAGED for what is no regular file; MREG_IO */
export function readIfPresent(path: string): Buffer | undefined {
  return look(path, () => readRegular(path, { follow: false }), ['ENOENT']);
}

/** The same for a file that others remove and never replace: NFS says ESTALE of one that was removed on another machine.
 * @throws MREG_DAMAGED for what is no regular file; MREG_IO */
export function readUnlessRemoved(path: string): Buffer | undefined {
  return look(path, () => readRegular(path, { follow: false }), ['ENOENT', 'ESTALE']);
}

/** The same for a file that something names.
 * @throws MREG_IO */
export function readNamed(path: string): Buffer | undefined {
  return insistSync([path], () => readIfPresent(path));
}

/** Whether there is a file or a directory; under a path that no file can have there is none.
 * @throws MREG_IO */
export function exists(path: string): boolean {
  if (path.includes('\0')) return false;
  const stats = look(path, () => statSync(path, { throwIfNoEntry: false }), ['ENOTDIR', 'ENAMETOOLONG']);
  return stats !== undefined;
}

/** The same for a file or a directory that something names.
 * @throws MREG_IO */
export function isThere(path: string): boolean {
  return insistSync([path], () => exists(path) || undefined) ?? false;
}

/** With more than this one listing is faster, however much else lies there. */
const ONE_BY_ONE = 64;

/** Those of some versions, all of one type, whose directories are known to be missing. */
export function findMissing<T extends { readonly directory: string }>(
  layout: Layout,
  versions: readonly T[],
): readonly T[] {
  const parent = dirname(versions[0]?.directory ?? '');
  const there = new Set(versions.length > ONE_BY_ONE ? list(layout.absolute(parent)) : []);
  return versions.filter(
    ({ directory }) =>
      !there.has(directory.slice(parent.length + 1)) && isMissing(layout.absolute(directory)),
  );
}

function list(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function isMissing(path: string): boolean {
  try {
    return !isThere(path);
  } catch {
    return false;
  }
}

/** `undefined` where it fails in one of the ways that mean that there is nothing. */
function look<T>(path: string, work: () => T, nothing: readonly string[] = []): T | undefined {
  try {
    return againSync(path, work);
  } catch (error) {
    if (nothing.includes(errno(error) ?? '')) return undefined;
    if (error instanceof UnfitFile) throw damaged(path, error.problem);
    if (errno(error) === 'ELOOP') throw damaged(path, 'is a symbolic link');
    throw ioError('read', path, error);
  }
}

function damaged(path: string, problem: string): MregError {
  return new MregError('MREG_DAMAGED', `${path} ${problem}`, {
    hint: 'mreg doctor',
    details: { path, problem },
  });
}
