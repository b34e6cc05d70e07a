import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { piecesOf, pump, readAhead, twoBuffers } from '../../../../src/store/place/pump.ts';

/** A file in memory that tells what is done with it. */
function fileOf(bytes: Buffer, events: string[] = []) {
  let at = 0;
  return {
    async read(buffer: Buffer, offset: number, length: number) {
      events.push('read');
      await turn();
      const bytesRead = bytes.copy(buffer, offset, at, at + length);
      at += bytesRead;
      events.push('has read');
      return { bytesRead };
    },
  };
}

const BYTES = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));

describe('pump', () => {
  it.each([1, 7, 999, 1000, 1001])('hands over all bytes, in pieces of %d', async (length) => {
    const hash = createHash('sha256');
    const written: Buffer[] = [];
    let told = 0;
    const size = await pump(piecesOf(fileOf(BYTES), twoBuffers(length)), {
      hash,
      async write(piece) {
        await turn();
        written.push(Buffer.from(piece));
      },
      progress: (bytes) => {
        told += bytes;
      },
    });
    expect([size, told]).toEqual([1000, 1000]);
    expect(Buffer.concat(written)).toEqual(BYTES);
    expect(hash.digest('hex')).toBe(createHash('sha256').update(BYTES).digest('hex'));
  });

  it('reads the next piece while the last one is written, and never into the same memory', async () => {
    const events: string[] = [];
    const pieces = piecesOf(fileOf(BYTES.subarray(0, 300), events), twoBuffers(100));
    const write = async (piece: Uint8Array) => {
      const before = Buffer.from(piece);
      events.push('write');
      for (let wait = 0; wait < 3; wait += 1) await turn();
      expect(Buffer.from(piece)).toEqual(before);
      events.push('written');
    };
    await pump(pieces, { write });
    expect(events.slice(0, 6)).toEqual(['read', 'has read', 'read', 'write', 'has read', 'written']);
  });

  it('takes no more than a little too much', async () => {
    expect(await pump(piecesOf(fileOf(BYTES), twoBuffers(100)), { most: 250 })).toBe(300);
  });

  it.each(['write', 'progress'] as const)(
    'ends with the failure of %s, once the read has ended',
    async (taker) => {
      const events: string[] = [];
      const fail = () => {
        throw new Error('full');
      };
      const pumped = pump(piecesOf(fileOf(BYTES, events), twoBuffers(100)), { [taker]: fail });
      await expect(pumped).rejects.toThrow('full');
      expect(events).toEqual(['read', 'has read', 'read', 'has read']);
    },
  );

  it('ends with the failure of a read', async () => {
    const pieces = readAhead(async (free) => {
      if (free === 1) throw new Error('gone');
      return BYTES;
    });
    await expect(pump(pieces, {})).rejects.toThrow('gone');
  });
});
