import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCK, formatHeader, readHeader } from '../../../../src/core/archive/header.ts';

/** The records of the pax header in front, read by their own lengths; undefined if there is none. */
function recordsOf(blocks: Buffer): Map<string, string> | undefined {
  if (blocks.toString('latin1', 156, 157) !== 'x') return undefined;
  const records = new Map<string, string>();
  for (let at = BLOCK; at < BLOCK + readHeader(blocks).size; ) {
    const length = Number.parseInt(blocks.toString('latin1', at, at + 8), 10);
    const [, key = '', value = ''] =
      /^\d+ ([^=]+)=([\s\S]*)\n$/.exec(blocks.toString('utf8', at, at + length)) ?? [];
    records.set(key, value);
    at += length;
  }
  return records;
}

/** The path and the size that every program reads. */
function read(blocks: Buffer) {
  const last = blocks.subarray(-BLOCK);
  const [prefix] = last.toString('utf8', 345, 500).split('\0', 1);
  const { name, size } = readHeader(last);
  const records = recordsOf(blocks);
  return {
    path: records?.get('path') ?? (prefix ? `${prefix}/${name}` : name),
    size: Number(records?.get('size') ?? size),
  };
}

const part = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 90 })
  .map((text) => text.replace(/[\0/]/g, '_'))
  .filter((text) => text !== '.' && text !== '..' && Buffer.from(text).toString() === text);
// What an archive holds lies in a directory.
const path = fc.array(part, { minLength: 2, maxLength: 8 }).map((parts) => parts.join('/'));

describe('a header', () => {
  it('says path and size of what it was made for, however long', () => {
    fc.assert(
      fc.property(path, fc.integer({ min: 0, max: 1e15 }), (path, size) => {
        expect(read(formatHeader(path, size))).toEqual({ path, size });
      }),
    );
  });

  it.each([
    ['rl/ppo_v1.0.0_1/model.bin', 0o77777777777, 1],
    ['rl/ppo_v1.0.0_1/model.bin', 0o77777777777 + 1, 3],
    [`d/${'x'.repeat(100)}`, 0, 1],
    [`d/${'x'.repeat(101)}`, 0, 3],
    [`${'d'.repeat(155)}/${'x'.repeat(100)}`, 0, 1],
    [`${'d'.repeat(156)}/${'x'.repeat(100)}`, 0, 3],
    ['d/größe', 0, 3],
  ])('of %s with %d bytes has %d blocks', (path, size, blocks) => {
    expect(formatHeader(path, size)).toHaveLength(blocks * BLOCK);
    expect(read(formatHeader(path, size))).toEqual({ path, size });
  });

  it.each([450, 985, 986, 987, 988, 989])(
    'of a path of %d bytes counts the digits of its record',
    (length) => {
      const path = `d/${'y'.repeat(length)}`;
      expect(read(formatHeader(path, 1))).toEqual({ path, size: 1 });
    },
  );

  // Archives that were made before are read by these bytes.
  it.each([
    ['rl/ppo_v1.0.0_1/model.bin', 7, 'e648dafff8981f91'],
    [`d/größe/${'x'.repeat(120)}`, 0o77777777777 + 1, '7bcf1ba5de6fdb7d'],
  ])('of %s is the same with every release of tar', (path, size, digest) => {
    const hash = createHash('sha256').update(formatHeader(path, size));
    expect(hash.digest('hex').slice(0, 16)).toBe(digest);
  });
});
