import { randomUUID } from 'node:crypto';
import { type FileHandle, lstat, open, realpath, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { MregError } from '../../errors.ts';
import { ifPresent, io } from '../../system-error.ts';
import { syncPath, writeFully } from '../place/folder/durable.ts';
import { removeTree } from '../place/folder/remove.ts';
import { createSyncs, type Syncs } from '../place/folder/sync-while-writing.ts';
import { createGrowingFile, type GrowingFile, type GrowingFileWriter } from './growing-file.ts';
import type { Sink } from './sink.ts';

/** Bytes. */
const SYNC_EVERY = 64 << 20;

/**
 * Makes `path` an export, or leaves it as it was: it is written beside it under a random name, synced, checked,
 * and renamed. `write` is given the sink; `check` the name to read again, while it is still being written and synced. `typed` is for hints.
 * @throws MREG_INVALID where the target is neither free nor a file; MREG_NOT_FOUND, MREG_IO, and what the two throw
 */
export async function putArchive<Written>(
  path: string,
  write: (sink: Sink) => Promise<Written>,
  check: (temporary: string, growing: GrowingFile) => Promise<void>,
  typed = { flag: '-o', file: 'registry.tar' },
): Promise<Written> {
  const target = (await io('read', path, () => ifPresent(realpath(path)))) ?? path;
  const stats = await io('read', target, () => ifPresent(lstat(target)));
  if (stats && !stats.isFile()) {
    throw new MregError(
      'MREG_INVALID',
      `${path} is ${stats.isDirectory() ? 'a directory' : 'neither free nor a file'}, expected the name of a file`,
      {
        hint: stats.isDirectory()
          ? `${typed.flag} ${join(path, typed.file)}`
          : `${typed.flag} - writes to the standard output`,
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
      const growth = createGrowingFile();
      const checking = check(temporary, growth);
      const syncs = createSyncs(handle, temporary, SYNC_EVERY);
      try {
        written = await write(fileSink(handle, temporary, { growth, syncs, checking }));
        growth.end();
        await syncs.end();
      } finally {
        growth.end();
        await syncs.settled();
        await Promise.allSettled([checking]);
      }
      await checking;
    } finally {
      await io('write', temporary, () => handle.close());
    }
    await io('replace', path, () => rename(temporary, target));
    await syncPath(directory);
    return written;
  } catch (error) {
    await removeTree(temporary);
    throw error;
  }
}

/** Ends where what was written so far has been found wrong. */
function fileSink(
  handle: FileHandle,
  path: string,
  {
    growth,
    syncs,
    checking,
  }: { readonly growth: GrowingFileWriter; readonly syncs: Syncs; readonly checking: Promise<void> },
): Sink {
  let wrong: { readonly error: unknown } | undefined;
  checking.catch((error) => {
    wrong = { error };
  });
  return {
    async write(bytes) {
      if (wrong) throw wrong.error;
      await io('write', path, () => writeFully(handle, bytes));
      growth.grow(bytes.length);
      syncs.wrote(bytes.length);
    },
    end: async () => undefined,
  };
}
