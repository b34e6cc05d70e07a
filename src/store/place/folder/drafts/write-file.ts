/** A file that nobody looks for yet, written piece by piece. */

import type { FileHandle } from 'node:fs/promises';
import { unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errno, io } from '../../../../system-error.ts';
import type { Writer } from '../../../place.ts';
import { writeFully } from '../durable.ts';
import { makeNew, openNew } from '../modes.ts';
import { createSyncs } from '../sync-while-writing.ts';

const MODE = 0o444;
/** Bytes. */
const SYNC_EVERY = 64 << 20;

/** Makes a new file, and the directories above it that are missing.
 * @throws MREG_IO */
export async function openWriter(path: string): Promise<Writer> {
  const handle = await io('create', path, () => openBelow(path));
  const syncs = createSyncs(handle, path, SYNC_EVERY);
  const close = async () => {
    await syncs.settled();
    await handle.close();
  };
  return {
    async write(bytes) {
      await io('write', path, () => writeFully(handle, bytes));
      syncs.wrote(bytes.length);
    },
    end: () => syncs.end().finally(close),
    async cancel() {
      await close();
      await unlink(path).catch(() => undefined);
    },
  };
}

async function openBelow(path: string): Promise<FileHandle> {
  try {
    return await openNew(path, MODE);
  } catch (error) {
    if (errno(error) !== 'ENOENT') throw error;
  }
  await makeBelow(dirname(path));
  return openNew(path, MODE);
}

async function makeBelow(directory: string): Promise<void> {
  const make = () =>
    makeNew(directory).catch((error) => {
      if (errno(error) !== 'EEXIST') throw error;
    });
  await make().catch(async (error) => {
    if (errno(error) !== 'ENOENT' || dirname(directory) === directory) throw error;
    await makeBelow(dirname(directory));
    // Once: below /proc it would be missing for ever.
    await make();
  });
}
