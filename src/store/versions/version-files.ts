import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelFiles } from '../../detect/detect-model.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import { again, readAgain } from '../place/folder/again.ts';
import { ifPresent, meaningOf } from '../place/folder/io.ts';

/** All bytes of a file that may be damaged, undefined where there is none, or what keeps it from being read. */
export async function readOrExplain(
  path: string,
): Promise<Buffer | undefined | { readonly problem: string }> {
  try {
    return await again(path, () => ifPresent(readFile(path)));
  } catch (error) {
    return { problem: `cannot be read: ${meaningOf(error)}` };
  }
}

/** Random access to files below a directory that this process knows to be plain files. */
export function openFiles(directory: string, files: readonly FileRecord[]): ModelFiles {
  return {
    files,
    async read(path, offset, length) {
      const absolute = join(directory, path);
      return readAgain(absolute, async () => {
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
