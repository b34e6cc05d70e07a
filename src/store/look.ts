/**
 * What a lookup reads, without a detour over Node's threads: to load the promises, start the threads and wait for them
 * takes longer than the answers do.
 */
import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Pieces } from '../core/manifest-search.ts';
import { errno, ioError } from './io.ts';
import type { Layout } from './layout.ts';

/** All bytes of a file, or undefined where there is none.
 * @throws MREG_IO */
export function readIfPresent(path: string): Buffer | undefined {
  return look(path, () => readFileSync(path), ['ENOENT']);
}

/** Whether there is a file or a directory; under a path that no file can have there is none.
 * @throws MREG_IO */
export function exists(path: string): boolean {
  if (path.includes('\0')) return false;
  const stats = look(path, () => statSync(path, { throwIfNoEntry: false }), ['ENOTDIR', 'ENAMETOOLONG']);
  return stats !== undefined;
}

/** What `search` makes of a file, or undefined where there is none.
 * @throws MREG_IO */
export function readPieces<T>(path: string, search: (file: Pieces) => T | undefined): T | undefined {
  const fd = look(path, () => openSync(path, 'r'), ['ENOENT']);
  if (fd === undefined) return undefined;
  try {
    return look(path, () =>
      search({
        size: fstatSync(fd).size,
        read(position, length) {
          const buffer = Buffer.allocUnsafe(length);
          return buffer.subarray(0, readSync(fd, buffer, 0, length, position));
        },
      }),
    );
  } finally {
    closeSync(fd);
  }
}

/** With more than this one listing is faster, however much else lies there. */
const ONE_BY_ONE = 64;

/** Those of some versions' directories, all of one type, that are known to be missing. */
export function findMissing(layout: Layout, directories: readonly string[]): ReadonlySet<string> {
  const missing = new Set<string>();
  const parent = dirname(directories[0] ?? '');
  const there = new Set(directories.length > ONE_BY_ONE ? list(layout.absolute(parent)) : []);
  for (const directory of directories) {
    if (!there.has(directory.slice(parent.length + 1)) && isMissing(layout.absolute(directory)))
      missing.add(directory);
  }
  return missing;
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
    return !exists(path);
  } catch {
    return false;
  }
}

/** `undefined` where it fails in one of the ways that mean that there is nothing. */
function look<T>(path: string, work: () => T, nothing: readonly string[] = []): T | undefined {
  try {
    return work();
  } catch (error) {
    if (nothing.includes(errno(error) ?? '')) return undefined;
    throw ioError('read', path, error);
  }
}
