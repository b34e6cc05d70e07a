/** Writes archives: the list first, then each file as it is on the list, all in one order and with one kind of header. */

import { createHash } from 'node:crypto';
import { BLOCK, formatHeader, paddingOf } from '../../core/archive/header.ts';
import { type ArchiveList, formatList, listPath } from '../../core/archive/list.ts';
import { MregError } from '../../errors.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import type { Work } from '../../work.ts';
import { stopIfInterrupted } from '../../work.ts';
import { sha256 } from '../intake/digest.ts';
import { io } from '../place/folder/io.ts';
import type { OpenFile } from '../place.ts';
import type { Sink } from './sink.ts';

/** Opens the bytes of a file on the list, wherever they are now. */
export type OpenListed = (file: FileRecord) => Promise<OpenFile>;

const BUFFER = 1 << 20;

/**
 * Writes a whole archive and ends the sink. With `check` the files are hashed on the way: for an archive that cannot be
 * read again afterwards.
 * @throws MREG_DAMAGED for a file that is not as the list has it; MREG_IO, MREG_INTERRUPTED, and what `open` throws
 */
export async function writeArchive(
  sink: Sink,
  list: ArchiveList,
  open: OpenListed,
  { check }: { readonly check: boolean },
  work: Work = {},
): Promise<{ digest: string; size: number }> {
  const spool = createSpool(sink);
  const bytes = Buffer.from(formatList(list));
  const digest = sha256(bytes);
  await spool.append(formatHeader(listPath(digest), bytes.length));
  await spool.append(bytes);
  await spool.append(Buffer.alloc(paddingOf(bytes.length)));
  const total = list.files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const progress = (more: number) => {
    done += more;
    work.onProgress?.(done, total);
    stopIfInterrupted(work, 'no archive was made');
  };
  for (const file of list.files) {
    await spool.append(formatHeader(file.path, file.size));
    await copyFile(spool, file, await open(file), check, progress);
    await spool.append(Buffer.alloc(paddingOf(file.size)));
  }
  await spool.append(Buffer.alloc(2 * BLOCK));
  return { digest, size: await spool.end() };
}

async function copyFile(
  spool: Spool,
  file: FileRecord,
  opened: OpenFile,
  check: boolean,
  progress: (bytes: number) => void,
): Promise<void> {
  try {
    if (opened.size !== file.size) throw altered(file, `has ${opened.size} bytes, expected ${file.size}`);
    const hash = check ? createHash('sha256') : undefined;
    for (let left = file.size; left > 0; ) {
      const part = await spool.read(left, (buffer, offset, length) =>
        io('read', file.path, () => opened.read(buffer, offset, length)),
      );
      if (part.length === 0) throw altered(file, `was cut off while it was read`);
      hash?.update(part);
      left -= part.length;
      progress(part.length);
    }
    if (hash && hash.digest('hex') !== file.sha256) throw altered(file, 'has another sha256');
  } finally {
    await opened.close();
  }
}

/** The failure of an export that finds a file other than it was registered. */
function altered({ path }: FileRecord, problem: string): MregError {
  return new MregError('MREG_DAMAGED', `${path} ${problem}; no archive was made`, {
    hint: 'mreg verify',
    details: { path, problem },
  });
}

interface Spool {
  append(bytes: Uint8Array): Promise<void>;
  /** Lets `fill` put at most `most` bytes where they are written from, and gives them. */
  read(most: number, fill: Fill): Promise<Buffer>;
  /** Gives the number of bytes in all. */
  end(): Promise<number>;
}

type Fill = (buffer: Buffer, offset: number, length: number) => Promise<{ bytesRead: number }>;

/** Two buffers: one is filled while the other is written. */
function createSpool(sink: Sink): Spool {
  const buffers = [Buffer.allocUnsafe(BUFFER), Buffer.allocUnsafe(BUFFER)] as const;
  let turn: 0 | 1 = 0;
  let filled = 0;
  let size = 0;
  let pending: Promise<void> = Promise.resolve();
  const flush = async () => {
    await pending;
    pending = sink.write(buffers[turn].subarray(0, filled));
    pending.catch(() => undefined);
    size += filled;
    turn = turn === 0 ? 1 : 0;
    filled = 0;
  };
  return {
    async append(bytes) {
      for (let offset = 0; offset < bytes.length; ) {
        if (filled === BUFFER) await flush();
        const part = bytes.subarray(offset, offset + BUFFER - filled);
        buffers[turn].set(part, filled);
        filled += part.length;
        offset += part.length;
      }
    },
    async read(most, fill) {
      if (filled === BUFFER) await flush();
      const start = filled;
      const { bytesRead } = await fill(buffers[turn], start, Math.min(most, BUFFER - start));
      filled += bytesRead;
      return buffers[turn].subarray(start, filled);
    },
    async end() {
      await flush();
      await pending;
      await sink.end();
      return size;
    },
  };
}
