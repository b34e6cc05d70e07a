import { constants, createReadStream } from 'node:fs';
import { lstat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { ifPresent, io } from '../place/folder/io.ts';

/** A plain file of the registry, which is read as often as wanted. */
export interface OpenedFile {
  readonly size: number;
  /** ISO 8601. */
  readonly modified_at: string;
  /** Its bytes, or those from `start` to `end`, both counted in. */
  open(range?: { readonly start: number; readonly end: number }): Readable;
}

/** A plain file, but for its bytes; undefined if there is none.
 * @throws MREG_IO */
export async function openFile(path: string): Promise<OpenedFile | undefined> {
  const stats = await io('read', path, () => ifPresent(lstat(path)));
  if (!stats?.isFile()) return undefined;
  return {
    size: stats.size,
    modified_at: stats.mtime.toISOString(),
    open: (range) =>
      createReadStream(path, {
        ...range,
        flags: (constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK) as unknown as string,
        highWaterMark: 256 * 1024,
      }),
  };
}
