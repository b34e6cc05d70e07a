import { describe, expect, it } from 'vitest';
import {
  blockOf,
  canBeSplit,
  dueBlocks,
  isDue,
  segmentFault,
  splitSegment,
} from '../../../../src/core/journal/log-block.ts';

const entry = (revision: number) =>
  `${JSON.stringify({ revision, changes: [{ note: 'a\n}\n' }] }, null, 2)}\n`;
const buffers = (texts: readonly string[]) => texts.map((text) => Buffer.from(text));

describe('a block', () => {
  it.each([
    [1, 1, 1000],
    [1000, 1, 1000],
    [1001, 1001, 2000],
    [9_999_999_999, 9_999_999_001, 10_000_000_000],
  ])('of revision %i', (revision, first, last) => {
    expect(blockOf(revision)).toEqual({ first, last });
  });

  it('is due once a whole one lies above it', () => {
    expect(isDue({ first: 1, last: 1000 }, 1999)).toBe(false);
    expect(isDue({ first: 1, last: 1000 }, 2000)).toBe(true);
  });

  it('has its revisions, and those that are not due are left out', () => {
    expect([...dueBlocks([3, 999, 1000, 2500, 3001, 4000], 4000)]).toEqual([
      [{ first: 1, last: 1000 }, [3, 999, 1000]],
      [{ first: 2001, last: 3000 }, [2500]],
    ]);
    expect([...dueBlocks([], 4000)]).toEqual([]);
  });
});

describe('the texts of a segment', () => {
  const texts = [1, 2, 3].map(entry);

  it('come out as they went in, whatever they say', () => {
    expect(splitSegment(Buffer.from(texts.join(''))).map(String)).toEqual(texts);
    expect(canBeSplit(buffers(texts))).toBe(true);
  });

  it('end with what is not whole', () => {
    expect(splitSegment(Buffer.from(`${texts[0]}{`)).map(String)).toEqual([texts[0], '{']);
    expect(splitSegment(Buffer.alloc(0))).toEqual([]);
  });

  it.each([
    ['on one line', '{"revision":1}\n'],
    ['without a line end', entry(1).trimEnd()],
    ['two in one', entry(1) + entry(2)],
    ['nothing', ''],
  ])('cannot be told apart: %s', (_, text) => {
    expect(canBeSplit(buffers([text]))).toBe(false);
  });
});

describe('what is wrong with a segment', () => {
  const block = blockOf(1001);
  const all: (number | undefined)[] = Array.from({ length: 1000 }, (_, index) => 1001 + index);

  it.each([
    ['nothing', all, undefined],
    ['an entry that cannot be read', all.with(5, undefined), undefined],
    ['all entries that cannot be read', all.map(() => undefined), undefined],
    ['empty', [], 'is empty'],
    ['cut between', all.slice(0, 400), 'was cut off after entry 1400'],
    ['cut within', [...all.slice(0, 400), undefined], 'was cut off in entry 1401'],
    ['one removed', all.toSpliced(3, 1), 'lacks entry 1004'],
    ['the first removed', all.slice(1), 'lacks entry 1001'],
    ['two swapped', all.with(3, 1005).with(4, 1004), 'has entry 1005 in the place of entry 1004'],
    ['one twice', all.toSpliced(3, 0, 1003), 'has entry 1003 in the place of entry 1004'],
    ['too many', [...all, 2001], 'goes on after entry 2000'],
    [
      'those of another',
      all.map((revision) => (revision as number) + 1000),
      'holds entries 2001 to 3000, expected 1001 to 2000',
    ],
  ])('%s', (_, revisions, fault) => {
    expect(segmentFault(block, revisions)).toBe(fault);
  });
});
