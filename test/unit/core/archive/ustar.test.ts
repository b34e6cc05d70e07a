import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatRecords, parseRecords } from '../../../../src/core/archive/pax.ts';
import {
  applyRecords,
  BLOCK,
  formatHeader,
  paddingOf,
  parseHeader,
} from '../../../../src/core/archive/ustar.ts';

/** What a reader makes of the blocks before a file's content. */
function read(blocks: Buffer): unknown {
  const first = parseHeader(blocks.subarray(0, BLOCK));
  if (first === 'end' || first.kind !== 'extended') return first;
  const end = BLOCK + first.size + paddingOf(first.size);
  const header = parseHeader(blocks.subarray(end, end + BLOCK));
  expect(blocks).toHaveLength(end + BLOCK);
  return header === 'end'
    ? header
    : applyRecords(header, parseRecords(blocks.subarray(BLOCK, BLOCK + first.size)));
}

const path = fc
  .array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 90 }), { minLength: 1, maxLength: 8 })
  .map((parts) => parts.map((part) => part.replace(/[\0/]/g, '_')).join('/'));

describe('a header', () => {
  it('says path and size of what it was made for, however long', () => {
    fc.assert(
      fc.property(path, fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (path, size) => {
        fc.pre(size < 1e15 && Buffer.from(path).toString() === path);
        expect(read(formatHeader(path, size))).toEqual({ kind: 'file', path, size });
      }),
    );
  });

  it.each([
    ['rl/ppo_v1.0.0_1/model.bin', 0o77777777777, 1],
    ['rl/ppo_v1.0.0_1/model.bin', 0o77777777777 + 1, 3],
    ['x'.repeat(100), 0, 1],
    ['x'.repeat(101), 0, 3],
    [`${'d'.repeat(155)}/${'x'.repeat(100)}`, 0, 1],
    [`${'d'.repeat(156)}/${'x'.repeat(100)}`, 0, 3],
    ['größe', 0, 3],
  ])('of %s with %d bytes has %d blocks', (path, size, blocks) => {
    expect(formatHeader(path, size)).toHaveLength(blocks * BLOCK);
    expect(read(formatHeader(path, size))).toEqual({ kind: 'file', path, size });
  });

  it('of zeros is the end', () => expect(parseHeader(Buffer.alloc(BLOCK))).toBe('end'));
});

it.each([1, 2, 87, 88, 89, 90, 91, 985, 986, 987, 988])(
  'a record of a value of %d bytes counts its own digits',
  (length) => {
    const text = formatRecords({ path: 'x'.repeat(length) });
    expect(text).toHaveLength(Number.parseInt(text, 10));
    expect(parseRecords(Buffer.from(text))).toEqual({ path: 'x'.repeat(length) });
  },
);
