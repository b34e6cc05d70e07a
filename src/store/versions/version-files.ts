import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelFiles } from '../../detect/open.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import { readRegular } from '../../regular-file.ts';
import { again, readAgain } from '../place/folder/again.ts';
import { errno, meaningOf } from '../place/folder/io.ts';

/** All bytes of a file that may be damaged, undefined where there is none, or what keeps it from being read. */
export async function readOrExplain(
  path: string,
): Promise<Buffer | undefined | { readonly problem: string }> {
  try {
    return await again(path, async () => readRegular(path, { follow: false }));
  } catch (error) {
    if (errno(error) === 'ENOENT') return undefined;
    return { problem: `cannot be read: ${meaningOf(error)}` };
  }
}

/** Random access to files that this process knows to be plain files, below a directory or where `place` says. */
export function openFiles(
  place: string | ((path: string) => string),
  files: readonly FileRecord[],
): ModelFiles {
  return {
    files,
    async read(path, offset, length) {
      const absolute = typeof place === 'string' ? join(place, path) : place(path);
      return readAgain(absolute, async () => {
        const handle = await open(absolute, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
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
