import { describe, expect, it } from 'vitest';
import {
  blockOf,
  chooseFiles,
  endOf,
  fileOf,
  gatherable,
  gathered,
  lastOf,
  membersOf,
  parseFile,
  superseded,
} from '../../../../src/core/journal/block.ts';

const all = (level: number, from: number, count: number) =>
  Array.from({ length: count }, (_, at) => ({ level, first: from + at * 100 ** level }));

describe('a file of a journal', () => {
  it.each([
    [0, 217, '0000000217.jsonl'],
    [1, 1, '0000000001-0000000100.jsonl'],
    [1, 100, '0000000001-0000000100.jsonl'],
    [1, 101, '0000000101-0000000200.jsonl'],
    [2, 10_000, '0000000001-0000010000.jsonl'],
    [2, 10_001, '0000010001-0000020000.jsonl'],
    [0, 12_345_678_901, '12345678901.jsonl'],
  ])('of level %i with batch %i is %s', (level, number, name) => {
    const block = blockOf(level, number);
    expect(fileOf(block)).toBe(name);
    expect(parseFile(name)).toEqual(block);
    expect(block.first <= number && number <= lastOf(block)).toBe(true);
  });

  it.each([
    '0000000000.jsonl',
    '217.jsonl',
    '00000000217.jsonl',
    '0000000217.json',
    '0000000217.jsonl~',
    '0000000002-0000000101.jsonl',
    '0000000001-0000000099.jsonl',
    '0000000001-0001000000.jsonl',
    'notes.txt',
  ])('is not %s', (name) => expect(parseFile(name)).toBeUndefined());
});

describe('what a listing tells', () => {
  it('ends with the last batch of its highest file', () => {
    expect(endOf([])).toBe(0);
    expect(endOf([...all(1, 1, 2), { level: 0, first: 150 }])).toBe(200);
  });

  it('can be gathered if a hundred are there and no block has them, the newest first', () => {
    expect(gatherable(all(0, 1, 99))).toEqual([]);
    expect(gatherable([...all(0, 1, 200), { level: 0, first: 301 }])).toEqual(all(1, 1, 2).reverse());
    expect(gatherable([...all(0, 1, 100), { level: 1, first: 1 }])).toEqual([]);
    expect(gatherable([...all(0, 1, 100), { level: 2, first: 1 }])).toEqual([]);
    expect(gatherable(all(1, 1, 100))).toEqual([{ level: 2, first: 1 }]);
    expect(gatherable(all(2, 1, 100))).toEqual([]);
  });

  it('is what a journal has once all is gathered', () => {
    expect(gathered(0, () => true)).toEqual([]);
    expect(gathered(20_203, () => true)).toEqual([
      ...all(2, 1, 2),
      ...all(1, 20_001, 2),
      ...all(0, 20_201, 3),
    ]);
    expect(gathered(203, () => false)).toEqual(all(0, 1, 203));
    const small = gathered(20_000, ({ level }) => level < 2);
    expect(small).toEqual(all(1, 1, 200));
    expect(gathered(300, ({ first }) => first !== 101)).toEqual([
      ...all(1, 1, 1),
      ...all(0, 101, 100),
      ...all(1, 201, 1),
    ]);
    // Nothing more can be made of it.
    expect(gatherable(gathered(19_999, () => true))).toEqual([]);
  });

  it('is superseded if a block has it, the highest', () => {
    const [single, hundred, top] = [0, 1, 2].map((level) => blockOf(level, 150));
    const found = superseded([single, hundred, top, { level: 0, first: 10_001 }] as never);
    expect(found).toEqual([{ block: top, members: [single, hundred] }]);
    expect(superseded([single, hundred] as never)).toEqual([{ block: hundred, members: [single] }]);
    expect(superseded(membersOf(blockOf(1, 1)))).toEqual([]);
  });
});

describe('of a listing', () => {
  const some = all(0, 101, 7);
  it.each([
    ['the batches up to the first that is missing', [...some, ...all(0, 109, 3)], 105, all(0, 105, 3)],
    ['nothing, if the last that is known is the last', some, 108, []],
    ['no more than the hundred', [...some, ...all(0, 108, 100)], 108, all(0, 108, 93)],
    ['the block alone, also beside a member', [...some, blockOf(1, 101)], 105, [blockOf(1, 101)]],
    ['the lowest block', [blockOf(1, 101), blockOf(2, 1)], 105, [blockOf(1, 101)]],
    ['a block of the next level', [blockOf(2, 1)], 105, [blockOf(2, 1)]],
    ['the first of a hundred', all(0, 201, 2), 201, all(0, 201, 2)],
    ['nothing certain, if the one before is gone', all(1, 1, 1), 105, undefined],
    ['nothing certain, if there is nothing', [], 2, undefined],
  ])('it chooses %s', (_, listed, from, chosen) => {
    expect(chooseFiles(listed, from, lastOf(blockOf(1, from)))).toEqual(chosen);
  });
});
