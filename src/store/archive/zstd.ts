import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import type { Limits } from '../../core/archive/list.ts';
import { MregError } from '../../errors.ts';
import { swollen } from './gunzip.ts';

/** Node has these since 22.15; its types, older, do not. */
const { createZstdCompress, createZstdDecompress } = zlib as unknown as Partial<
  Record<'createZstdCompress' | 'createZstdDecompress', (options: object) => Transform & zlib.Zlib>
>;

/** Compresses with zstd, in the same way each time.
 * @throws MREG_USAGE where this Node cannot */
export function zstd(): Transform {
  if (!createZstdCompress) throw unknownToNode();
  return createZstdCompress({});
}

/** What the one frame of a zstd stream holds (RFC 8878).
 * @throws MREG_USAGE where this Node cannot; MREG_INVALID for anything but one frame, or where it swells beyond the limits */
export async function* unzstd(chunks: AsyncIterator<Buffer>, limits: Limits): AsyncGenerator<Buffer> {
  if (!createZstdDecompress) throw unknownToNode();
  const unpack = createZstdDecompress({});
  let fed = 0;
  const feed = async () => {
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
      fed += next.value.length;
      const piece = next.value;
      await new Promise<void>((resolve, reject) => {
        unpack.write(piece, (error) => (error ? reject(error) : resolve()));
      });
    }
    unpack.end();
  };
  const fedAll = feed();
  // Whoever reads learns of it from the stream.
  fedAll.catch((error) => unpack.destroy(error));
  let size = 0;
  try {
    for await (const part of unpack as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > limits.unpacked + limits.ratio * fed) throw swollen(limits);
      yield part;
    }
  } catch (error) {
    unpack.destroy();
    if (error instanceof Error && 'code' in error && /^(Z_|ZSTD_|ERR_)/.test(String(error.code)))
      throw new MregError('MREG_INVALID', `the compressed data is damaged: ${error.message}`);
    throw error;
  }
  await fedAll;
  if (unpack.bytesWritten < fed)
    throw new MregError('MREG_INVALID', 'there are bytes after the end of the compressed data');
}

function unknownToNode(): MregError {
  return new MregError('MREG_USAGE', `Node ${process.version} has no zstd; 22.15 and later have`, {
    hint: 'use gzip, or: zstd -dc FILE | mreg import -',
  });
}
