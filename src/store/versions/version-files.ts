import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelFiles } from '../../detect/open.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import { readAgain } from '../place/folder/again.ts';

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
