import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Registry } from '../../src/registry.ts';
import { logged, REF, seriesFiles, valuesOf } from '../support/series.ts';
import { skipFor } from '../support/skip.ts';
import { stopAfter } from '../support/stopped.ts';
import {
  copyRegistry,
  count,
  expectSound,
  figures,
  makeRegistry,
  random,
  SEED,
  workspace,
} from '../support/store.ts';
import { whyNoStrace } from '../support/strace.ts';

/** A process that logs points until it is done or killed; gives what was acknowledged, and tells when that is so many. */
function startWorker(root: string, worker: number, turns: number) {
  const child = spawn(
    process.execPath,
    [resolve('test/support/series-worker.js'), root, REF, String(worker), String(turns)],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let [acknowledged, stderr] = ['', ''];
  const awaited: { readonly values: number; readonly tell: () => void }[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    acknowledged += text;
    for (const { values, tell } of awaited) if (numbers(acknowledged).length >= values) tell();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<{ values: number[]; stderr: string; code: number | null }>((done) =>
    child.on('close', (code) => done({ values: numbers(acknowledged), stderr, code })),
  );
  const acknowledges = (values: number) => new Promise<void>((tell) => awaited.push({ values, tell }));
  return { child, ended, acknowledges };
}

function numbers(lines: string): number[] {
  return lines
    .split('\n')
    .slice(0, -1)
    .map((line) => Number(line));
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
    // Some way into their work, wherever they are then.
    await pair[kill % 2]?.acknowledges(1 + Math.floor(next() * 8));
    await wait(next() * 5);
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
});

// Before its file has its name; when it has; when the directory is synced.
const STOPS = [
  ['fsync', 1, false],
  ['link', 1, true],
  ['fsync', 2, true],
] as const;

test.each(STOPS)(
  `a writer that stands still after its %s number %i, until its number was merged and removed, does no harm`,
  skipFor(whyNoStrace()),
  async (call, nth, took) => {
    const place = workspace();
    const root = await makeRegistry(place, 1);
    const registry = new Registry(root);
    await logged(registry, 0, 50);
    const late = await stopAfter(call, nth, ['metric', 'log', REF, 'value=999', '--root', root], place);
    expect(late.stopped).toBe(true);
    await logged(registry, 100, 220);
    const before = await valuesOf(registry);
    expect(before).toHaveLength(took ? 171 : 170);
    await late.end('SIGCONT');
    const after = await valuesOf(registry);
    expect(after).toHaveLength(171);
    expect(after.filter((value) => value === 999)).toHaveLength(1);
    expect(seriesFiles(root).filter((file) => /\/00000000(?:[1-9]\d|0[1-9])\./.test(file))).toEqual([]);
    expect(await registry.verify()).toMatchObject({ damaged: [] });
  },
);

test(
  `a writer that is killed after it took a number that others have merged leaves nothing that counts`,
  skipFor(whyNoStrace()),
  async () => {
    const place = workspace();
    const root = await makeRegistry(place, 1);
    const registry = new Registry(root);
    await logged(registry, 0, 50);
    const late = await stopAfter('fsync', 1, ['metric', 'log', REF, 'value=999', '--root', root], place);
    await logged(registry, 100, 220);
    const [small = ''] = seriesFiles(root).filter((file) => /\/\d{10}\.jsonl$/.test(file));
    await late.end('SIGKILL');
    // What it would have left: a batch under a number that is in a block.
    writeFileSync(small.replace(/\d{10}\.jsonl$/, '0000000051.jsonl'), readFileSync(small));
    expect(await valuesOf(registry)).toHaveLength(170);
    expect(await registry.verify()).toMatchObject({ damaged: [] });
    await logged(registry, 300, 301);
    expect(seriesFiles(root).some((file) => file.endsWith('/0000000051.jsonl'))).toBe(false);
    expect(await valuesOf(registry)).toHaveLength(171);
  },
);

/** Each stands still there while the other runs: before and after its directory has the name of the series. */
const MEETINGS = [
  ['metric', 'mkdir', 4],
  ['metric', 'fsync', 5],
  ['metric', 'link', 1],
  ['import', 'mkdir', 4],
  ['import', 'fsync', 9],
  ['import', 'rename', 1],
] as const;

test.each(MEETINGS)(
  'an archive brings a series while another logs to it: %s stands still after its %s number %i',
  skipFor(whyNoStrace()),
  async (who, call, nth) => {
    const place = workspace();
    const root = await makeRegistry(place, 1);
    const from = new Registry(copyRegistry(root, join(place, 'from')));
    await logged(from, 0, 120);
    const archive = join(place, 'series.tar');
    await from.export({ refs: [REF], to: archive });
    const lines = { metric: ['metric', 'log', REF, 'value=999'], import: ['import', archive] };
    const late = await stopAfter(call, nth, [...lines[who], '--root', root], place);
    expect(late.stopped).toBe(true);
    const registry = new Registry(root);
    if (who === 'metric') await registry.import({ from: archive });
    else await logged(registry, 999, 1000);
    await late.end('SIGCONT');
    const values = await valuesOf(registry);
    expect(new Set(values)).toEqual(new Set([...Array.from({ length: 120 }, (_, at) => at), 999]));
    expect(values).toHaveLength(121);
    expect(await registry.verify()).toMatchObject({ damaged: [] });
    expect(expectSound(root).leftovers).toEqual([]);
  },
);
