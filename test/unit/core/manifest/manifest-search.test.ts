import { expect, it } from 'vitest';
import { findFrom, PIECE, piecesOf } from '../../../../src/core/manifest/manifest-search.ts';

it('finds what lies across two pieces, and nothing from its limit on', () => {
  for (const at of [0, 10, PIECE - 3, PIECE - 1, PIECE, 2 * PIECE - 2, 3 * PIECE - 4]) {
    const bytes = Buffer.alloc(3 * PIECE, '.');
    bytes.write('mark', at);
    const memory = piecesOf(bytes);
    expect([at, findFrom(memory, 'mark', 0)]).toEqual([at, at]);
    expect(findFrom(memory, 'mark', at)).toBe(at);
    expect(findFrom(memory, 'mark', at + 1)).toBe(-1);
    expect(findFrom(memory, 'mark', 0, at + 1)).toBe(at);
    expect(findFrom(memory, 'mark', 0, at)).toBe(-1);
  }
});
