import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Registry } from '../../src/index.ts';
import { journalFile } from '../support/journal.ts';
import { count, figures, workspace } from '../support/store.ts';

function startWorker(root: string, id: string, worker: number, turns: number) {
  const child = spawn(
    process.execPath,
    [resolve('test/support/run-worker.js'), root, id, String(worker), String(turns)],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let [stdout, stderr] = ['', ''];
  const awaited: { readonly values: number; readonly tell: () => void }[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    const { length } = valuesIn(stdout.split('\n').slice(0, -1));
    for (const { values, tell } of awaited) if (length >= values) tell();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<{ lines: string[]; stderr: string; code: number | null }>((done) =>
    child.on('close', (code) => done({ lines: stdout.split('\n').slice(0, -1), stderr, code })),
  );
  const acknowledges = (values: number) => new Promise<void>((tell) => awaited.push({ values, tell }));
  return { child, ended, acknowledges };
}

async function valuesOf(registry: Registry, id: string): Promise<number[]> {
  const { points } = await registry.metricHistory({ id, keys: ['value'] });
  return points.map(({ value }) => Number(value));
}

const valuesIn = (lines: readonly string[]) => lines.filter((line) => !line.startsWith('shared')).map(Number);

test('many processes log to one run: nothing is lost, nothing counts twice, and of two values of a param one holds', async () => {
  const [workers, turns] = [count(6, 16), count(40, 1000)];
  const root = join(workspace(), 'registry');
  const registry = new Registry(root);
  const { id } = await registry.createRun();
  const running = Array.from({ length: workers }, (_, worker) => startWorker(root, id, worker, turns).ended);
  let over = false;
  const all = Promise.all(running).finally(() => {
    over = true;
  });
  let reads = 0;
  let seen = 0;
  // The same object follows what the others write.
  while (!over) {
    const { metrics, batches } = await registry.run(id);
    expect(batches).toBeGreaterThanOrEqual(seen);
    seen = batches;
    reads += metrics.value === undefined ? 0 : 1;
    await wait(20);
  }
  const results = await all;
  for (const { stderr, code } of results) expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  const acknowledged = results.flatMap(({ lines }) => valuesIn(lines));
  const values = await valuesOf(registry, id);
  expect(values.toSorted((a, b) => a - b)).toEqual(acknowledged.toSorted((a, b) => a - b));
  expect(values).toHaveLength(workers * turns);
  const run = await registry.run(id);
  const winners = results.flatMap(({ lines }) => lines.filter((line) => line.startsWith('shared')));
  // Each winner was told so, and nobody else.
  expect(winners).toHaveLength(turns);
  for (const line of winners) {
    const [, turn, worker] = line.split(' ');
    expect(run.params[`shared.${turn}`]).toBe(worker);
  }
  expect(Object.keys(run.params)).toHaveLength(workers * turns + turns);
  // What one process has followed and what another reads anew is the same.
  expect(await new Registry(root).run(id)).toEqual(run);
  const files = readdirSync(join(root, '.mreg/runs/0', id));
  expect(files.length).toBeLessThan(100 + run.batches / 100 + 20);
  expect(files.some((name) => name === journalFile(1, 100))).toBe(true);
  expect(await registry.verify()).toMatchObject({ damaged: [] });
  figures('calls to one run', { workers, turns, batches: run.batches, files: files.length, reads });
});

test('killed while they log: acknowledged points are there once, and the run goes on', async () => {
  const root = join(workspace(), 'registry');
  const registry = new Registry(root);
  const { id } = await registry.createRun();
  const rounds = count(6, 50);
  const acknowledged: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const workers = [startWorker(root, id, 2 * round, 1000), startWorker(root, id, 2 * round + 1, 1000)];
    await workers[0]?.acknowledges(1 + 3 * round);
    for (const { child } of workers) child.kill('SIGKILL');
    for (const { ended } of workers) acknowledged.push(...valuesIn((await ended).lines));
  }
  const values = await valuesOf(new Registry(root), id);
  expect(new Set(values).size).toBe(values.length);
  expect(acknowledged.filter((value) => !values.includes(value))).toEqual([]);
  // At most one call of each process was under way.
  expect(values.length - acknowledged.length).toBeLessThanOrEqual(2 * rounds);
  await registry.logBatch({ id, tags: { after: 'all' } });
  expect(await registry.verify()).toMatchObject({ damaged: [] });
  figures('killed while they log', { rounds, acknowledged: acknowledged.length, points: values.length });
});

async function longRun(batches: number) {
  const root = join(workspace(), 'registry');
  const registry = new Registry(root);
  const { id } = await registry.createRun({ params: { lr: '0.01' } });
  for (let step = 1; step < batches; step += 1)
    await registry.logBatch({ id, points: [{ key: 'loss', value: 1 / step, timestamp: step, step }] });
  return { root, registry, id, directory: join(root, '.mreg/runs/0', id) };
}

test('a block says what its batches say, and the run is read from it', async () => {
  const { root, registry, id, directory } = await longRun(215);
  const own = await registry.run(id);
  expect(own.batches).toBe(215);
  expect(await new Registry(root).run(id)).toEqual(own);
  const { metrics } = await new Registry(root).metricCurves({ id, points: 20 });
  expect(metrics.loss?.length).toBeLessThanOrEqual(20);
  expect(metrics.loss?.at(0)).toEqual({ step: 1, timestamp: 1, value: 1 });
  expect(metrics.loss?.at(-1)).toEqual({ step: 214, timestamp: 214, value: 1 / 214 });
  // A header that says something else is found, though its digest line is right.
  const path = join(directory, journalFile(1, 100));
  expect(await registry.verify()).toMatchObject({ damaged: [] });
  const [, body = ''] = /^[^\n]*\n([\s\S]*)$/.exec(readFileSync(path, 'latin1')) ?? [];
  const forged = body.replace('"latest":[99,99,', '"latest":[99,99,5');
  expect(forged).not.toBe(body);
  const sha256 = createHash('sha256').update(forged, 'latin1').digest('hex');
  rmSync(path);
  writeFileSync(path, `{"sha256":"${sha256}"}\n${forged}`, 'latin1');
  expect((await registry.verify()).damaged).toMatchObject([{ kind: 'run-altered', ref: id }]);
});

test.each([
  ['altered', 'run-altered'],
  ['lost', 'run-missing'],
])('a batch that was %s is named, no command shows the run, and the others are shown', async (how, kind) => {
  const { root, registry, id, directory } = await longRun(8);
  const other = await registry.createRun({ name: 'other' });
  const path = join(directory, journalFile(5));
  if (how === 'altered') writeFileSync(path, readFileSync(path, 'utf8').replace('"step":4', '"step":5'));
  else rmSync(path);
  const fresh = new Registry(root);
  expect((await fresh.verify()).damaged).toMatchObject([{ kind, ref: id }]);
  await expect(fresh.run(id)).rejects.toMatchObject({ code: 'MREG_DAMAGED' });
  const { runs, unreadable } = await fresh.searchRuns();
  expect(runs.map((run) => run.id)).toEqual([other.id]);
  expect(unreadable).toMatchObject([{ id }]);
});

test('a search sees what another process has just written, and runs that it made', async () => {
  const root = join(workspace(), 'registry');
  const [here, there] = [new Registry(root), new Registry(root)];
  const { id } = await here.createRun();
  const found = async () =>
    (await here.searchRuns({ condition: 'loss < 1', sort: 'loss' })).runs.map((run) => run.id);
  expect(await found()).toEqual([]);
  await there.logBatch({ id, points: [{ key: 'loss', value: 0.5, timestamp: 1 }] });
  expect(await found()).toEqual([id]);
  const other = await there.createRun();
  await there.logBatch({ id: other.id, points: [{ key: 'loss', value: 0.4, timestamp: 1 }] });
  expect(await found()).toEqual([other.id, id]);
  await there.deleteRun(other.id);
  expect(await found()).toEqual([id]);
  await there.gc({ olderThan: '0d' });
  expect(await found()).toEqual([id]);
  await expect(here.run(other.id)).rejects.toMatchObject({ code: 'MREG_NOT_FOUND' });
});

test('writers of one artifact: the last bytes are one of theirs, whole, and verify is content', async () => {
  const root = join(workspace(), 'registry');
  const registry = new Registry(root);
  const { id } = await registry.createRun();
  const bytes = Array.from({ length: 8 }, (_, at) => Buffer.alloc(100_000, at + 1));
  await Promise.all(
    bytes.map((from) => new Registry(root).writeArtifact({ owner: id, path: 'model/weights.bin', from })),
  );
  const there = readFileSync(join(root, '.mreg/runs/0', id, 'artifacts/model/weights.bin'));
  expect(bytes.some((one) => one.equals(there))).toBe(true);
  expect(await registry.verify()).toMatchObject({ damaged: [], files: 1 });
  await registry.deleteArtifacts({ owner: id, path: 'model' });
  await registry.writeArtifact({ owner: id, path: 'model/weights.bin', from: Buffer.from('anew') });
  expect(await registry.verify()).toMatchObject({ damaged: [], files: 1 });
  await expect(
    registry.writeArtifact({ owner: id, path: 'model', from: Buffer.from('a file') }),
  ).rejects.toMatchObject({ code: 'MREG_CONFLICT' });
});

test('an upload that breaks off leaves nothing', async () => {
  const root = join(workspace(), 'registry');
  const registry = new Registry(root);
  const { id } = await registry.createRun();
  async function* broken() {
    yield Buffer.alloc(1000);
    throw new Error('the line is dead');
  }
  await expect(registry.writeArtifact({ owner: id, path: 'a', from: broken() })).rejects.toThrow('dead');
  await expect(
    registry.writeArtifact({ owner: id, path: 'a', from: Buffer.from('abc'), size: 4 }),
  ).rejects.toMatchObject({ code: 'MREG_INVALID' });
  expect(readdirSync(join(root, '.mreg/staging'))).toEqual([]);
  expect(await registry.artifactFiles({ owner: id })).toEqual({ files: [] });
  for (const path of ['../a', 'a/../../b', '/a', 'a\\b', 'a//b', '', 'a\0', `${'a/'.repeat(20)}b`])
    await expect(registry.writeArtifact({ owner: id, path, from: Buffer.from('x') })).rejects.toMatchObject({
      code: 'MREG_INVALID',
    });
});

test.for([undefined, 2])(
  'the history of all metrics in pages is the whole history, from step %s',
  async (sinceStep) => {
    const registry = new Registry(join(workspace(), 'registry'));
    const { id } = await registry.createRun();
    const points = ['a', 'b', 'c'].flatMap((key) =>
      [4, 1, 3, 2].map((step) => ({ key, value: step, timestamp: step, step })),
    );
    await registry.logBatch({ id, points });
    const all = (await registry.metricHistory({ id, sinceStep })).points;
    expect(all).toHaveLength(sinceStep === undefined ? 12 : 9);
    for (const limit of [1, 3, 5, 12]) {
      const found = [];
      for (let after: string | undefined; ; ) {
        const page = await registry.metricHistory({ id, sinceStep, limit, after });
        found.push(...page.points);
        if (page.next === null) break;
        after = page.next;
      }
      expect(found).toEqual(all);
    }
  },
);
