import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { checkFormat } from '../../core/archive/compression.ts';
import type { Limits } from '../../core/archive/list.ts';
import { MregError } from '../../errors.ts';
import { ifPresent, io, ioError } from '../../system-error.ts';
import { PIECE, readAhead, twoBuffers } from '../place/pump.ts';
import type { GrowingFile } from './growing-file.ts';
import { gunzip, swollen } from './gunzip.ts';

/** The bytes of an archive, whatever they are compressed with. Each piece holds until the next is asked for. */
export interface ArchiveSource {
  readonly chunks: AsyncIterator<Buffer>;
  /** Called with the bytes that the list promises, which a small file cannot hold.
   * @throws MREG_INVALID */
  checkSize(bytes: number): void;
  close(): Promise<void>;
}

/** Opens an archive: a file, which may still be growing, or a stream such as the standard input.
 * @throws MREG_NOT_FOUND, MREG_INVALID, MREG_IO */
export async function openArchive(
  from: string | Readable,
  limits: Limits,
  growing?: GrowingFile,
): Promise<ArchiveSource> {
  if (typeof from !== 'string') {
    const packed = streamChunks(from, limits.idle);
    const { chunks } = await unpack(packed, 'the standard input', limits);
    return { chunks, checkSize: () => undefined, close: async () => void from.destroy() };
  }
  const handle = await io('read', from, () => ifPresent(open(from, constants.O_RDONLY)));
  if (!handle) throw new MregError('MREG_NOT_FOUND', `no file ${from}`, { details: { path: from } });
  try {
    const stats = await io('read', from, () => handle.stat());
    if (stats.isDirectory())
      throw new MregError('MREG_INVALID', `${from} is a directory, expected an archive`);
    const { chunks, compressed } = await unpack(fileChunks(handle, from, growing), from, limits);
    return {
      chunks,
      checkSize(bytes) {
        const most = limits.unpacked + limits.ratio * stats.size;
        if (compressed && stats.isFile() && bytes > most) throw swollen(limits);
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function fileChunks(
  handle: FileHandle,
  path: string,
  growing: GrowingFile = { beyond: async () => Number.POSITIVE_INFINITY },
): AsyncGenerator<Buffer> {
  const buffers = twoBuffers();
  let position = 0;
  return readAhead(async (turn) => {
    const most = Math.min(PIECE, (await growing.beyond(position)) - position);
    const { bytesRead } = await io('read', path, () => handle.read(buffers[turn], 0, most, null));
    position += bytesRead;
    return buffers[turn].subarray(0, bytesRead);
  });
}

async function* streamChunks(stream: Readable, idleSeconds: number): AsyncGenerator<Buffer> {
  const iterator = stream[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = await within(idleSeconds, iterator.next());
    if (done) return;
    yield value as Buffer;
  }
}

/** What comes next, if it comes in time. */
async function within<Next>(seconds: number, next: Promise<Next>): Promise<Next> {
  let timer: NodeJS.Timeout | undefined;
  const idle = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new MregError('MREG_INVALID', `nothing came for ${seconds} seconds; the archive is cut off`));
    }, seconds * 1000);
  });
  try {
    return await Promise.race([next, idle]);
  } catch (error) {
    throw ioError('read', 'the standard input', error);
  } finally {
    clearTimeout(timer);
  }
}

const GZIP = 0x1f8b;
const ZSTD = 0x28b52ffd;

async function unpack(
  packed: AsyncGenerator<Buffer>,
  name: string,
  limits: Limits,
): Promise<{ chunks: AsyncIterator<Buffer>; compressed: boolean }> {
  const first = await packed.next();
  if (first.done) throw new MregError('MREG_INVALID', 'the archive is empty');
  const chunks = withFirst(first.value, packed);
  const magic = first.value.length < 4 ? 0 : first.value.readUInt32BE(0);
  if (magic >>> 16 === GZIP) return { chunks: gunzip(chunks, limits), compressed: true };
  if (magic === ZSTD) {
    const { unzstd } = await import('./zstd.ts');
    return { chunks: unzstd(chunks, limits), compressed: true };
  }
  checkFormat(first.value, name);
  return { chunks, compressed: false };
}

async function* withFirst(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}
