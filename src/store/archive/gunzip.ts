/** Strict decompression: one gzip member (RFC 1952), its checksum and length right, and not a byte after it. */
import { createInflateRaw } from 'node:zlib';
import type { Limits } from '../../core/archive/list.ts';
import { invalid, MregError } from '../../errors.ts';
import { crc32 } from './crc32.ts';

const HEADER = 10;
const TRAILER = 8;
const NAME_FLAG = 8;
const OUTPUT = 64 * 1024;

/** What the one member holds. `compressed` is the size of all of it, where that is known.
 * @throws MREG_INVALID for anything but one gzip member, or where it swells beyond the limits */
export async function* gunzip(chunks: AsyncIterator<Buffer>, limits: Limits): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw({ chunkSize: OUTPUT });
  let fed = 0;
  const feed = async (): Promise<Buffer> => {
    for (let piece: Buffer | undefined = await skipHeader(chunks); piece; piece = await next(chunks)) {
      fed += piece.length;
      await write(inflate, piece);
      const rest = fed - inflate.bytesWritten;
      if (rest > 0) return readTrailer(chunks, piece.subarray(piece.length - rest));
    }
    throw invalid('the archive is cut off');
  };
  const fedAll = feed();
  // Whoever reads learns of it from the stream.
  fedAll.catch((error) => inflate.destroy(error));
  let crc = 0;
  let size = 0;
  try {
    for await (const part of inflate as AsyncIterable<Buffer>) {
      crc = crc32(part, crc);
      size += part.length;
      if (size > limits.unpacked + limits.ratio * fed) throw swollen(limits);
      yield part;
    }
  } catch (error) {
    inflate.destroy();
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))
      throw invalid(`the compressed data is damaged: ${error.message}`);
    throw error;
  }
  const trailer = await fedAll;
  if (trailer.readUInt32LE(0) !== crc || trailer.readUInt32LE(4) !== size % 2 ** 32)
    throw invalid('the compressed data does not have its checksum');
}

/** The failure of an archive that is suspiciously larger than its compressed bytes. */
export function swollen({ ratio, unpacked }: Limits): MregError {
  return new MregError(
    'MREG_INVALID',
    `the archive swells to over ${unpacked} bytes and ${ratio} times its compressed size`,
    { hint: 'where that is meant: gunzip -c FILE | mreg import -' },
  );
}

async function skipHeader(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  let bytes = await atLeast(chunks, Buffer.alloc(0), HEADER);
  const flags = bytes[3] as number;
  if (bytes.readUInt16BE(0) !== 0x1f8b || bytes[2] !== 8 || (flags & ~NAME_FLAG) !== 0)
    throw invalid('the header of the compressed data is not that of gzip');
  let offset = HEADER;
  if (flags === NAME_FLAG) {
    for (; ; offset += 1) {
      if (offset > HEADER + 4096) throw invalid('the header of the compressed data has no end');
      bytes = await atLeast(chunks, bytes, offset + 1);
      if (bytes[offset] === 0) break;
    }
    offset += 1;
  }
  return bytes.length > offset ? bytes.subarray(offset) : atLeast(chunks, Buffer.alloc(0), 1);
}

async function readTrailer(chunks: AsyncIterator<Buffer>, begun: Buffer): Promise<Buffer> {
  // The piece that it began in may be overwritten by the next.
  const trailer = await atLeast(chunks, Buffer.from(begun), TRAILER);
  if (trailer.length > TRAILER || (await next(chunks)))
    throw invalid('there are bytes after the end of the compressed data');
  return trailer;
}

async function atLeast(chunks: AsyncIterator<Buffer>, begun: Buffer, size: number): Promise<Buffer> {
  let bytes = begun;
  while (bytes.length < size) {
    const piece = await next(chunks);
    if (!piece) throw invalid('the archive is cut off');
    bytes = Buffer.concat([bytes, piece]);
  }
  return bytes;
}

async function next(chunks: AsyncIterator<Buffer>): Promise<Buffer | undefined> {
  for (;;) {
    const { done, value } = await chunks.next();
    if (done) return undefined;
    if (value.length > 0) return value;
  }
}

function write(stream: NodeJS.WritableStream, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}
