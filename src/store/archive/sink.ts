import type { Transform, Writable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { Compression } from '../../core/archive/compression.ts';
import { MregError } from '../../errors.ts';
import { errno, meaningOf } from '../../system-error.ts';
import { zstd } from './zstd.ts';

/** Where an archive's bytes go. */
export interface Sink {
  /** The bytes may be changed once the promise is fulfilled. */
  write(bytes: Uint8Array): Promise<void>;
  /** After the last byte. */
  end(): Promise<void>;
}

/** Into a stream such as the standard output, which stays open. A reader that goes away is a failure here: nobody
 * has the archive then. */
export function streamSink(stream: Writable): Sink {
  return {
    async write(bytes) {
      await new Promise<void>((resolve, reject) => {
        stream.write(bytes, (error) => (error ? reject(lost(error)) : resolve()));
      });
    },
    end: async () => undefined,
  };
}

/** Compresses what goes into another sink. The same bytes in give the same bytes out. */
export function compressed(compression: Compression | undefined, into: Sink): Sink {
  if (compression === undefined) return into;
  const pack: Transform = compression === 'gzip' ? createGzip() : zstd();
  const drained = (async () => {
    for await (const part of pack as AsyncIterable<Buffer>) await into.write(part);
    await into.end();
  })();
  drained.catch((error) => pack.destroy(error));
  return {
    async write(bytes) {
      const taken = new Promise<void>((resolve, reject) => {
        pack.write(bytes, (error) => (error ? reject(error) : resolve()));
      });
      taken.catch(() => undefined);
      await Promise.race([taken, drained]);
    },
    async end() {
      pack.end();
      await drained;
    },
  };
}

function lost(error: Error): MregError {
  return new MregError('MREG_IO', `cannot write the export: ${meaningOf(error)}`, {
    details: { operation: 'write', path: '-', errno: errno(error) ?? null },
    cause: error,
  });
}
