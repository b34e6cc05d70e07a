import { Readable } from 'node:stream';
import { MregError } from '../../errors.ts';
import type { OpenFile } from '../place.ts';

/** A part of a file: its first byte and its last. */
export interface Range {
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}

const PIECE = 256 * 1024;

/** The bytes of a file, or a part of them, as a stream, which opens and closes it. */
export function streamOf(
  open: () => Promise<OpenFile | undefined>,
  { start = 0, end = Number.POSITIVE_INFINITY }: Range = {},
): Readable {
  let file: OpenFile | undefined;
  let at = start;
  return new Readable({
    highWaterMark: PIECE,
    construct(done) {
      open().then((opened) => {
        file = opened;
        done(opened ? null : new MregError('MREG_DAMAGED', 'a file is gone that was there'));
      }, done);
    },
    read() {
      // Whoever reads may keep a piece, so each has memory of its own.
      const piece = Buffer.allocUnsafe(Math.min(PIECE, end + 1 - at));
      if (piece.length === 0 || !file) return void this.push(null);
      file.read(piece, 0, piece.length, at).then(
        ({ bytesRead }) => {
          at += bytesRead;
          this.push(bytesRead === 0 ? null : piece.subarray(0, bytesRead));
        },
        (error) => this.destroy(error),
      );
    },
    destroy(error, done) {
      const close = file?.close() ?? Promise.resolve();
      close.then(() => done(error), done);
    },
  });
}
