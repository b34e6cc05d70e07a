import { readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { Registry } from '../../src/registry.ts';
import { runMreg } from '../support/executable.ts';
import { writeJournal } from '../support/journal.ts';
import { logged, REF, seriesFiles, valuesOf } from '../support/series.ts';
import { count, figures, makeRegistry, random, SEED, snapshot, workspace } from '../support/store.ts';

test('ten thousand batches become one file, and what lies beside it does not count', async () => {
  const root = await makeRegistry(workspace(), 1);
  const registry = new Registry(root);
  await logged(registry, 0, 1);
  const [first = ''] = seriesFiles(root);
  const of = relative(join(root, '.mreg'), dirname(first));
  // As 9,990 calls would have left it.
  for (const [span, from, to] of [
    [100, 1, 9900],
    [1, 9901, 9990],
  ] as const) {
    for (let start = from; start <= to; start += span) {
      const times = Array.from({ length: span }, (_, at) => new Date(start + at).toISOString());
      const lines = times.map((at, index) => {
        const points = [{ at, metrics: { value: start + index - 1 } }];
        return JSON.stringify({ batch: start + index, id: `id${start + index}`, points });
      });
      writeJournal(root, of, start, lines, { points: span, from: times[0], to: times.at(-1) });
    }
  }
  const early = readFileSync(first);
  await logged(registry, 9990, 10_012);
  expect(seriesFiles(root).map((file) => basename(file))).toEqual([
    '0000000001-0000010000.jsonl',
    ...Array.from({ length: 12 }, (_, at) => `00000${10_001 + at}.jsonl`),
  ]);
  const all = Array.from({ length: 10_012 }, (_, at) => at);
  expect(await valuesOf(registry)).toEqual(all);
  // What writers that stood still for all that time may leave.
  writeFileSync(first, early);
  expect(await valuesOf(registry)).toEqual(all);
  expect(await registry.verify()).toMatchObject({ damaged: [] });
  await logged(registry, 10_012, 10_013);
  expect(seriesFiles(root)).not.toContain(first);
  expect(await valuesOf(registry)).toHaveLength(10_013);
});

test('a file of very many points is one batch', async () => {
  const place = workspace();
  const root = await makeRegistry(place, 1);
  const many = 150_000;
  const file = join(place, 'points.jsonl');
  writeFileSync(file, Array.from({ length: many }, (_, step) => `{"step": ${step}, "value": 1}\n`).join(''));
  const registry = new Registry(root);
  expect(await registry.logMetrics({ ref: REF, file })).toMatchObject({ points: many, batch: 1 });
  expect(await valuesOf(registry)).toHaveLength(many);
  expect(seriesFiles(root)).toHaveLength(1);
});

test('what goes with a version and what does not', async () => {
  const root = await makeRegistry(workspace(), 1);
  const registry = new Registry(root);
  await logged(registry, 0, 3);
  await registry.delete({ refs: [REF] });
  await expect(registry.metrics({ ref: REF })).rejects.toMatchObject({ code: 'MREG_NOT_FOUND' });
  expect((await registry.doctor()).findings).toEqual([]);
  await registry.restore({ ref: REF });
  expect(await valuesOf(registry)).toEqual([0, 1, 2]);
  await registry.delete({ refs: [REF] });
  await registry.gc({ olderThan: '2999-01-01' });
  expect(seriesFiles(root)).toEqual([]);
  await registry.register({
    source: join(root, '..', 'seed-0'),
    type: 't',
    name: 'm',
    version: 'v1.0.0',
  });
  expect(await valuesOf(registry)).toEqual([]);
});

test('a reader writes nothing', async () => {
  const root = await makeRegistry(workspace(), 1);
  const registry = new Registry(root);
  await logged(registry, 0, 5);
  const before = snapshot(root);
  await registry.metrics({ ref: REF });
  await registry.verify();
  expect(snapshot(root)).toEqual(before);
});

test('every flipped bit in a series is found, and its file named', async () => {
  const flips = count(200, 2000);
  const next = random(SEED);
  const root = await makeRegistry(workspace(), 1);
  const registry = new Registry(root);
  await logged(registry, 0, 205);
  const files = seriesFiles(root);
  expect(files.length).toBe(7);
  let found = 0;
  for (let flip = 0; flip < flips; flip += 1) {
    const file = files[Math.floor(next() * files.length)] as string;
    const bytes = readFileSync(file);
    const at = Math.floor(next() * bytes.length);
    const flipped = Buffer.from(bytes);
    flipped.writeUInt8(bytes.readUInt8(at) ^ (1 << Math.floor(next() * 8)), at);
    unlinkSync(file);
    writeFileSync(file, flipped);
    const { damaged } = await registry.verify({ ref: REF });
    expect(damaged).toMatchObject([{ kind: 'series-altered', ref: REF }]);
    expect(file.endsWith(damaged[0]?.file ?? '')).toBe(true);
    found += 1;
    writeFileSync(file, bytes);
  }
  figures('flipped bits in a series', { flips, found });
});

test('a batch that is missing is named, and what is no file of a series', async () => {
  const root = await makeRegistry(workspace(), 1);
  const registry = new Registry(root);
  await logged(registry, 0, 105);
  const [, second = ''] = seriesFiles(root);
  unlinkSync(second);
  writeFileSync(join(second, '..', 'notes.txt'), '');
  const { damaged } = await registry.verify();
  expect(damaged.map(({ kind, problem }) => [kind, problem])).toEqual([
    ['series-stray', 'is no file of a series'],
    ['series-missing', 'is missing'],
  ]);
  await expect(registry.metrics({ ref: REF })).rejects.toMatchObject({ code: 'MREG_DAMAGED' });
  const repaired = await runMreg(['doctor', '--repair', '--root', root, '--json']);
  expect(repaired.stdout).toMatch('series-missing');
  expect((await registry.verify()).damaged.map(({ kind }) => kind)).toEqual(['series-missing']);
});
