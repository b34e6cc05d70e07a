import { randomUUID } from 'node:crypto';
import { lstat, open, realpath, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { MregError } from '../../errors.ts';
import { removeTree, syncDirectory } from '../durable.ts';
import { ifPresent, io } from '../io.ts';
import type { Sink } from './sink.ts';
import { fileSink } from './sink.ts';

/**
 * Makes `path` an archive, or leaves it as it was: it is written beside it under a random name, synced, checked,
 * and renamed. `write` and `check` are given the sink and the name to read again.
 * @throws MREG_INVALID where the target is neither free nor a file; MREG_NOT_FOUND, MREG_IO, and what the two throw
 */
export async function putArchive<Written>(
  path: string,
  write: (sink: Sink) => Promise<Written>,
  check: (temporary: string) => Promise<void>,
): Promise<Written> {
  const target = (await io('read', path, () => ifPresent(realpath(path)))) ?? path;
  const stats = await io('read', target, () => ifPresent(lstat(target)));
  if (stats && !stats.isFile()) {
    throw new MregError(
      'MREG_INVALID',
      `${path} is ${stats.isDirectory() ? 'a directory' : 'neither free nor a file'}, expected the name of a file`,
      {
        hint: stats.isDirectory() ? `-o ${join(path, 'registry.tar')}` : '-o - writes to the standard output',
      },
    );
  }
  const directory = dirname(target);
  if (!(await io('read', directory, () => ifPresent(stat(directory)))))
    throw new MregError('MREG_NOT_FOUND', `no directory ${directory}`, { hint: `mkdir -p ${directory}` });
  const temporary = join(directory, `.${basename(target).slice(0, 100)}.${randomUUID()}`);
  try {
    const handle = await io('create', temporary, () => open(temporary, 'wx', 0o666));
    let written: Written;
    try {
      written = await write(fileSink(handle, temporary));
      // The check reads from memory what the sync puts on the disk; they need not wait for each other.
      const synced = io('sync', temporary, () => handle.sync());
      const [checked, sync] = await Promise.allSettled([check(temporary), synced]);
      for (const result of [sync, checked]) if (result.status === 'rejected') throw result.reason;
    } finally {
      await io('write', temporary, () => handle.close());
    }
    await io('replace', path, () => rename(temporary, target));
    await syncDirectory(directory);
    return written;
  } catch (error) {
    await removeTree(temporary);
    throw error;
  }
}
