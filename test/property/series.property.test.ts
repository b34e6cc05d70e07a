import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type Block,
  blockOf,
  fileOf,
  gatherable,
  lastOf,
  membersOf,
  parseFile,
  superseded,
  TOP_LEVEL,
} from '../../src/core/journal/block.ts';
import { joinLines, splitLines } from '../../src/core/journal/header.ts';
import { aggregate } from '../../src/core/series/aggregate.ts';
import { type Batch, formatBatch, parseBatches } from '../../src/core/series/batch.ts';

const number = fc.integer({ min: 1, max: 30_000 });

it('gives every batch one file of each level, whose name says what it may hold', () => {
  fc.assert(
    fc.property(number, fc.integer({ min: 0, max: TOP_LEVEL }), (batch, level) => {
      const name = blockOf(level, batch);
      expect(name.first <= batch && batch <= lastOf(name)).toBe(true);
      expect(parseFile(fileOf(name))).toEqual(name);
      if (level === 0) return;
      const members = membersOf(name);
      expect(members[0]?.first).toBe(name.first);
      expect(lastOf(members.at(-1) as Block)).toBe(lastOf(name));
      for (const [at, member] of members.entries())
        if (at > 0) expect(member.first).toBe(lastOf(members[at - 1] as Block) + 1);
    }),
    { numRuns: 2000 },
  );
});

it('takes no other name for a file of a journal', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^0{5}\d{4,6}(-0{5}\d{4,6})?\.jsonl?$/)), (name) => {
      const parsed = parseFile(name);
      if (parsed) expect(fileOf(parsed)).toBe(name);
    }),
    { numRuns: 5000 },
  );
  for (const name of [
    '0000000002-0000000101.jsonl',
    '0000000001-0000000099.jsonl',
    '0000000000.jsonl',
    '1.jsonl',
  ])
    expect(parseFile(name)).toBeUndefined();
});

/** A folder of files in memory, each with the batches in it, and steps that processes make in any order. */
type Folder = Map<string, readonly number[]>;

const listed = (folder: Folder) => [...folder.keys()].flatMap((file) => parseFile(file) ?? []);

/** As a journal is read: a single batch only if no block holds it. */
function read(folder: Folder): number[] {
  const all: number[] = [];
  for (let batch = 1; ; ) {
    const names = [2, 1, 0].map((level) => blockOf(level, batch));
    const found = names.find((name) => folder.has(fileOf(name)));
    if (!found) return all;
    all.push(...(folder.get(fileOf(found)) ?? []).filter((one) => one >= batch));
    batch = lastOf(found) + 1;
  }
}

it('shows every batch once, in order, whatever of gathering and removing was done', () => {
  let gathered = 0;
  let removals = 0;
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20_500 }),
      fc.array(fc.constantFrom('gather', 'gather', 'remove', 'remove one'), { maxLength: 60 }),
      fc.nat(),
      (count, steps, seed) => {
        const folder: Folder = new Map();
        // Older batches are in blocks already, so that a case is small and yet reaches the highest level.
        let first = 1;
        for (const level of [2, 1, 0]) {
          const keep = level === 0 ? 0 : level === 2 ? 10_000 : 300;
          for (; lastOf({ level, first }) <= count - keep; first = lastOf({ level, first }) + 1) {
            const last = lastOf({ level, first });
            folder.set(
              fileOf({ level, first }),
              Array.from({ length: last - first + 1 }, (_, at) => first + at),
            );
          }
        }
        const expected = Array.from({ length: count }, (_, at) => at + 1);
        let at = seed;
        for (const step of steps) {
          at += 7919;
          if (step === 'gather') {
            const blocks = gatherable(listed(folder));
            const block = blocks[at % (blocks.length || 1)];
            if (!block) continue;
            gathered += 1;
            folder.set(
              fileOf(block),
              membersOf(block).flatMap((name) => [...(folder.get(fileOf(name)) ?? [])]),
            );
          } else {
            const old = superseded(listed(folder)).flatMap(({ members }) => members.map(fileOf));
            const gone = step === 'remove' ? old : old.slice(at % (old.length || 1)).slice(0, 1);
            for (const file of gone) folder.delete(file);
            removals += gone.length;
          }
          expect(read(folder)).toEqual(expected);
        }
      },
    ),
    { numRuns: 60 },
  );
  console.log(`${gathered} blocks made, ${removals} files removed, no batch lost or doubled`);
  expect(gathered).toBeGreaterThan(50);
});

it('writes lines that read back', () => {
  const point = fc.record(
    {
      at: fc
        .date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') })
        .map((date) => date.toISOString()),
      step: fc.nat(),
      metrics: fc.dictionary(
        fc.string({ unit: 'binary' }).filter((name) => name !== '__proto__'),
        fc.oneof(
          fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
          fc.constant('NaN'),
        ),
        { noNullPrototype: true },
      ),
    },
    { requiredKeys: ['at', 'metrics'], noNullPrototype: true },
  );
  fc.assert(
    fc.property(
      fc.array(fc.array(point, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
      (points) => {
        const batches: Batch[] = points.map((some, at) => ({ batch: at + 1, id: String(at), points: some }));
        const lines = batches.map((batch) => Buffer.from(formatBatch(batch)));
        const back = splitLines(Buffer.from(joinLines(lines)));
        expect(back.map(String)).toEqual(lines.map(String));
        expect(parseBatches(back)).toEqual(JSON.parse(JSON.stringify(batches)));
      },
    ),
    { numRuns: 2000 },
  );
});

it('sums samples up as one would by hand', () => {
  const sample = fc.record({
    at: fc.integer({ min: 0, max: 100 }),
    value: fc.integer({ min: -50, max: 50 }),
  });
  fc.assert(
    fc.property(fc.array(sample), fc.integer({ min: 0, max: 110 }), (samples, since) => {
      const values = samples.filter(({ at }) => at >= since).map(({ value }) => value);
      expect(aggregate('count', samples, since)).toBe(values.length);
      if (values.length === 0) {
        for (const over of ['latest', 'mean', 'min', 'max'] as const)
          expect(aggregate(over, samples, since)).toBeNaN();
        return;
      }
      expect(aggregate('min', samples, since)).toBe(Math.min(...values));
      expect(aggregate('max', samples, since)).toBe(Math.max(...values));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(aggregate('mean', samples, since)).toBeCloseTo(mean, 9);
      const newest = Math.max(...samples.map(({ at }) => at));
      expect(aggregate('latest', samples, since)).toBe(samples.findLast(({ at }) => at === newest)?.value);
    }),
    { numRuns: 5000 },
  );
});
