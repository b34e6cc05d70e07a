import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { damaged } from '../../../errors.ts';
import { errno, ifPresent } from '../../../system-error.ts';
import type { OpenFile } from '../../place.ts';
import { readAgain } from './again.ts';

const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Opens a regular file; nothing else is opened, not even through a link, since its bytes may never end.
 * @throws MREG_DAMAGED, MREG_IO */
export function openFile(path: string): Promise<OpenFile | undefined> {
  return readAgain(path, async () => {
    const handle = await ifPresent(open(path, FLAGS)).catch((error) => {
      throw errno(error) === 'ELOOP' ? damaged(path, 'is a symbolic link', error) : error;
    });
    if (!handle) return undefined;
    const stats = await handle.stat();
    if (stats.isFile())
      return {
        size: stats.size,
        changed: stats.mtime,
        read: (buffer, offset, length, position) => handle.read(buffer, offset, length, position ?? null),
        close: () => handle.close(),
      };
    await handle.close();
    throw damaged(path, 'is not a regular file');
  });
}
