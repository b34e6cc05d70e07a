import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { damaged } from '../../errors.ts';
import { prepareLayout } from '../journal/commit.ts';
import type { Layout } from '../layout.ts';
import { join } from '../place/paths.ts';
import type { Writer } from '../place.ts';

/** A place in the staging area for what comes out of an archive. */
export interface Incoming {
  /** Absolute path of something in it. */
  path(relative: string): string;
  /** A new file in it; the directories above are made. */
  receive(relative: string): Promise<Writer>;
  /** All bytes of a file that was received.
   * @throws MREG_DAMAGED if it is gone; MREG_IO */
  read(relative: string): Promise<Buffer>;
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
export async function openIncoming(layout: Layout): Promise<Incoming> {
  const founded = !(await layout.place.exists(layout.private));
  await prepareLayout(layout);
  const root = join(layout.staging, randomUUID());
  const path = (relative: string) => join(root, ...relative.split('/'));
  const directories = new Set<string>();
  const syncing = new Set<Promise<void>>();
  let failure: unknown;
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
      if (failure !== undefined) throw failure;
      const writer = await layout.place.write(target);
      let above = target;
      do {
        above = dirname(above);
        directories.add(above);
      } while (above !== root);
      return {
        ...writer,
        async end() {
          track(writer.end());
          if (syncing.size >= SYNCS_AT_ONCE) await Promise.race(syncing);
        },
      };
    },
    async read(relative) {
      const bytes = await layout.place.read(path(relative));
      if (!bytes) throw damaged(path(relative), 'is missing');
      return bytes;
    },
    async settle() {
      await Promise.all(syncing);
      if (failure !== undefined) throw failure;
      for (const directory of directories) await layout.place.settle(directory);
    },
    async discard() {
      await Promise.all(syncing);
      await layout.place.discard(root);
      if (founded)
        await layout.place.removeEmpty([
          layout.log,
          layout.staging,
          layout.trash,
          layout.private,
          layout.root,
        ]);
    },
  };
}
