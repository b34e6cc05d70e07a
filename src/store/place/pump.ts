/**
 * How bytes get from one place to another: the next piece is read while the last one is hashed and written, so that all of it takes
 * hardly longer than the slowest of the three. Memory is two pieces, however many bytes there are.
 */
import type { OpenFile } from '../place.ts';

/** Bytes of a piece. */
export const PIECE = 1 << 20;

/** Memory for two pieces: one is read while the other is used. */
export type Buffers = readonly [Buffer, Buffer];

export function twoBuffers(length = PIECE): Buffers {
  return [Buffer.allocUnsafe(length), Buffer.allocUnsafe(length)];
}

/** The pieces that `next` gives, up to one that is empty. Each holds until the next is asked for; `turn` says which of two
 * buffers is free meanwhile. */
export async function* readAhead(next: (turn: 0 | 1) => Promise<Buffer>): AsyncGenerator<Buffer, void> {
  const begin = (turn: 0 | 1) => {
    const piece = next(turn);
    piece.catch(() => undefined);
    return piece;
  };
  let coming = begin(0);
  try {
    for (let turn: 0 | 1 = 1; ; turn = turn === 0 ? 1 : 0) {
      const piece = await coming;
      if (piece.length === 0) return;
      coming = begin(turn);
      yield piece;
    }
  } finally {
    // Before its buffer is used again or the file is closed, a read has ended.
    await coming.catch(() => undefined);
  }
}

/** The bytes of an open file from where it is to its end, read ahead. */
export function piecesOf(file: Pick<OpenFile, 'read'>, buffers: Buffers): AsyncGenerator<Buffer, void> {
  return readAhead(async (turn) => {
    const { bytesRead } = await file.read(buffers[turn], 0, buffers[turn].length);
    return buffers[turn].subarray(0, bytesRead);
  });
}

/** Where pieces go. */
export interface Takers {
  readonly hash?: { update(piece: Uint8Array): unknown } | undefined;
  /** The piece does not change before the promise is fulfilled. */
  readonly write?: ((piece: Uint8Array) => Promise<void> | void) | undefined;
  /** Is told of bytes that were taken. What it throws ends the work. */
  readonly progress?: ((bytes: number) => void) | undefined;
  /** Past so many bytes no more are taken: a file that grows as fast as it is read would never end. */
  readonly most?: number | undefined;
}

/** Hands over pieces one after the other; gives the number of bytes. */
export async function pump(
  pieces: AsyncIterable<Uint8Array>,
  { hash, write, progress, most = Number.POSITIVE_INFINITY }: Takers,
): Promise<number> {
  let size = 0;
  for await (const piece of pieces) {
    const written = Promise.resolve(write?.(piece));
    written.catch(() => undefined);
    hash?.update(piece);
    await written;
    size += piece.length;
    if (size > most) break;
    progress?.(piece.length);
  }
  return size;
}
