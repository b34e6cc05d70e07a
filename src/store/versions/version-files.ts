import type { ModelFiles } from '../../detect/open.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import type { OpenFile } from '../place.ts';

/** Random access to files, each of which `open` gives. */
export function openFiles(
  open: (path: string) => Promise<OpenFile | undefined>,
  files: readonly FileRecord[],
): ModelFiles {
  return {
    files,
    async read(path, offset, length) {
      const file = await open(path);
      if (!file) return Buffer.alloc(0);
      try {
        const buffer = Buffer.alloc(length);
        const { bytesRead } = await file.read(buffer, 0, length, offset);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
  };
}
