/** Writes archives: the list first, then each file as it is on the list, all in one order and with one kind of header. */

import { createHash } from 'node:crypto';
import { BLOCK, formatHeader, paddingOf } from '../../core/archive/header.ts';
import { type ArchiveList, formatList, listPath } from '../../core/archive/list.ts';
import { MregError } from '../../errors.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import { io } from '../../system-error.ts';
import type { Work } from '../../work.ts';
import { stopIfInterrupted } from '../../work.ts';
import { sha256 } from '../intake/digest.ts';
import { type Buffers, PIECE, piecesOf, pump, twoBuffers } from '../place/pump.ts';
import type { OpenFile } from '../place.ts';
import type { Sink } from './sink.ts';

/** Opens the bytes of a file on the list, wherever they are now. */
export type OpenListed = (file: FileRecord) => Promise<Contents>;

/** The bytes of a file, or of what is none. */
export type Contents = Omit<OpenFile, 'changed'>;

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
  const buffers = twoBuffers();
  const bytes = Buffer.from(formatList(list));
  const digest = sha256(bytes);
  await spool.write(formatHeader(listPath(digest), bytes.length));
  await spool.write(bytes);
  await spool.write(Buffer.alloc(paddingOf(bytes.length)));
  const total = list.files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const progress = (more: number) => {
    done += more;
    work.onProgress?.(done, total);
    stopIfInterrupted(work, 'no archive was made');
  };
  for (const file of list.files) {
    await spool.write(formatHeader(file.path, file.size));
    await copyFile(spool, file, await open(file), { buffers, check, progress });
    await spool.write(Buffer.alloc(paddingOf(file.size)));
  }
  await spool.write(Buffer.alloc(2 * BLOCK));
  return { digest, size: await spool.end() };
}

async function copyFile(
  { write }: Spool,
  file: FileRecord,
  opened: Contents,
  {
    buffers,
    check,
    progress,
  }: { readonly buffers: Buffers; readonly check: boolean; readonly progress: (bytes: number) => void },
): Promise<void> {
  try {
    if (opened.size !== file.size) throw altered(file, `has ${opened.size} bytes, expected ${file.size}`);
    const hash = check ? createHash('sha256') : undefined;
    const read: OpenFile['read'] = (...into) => io('read', file.path, () => opened.read(...into));
    const size = await pump(piecesOf({ read }, buffers), { hash, write, progress, most: file.size });
    if (size < file.size) throw altered(file, 'was cut off while it was read');
    if (size > file.size) throw altered(file, 'grew while it was read');
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
  write(bytes: Uint8Array): Promise<void>;
  /** Gives the number of bytes in all. */
  end(): Promise<number>;
}

/** Gathers what is smaller than a piece, so that the sink gets no small writes. */
function createSpool(sink: Sink): Spool {
  const gathered = Buffer.allocUnsafe(PIECE);
  let filled = 0;
  let size = 0;
  const flush = async () => {
    if (filled > 0) await sink.write(gathered.subarray(0, filled));
    filled = 0;
  };
  return {
    async write(bytes) {
      size += bytes.length;
      if (filled + bytes.length > PIECE) await flush();
      if (bytes.length >= PIECE) return sink.write(bytes);
      gathered.set(bytes, filled);
      filled += bytes.length;
    },
    async end() {
      await flush();
      await sink.end();
      return size;
    },
  };
}
