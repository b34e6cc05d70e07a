import type { FileHandle } from 'node:fs/promises';
import { io } from '../../../system-error.ts';

/** Syncs of one file while it is written. */
export interface Syncs {
  /** So many bytes more are in the file. */
  wrote(bytes: number): void;
  /** All of it is on the disk on return.
   * @throws MREG_IO */
  end(): Promise<void>;
  /** None is under way any more, whether it succeeded or not. */
  settled(): Promise<void>;
}

/** Syncs a file each time that `every` bytes have been written, while the writer goes on, so that little is left for the
 * end. After one that failed there is no other. */
export function createSyncs(file: FileHandle, path: string, every: number): Syncs {
  let last: Promise<void> = Promise.resolve();
  let unsynced = 0;
  const add = (sync: () => Promise<void>) => {
    last = last.then(() => io('write', path, sync));
    last.catch(() => undefined);
  };
  return {
    wrote(bytes) {
      unsynced += bytes;
      if (unsynced < every) return;
      unsynced = 0;
      add(() => file.datasync());
    },
    end() {
      add(() => file.sync());
      return last;
    },
    settled: () => last.catch(() => undefined),
  };
}
