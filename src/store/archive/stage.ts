import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { prepareLayout } from '../journal/commit.ts';
import type { Layout } from '../layout.ts';
import { removeEmpty, syncDirectory, writeFully } from '../place/folder/durable.ts';
import { io } from '../place/folder/io.ts';
import { exists } from '../place/folder/look.ts';
import { makeNew, openNew } from '../place/folder/modes.ts';
import { removeTree } from '../place/folder/remove.ts';
import type { Receiver } from './reader.ts';

/** A place in the staging area for what comes out of an archive. */
export interface Stage {
  /** Absolute path of something in it. */
  path(relative: string): string;
  /** A new file in it; the directories above are made. */
  receive(relative: string): Promise<Receiver>;
  /** Everything in it is on the disk now.
   * @throws MREG_IO */
  settle(): Promise<void>;
  /** Removes what is left. */
  discard(): Promise<void>;
}

/** Files whose bytes are on the way to the disk while the next are written. */
const SYNCS_AT_ONCE = 8;

/** Makes a place of its own in the staging area. Nobody sees it, and `gc` removes what a killed import leaves.
 * @throws MREG_IO */
export async function openStage(layout: Layout): Promise<Stage> {
  const founded = !exists(layout.private);
  await prepareLayout(layout);
  const root = join(layout.staging, randomUUID());
  const path = (relative: string) => join(root, ...relative.split('/'));
  const directories = new Map<string, Promise<void>>();
  const syncing = new Set<Promise<void>>();
  let failure: unknown;
  const make = (directory: string): Promise<void> => {
    const made = directories.get(directory) ?? makeBelow(directory);
    directories.set(directory, made);
    return made;
  };
  const makeBelow = async (directory: string): Promise<void> => {
    if (directory !== root) await make(dirname(directory));
    await io('create', directory, () => makeNew(directory));
  };
  const track = (work: Promise<void>) => {
    const tracked = work
      .catch((error) => {
        failure ??= error;
      })
      .finally(() => syncing.delete(tracked));
    syncing.add(tracked);
  };
  return {
    path,
    async receive(relative) {
      const target = path(relative);
      await make(dirname(target));
      if (failure !== undefined) throw failure;
      const handle = await io('create', target, () => openNew(target, 0o444));
      const finish = async (sync: boolean) => {
        try {
          if (sync) await io('sync', target, () => handle.sync());
        } finally {
          await handle.close();
        }
      };
      return {
        write: (bytes) => io('write', target, () => writeFully(handle, bytes)),
        async end() {
          track(finish(true));
          if (syncing.size >= SYNCS_AT_ONCE) await Promise.race(syncing);
        },
        cancel: () => finish(false),
      };
    },
    async settle() {
      await Promise.all(syncing);
      if (failure !== undefined) throw failure;
      for (const directory of [...directories.keys()].reverse()) await syncDirectory(directory);
    },
    async discard() {
      await Promise.all(syncing);
      await removeTree(root);
      if (founded) await removeEmpty([layout.log, layout.staging, layout.trash, layout.private, layout.root]);
    },
  };
}
