import { open, readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ModelFiles } from '../core/framework.ts';
import type { FileRecord } from '../generated/metadata.ts';
import { errno, ifPresent, io, meaningOf } from './io.ts';
import type { Layout } from './layout.ts';

/** All bytes of a file, or undefined where there is none.
 * @throws MREG_IO */
export function readIfPresent(path: string): Promise<Buffer | undefined> {
  return io('read', path, () => ifPresent(readFile(path)));
}

/** All bytes of a file that may be damaged, undefined where there is none, or what keeps it from being read. */
export async function readOrExplain(
  path: string,
): Promise<Buffer | undefined | { readonly problem: string }> {
  try {
    return await ifPresent(readFile(path));
  } catch (error) {
    return { problem: `cannot be read: ${meaningOf(error)}` };
  }
}

/** Whether there is a file or a directory; under a path that no file can have there is none.
 * @throws MREG_IO */
export async function exists(path: string): Promise<boolean> {
  if (path.includes('\0')) return false;
  return io('read', path, async () => {
    try {
      return (await ifPresent(stat(path))) !== undefined;
    } catch (error) {
      if (['ENOTDIR', 'ENAMETOOLONG'].includes(errno(error) ?? '')) return false;
      throw error;
    }
  });
}

/** With more than this one listing is faster, however much else lies there. */
const ONE_BY_ONE = 64;

/** Those of some versions' directories, all of one type, that are known to be missing. */
export async function findMissing(layout: Layout, directories: readonly string[]): Promise<string[]> {
  const [first] = directories;
  if (first === undefined) return [];
  const listed =
    directories.length > ONE_BY_ONE
      ? await readdir(dirname(layout.absolute(first))).catch(() => [])
      : undefined;
  const there = new Set(listed);
  const suspects = directories.filter((directory) => !there.has(basename(directory)));
  const found = await Promise.all(
    suspects.map((directory) => exists(layout.absolute(directory)).catch(() => true)),
  );
  return suspects.filter((_, index) => !found[index]);
}

/** Random access to files below a directory that this process knows to be plain files. */
export function openFiles(directory: string, files: readonly FileRecord[]): ModelFiles {
  return {
    files,
    async read(path, offset, length) {
      const absolute = join(directory, path);
      return io('read', absolute, async () => {
        const handle = await open(absolute, 'r');
        try {
          const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
          return buffer.subarray(0, bytesRead);
        } finally {
          await handle.close();
        }
      });
    },
  };
}
