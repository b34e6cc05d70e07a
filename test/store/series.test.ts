import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Registry } from '../../src/registry.ts';
import { runMreg } from '../support/executable.ts';
import { writeJournal } from '../support/journal.ts';
import {
  count,
  expectSound,
  figures,
  makeRegistry,
  random,
  SEED,
  snapshot,
  workspace,
} from '../support/store.ts';

const REF = 't/m@v1.0.0';

/** The files of the one series there is, by their path. */
function seriesFiles(root: string): string[] {
  const series = join(root, '.mreg', 'series');
  return readdirSync(series, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.jsonl'))
    .map((file) => join(series, file))
    .sort();
}

/** A process that logs points until it is done or killed; gives what was acknowledged. */
function startWorker(root: string, worker: number, turns: number) {
  const child = spawn(
    process.execPath,
    [resolve('test/support/series-worker.js'), root, REF, String(worker), String(turns)],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let [acknowledged, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    acknowledged += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<{ values: number[]; stderr: string; code: number | null }>((done) =>
    child.on('close', (code) => done({ values: numbers(acknowledged), stderr, code })),
  );
  return { child, ended };
}

function numbers(lines: string): number[] {
  return lines
    .split('\n')
    .slice(0, -1)
    .map((line) => Number(line));
}

async function valuesOf(registry: Registry): Promise<number[]> {
  const { points } = await registry.metrics({ ref: REF });
  return points.flatMap(({ metrics }) => ('value' in metrics ? [Number(metrics.value)] : []));
}

async function logged(registry: Registry, from: number, to: number): Promise<void> {
  for (let value = from; value < to; value += 1) await registry.logMetrics({ ref: REF, metrics: { value } });
}

test('many processes log points of one version: each once, in a few files, and readers see no error', async () => {
  const [workers, turns] = [count(8, 16), count(80, 2000)];
  const root = await makeRegistry(workspace(), 1);
  const registry = new Registry(root);
  const running = Array.from({ length: workers }, (_, worker) => startWorker(root, worker, turns).ended);
  let over = false;
  const ended = Promise.all(running).finally(() => {
    over = true;
  });
  let reads = 0;
  let seen: number[] = [];
  while (!over) {
    const values = await valuesOf(registry);
    expect(new Set(values).size).toBe(values.length);
    expect(seen.filter((value) => !values.includes(value))).toEqual([]);
    seen = values;
    reads += 1;
    await wait(20);
  }
  const results = await ended;
  for (const { stderr, code } of results) expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  const values = await valuesOf(registry);
  const total = workers * turns;
  expect(values.length).toBe(total);
  expect(new Set(values).size).toBe(total);
  // Each worker's own points stand in the order in which it logged them.
  for (let worker = 0; worker < workers; worker += 1) {
    const own = values.filter((value) => Math.floor(value / 1_000_000) === worker);
    expect(own).toEqual([...own].sort((a, b) => a - b));
  }
  const files = seriesFiles(root).length;
  expect(files).toBeLessThan(100 + total / 100 + 1);
  expect(await registry.verify()).toMatchObject({ damaged: [] });
  expect(expectSound(root).leftovers).toEqual([]);
  figures('points of one version', { workers, turns, points: total, files, reads });
});

test('kill -9 at random moments: acknowledged points are there once, and none is torn', async () => {
  const kills = count(30, 400);
  const next = random(SEED);
  const root = await makeRegistry(workspace(), 1);
  const registry = new Registry(root);
  const acknowledged: number[] = [];
  for (let kill = 0; kill < kills; kill += 1) {
    const pair = [2 * kill, 2 * kill + 1].map((worker) => startWorker(root, worker, 100_000));
    await wait(150 + next() * 250);
    for (const { child } of pair) child.kill('SIGKILL');
    for (const { ended } of pair) acknowledged.push(...(await ended).values);
  }
  const values = await valuesOf(registry);
  const known = new Set(values);
  expect(known.size).toBe(values.length);
  expect(acknowledged.filter((value) => !known.has(value))).toEqual([]);
  expect(values.length).toBeLessThanOrEqual(acknowledged.length + 2 * kills);
  expect(await registry.verify()).toMatchObject({ damaged: [] });
  await logged(registry, -3, 0);
  expect(await valuesOf(registry)).toHaveLength(values.length + 3);
  figures('killed while logging', {
    kills,
    acknowledged: acknowledged.length,
    found: values.length,
    lost: 0,
    files: seriesFiles(root).length,
  });
}, 240_000);

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
