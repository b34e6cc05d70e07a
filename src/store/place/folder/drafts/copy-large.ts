/**
 * A large file is read and written by this thread and hashed by another: the digest takes about as long as the copy, and
 * both together hardly longer than one. What is written is synced as it comes, so that little is left for the end.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { FileRecord } from '../../../../generated/metadata.ts';
import { io, ioSync } from '../../../../system-error.ts';
import { readSource } from '../../../intake/read-source.ts';
import { placeOf, type SourceFile } from '../../../intake/source.ts';
import { pump, readAhead } from '../../pump.ts';
import { writeFullySync } from '../durable.ts';
import { createRingMemory, openInlet } from '../hash/shared-memory.ts';
import { startHashWorker } from '../hash/start-hash-worker.ts';
import { openNew } from '../modes.ts';
import { removeTree } from '../remove.ts';
import { createSyncs } from '../sync-while-writing.ts';

/** Copies one file at a time. Closed at the end of the work. */
export interface LargeCopier {
  /** The copy is on the disk on return, but for its name; `progress` hears of the bytes, and what it throws ends the copy.
   * Undefined, and no copy, if there is no other thread.
   * @throws MREG_INVALID, MREG_IO */
  copy(file: SourceFile, target: string, progress: (bytes: number) => void): Promise<FileRecord | undefined>;
  close(): Promise<void>;
}

/** Bytes. */
const SYNC_EVERY = 64 << 20;

export function createLargeCopier(): LargeCopier {
  const worker = startHashWorker();
  const memory = createRingMemory();
  let isLost = false;
  const lost = new Promise<undefined>((resolve) => {
    worker?.once('error', () => {
      isLost = true;
      resolve(undefined);
    });
  });
  return {
    async copy(file, target, progress) {
      if (!worker || isLost) return undefined;
      new Int32Array(memory.counts).fill(0);
      const inlet = openInlet(memory);
      /** Memory in the ring, once there is some: the other thread is a few milliseconds behind at most. */
      const room = async () => {
        for (;;) {
          if (isLost) throw new Error('the other thread is lost');
          const piece = inlet.next();
          if (piece) return piece;
          await wait(1);
        }
      };
      const digest = new Promise<string>((resolve) => worker.once('message', resolve));
      worker.postMessage(memory);
      try {
        const size = await copyThrough({ room, put: inlet.put }, file, target, progress);
        inlet.end();
        const sha256 = await Promise.race([digest, lost]);
        if (sha256 !== undefined) return { path: file.path, size, sha256 };
      } catch (error) {
        inlet.end();
        if (!isLost) {
          await Promise.race([digest, lost]);
          throw error;
        }
      }
      await removeTree(target);
      return undefined;
    },
    async close() {
      await worker?.terminate();
    },
  };
}

async function copyThrough(
  { room, put }: { room: () => Promise<Buffer>; put: (length: number) => void },
  file: SourceFile,
  target: string,
  progress: (bytes: number) => void,
): Promise<number> {
  const copy = await io('create', target, () => openNew(target, 0o444));
  const syncs = createSyncs(copy, target, SYNC_EVERY);
  let size = 0;
  try {
    await readSource(file, async (source, expected) => {
      const pieces = readAhead(async () => {
        const piece = await room();
        const { bytesRead } = await io('read', placeOf(file), () =>
          source.read(piece, 0, piece.length, null),
        );
        if (bytesRead > 0) put(bytesRead);
        return piece.subarray(0, bytesRead);
      });
      size = await pump(pieces, {
        write(piece) {
          ioSync('write', target, () => writeFullySync(copy.fd, piece));
          syncs.wrote(piece.length);
        },
        progress,
        most: expected,
      });
      await syncs.end();
    });
    return size;
  } finally {
    await syncs.settled();
    await io('write', target, () => copy.close());
  }
}
