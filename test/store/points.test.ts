import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { Registry } from '../../src/registry.ts';
import { runMreg } from '../support/executable.ts';
import {
  copyRegistry,
  count,
  expectSound,
  figures,
  makeModel,
  makeRegistry,
  workspace,
} from '../support/store.ts';
import { type Call, startTraced, whyNoStrace } from '../support/strace.ts';

const reason = whyNoStrace();

/** A command that changes something each time it is run on a fresh copy of the registry. */
interface Work {
  readonly name: string;
  readonly line: readonly string[];
  /** The registry does not exist yet. */
  readonly fresh?: true;
}

const REGISTER = ['register', '../source', '--type', 't', '--name', 'm', '-q'];
const WORKS: readonly Work[] = [
  { name: 'register', line: REGISTER },
  { name: 'register, first', line: REGISTER, fresh: true },
  {
    name: 'register over',
    line: [
      'register',
      '../source',
      '--type',
      't',
      '--name',
      'm',
      '--stage',
      'production',
      '--alias',
      'champion',
      '-q',
    ],
  },
  { name: 'adopt', line: ['adopt', '-q'] },
  { name: 'promote', line: ['promote', 'm@v1.0.1', '--to', 'production', '-q'] },
  { name: 'tag', line: ['tag', 'm@v1.0.1', 'a=1', '-q'] },
];

/** It makes no entry of the log. */
const LOG: Work = { name: 'metric log', line: ['metric', 'log', 'm@v1.0.1', 'loss=0.1', '-q'] };

/** A registry of two versions, one in Production, a directory to adopt, and a model to register. */
async function prepare() {
  const place = workspace();
  const base = await makeRegistry(place, 2);
  expect(await runMreg(['promote', 'm@v1.0.0', '--to', 'production', '--root', base])).toMatchObject({
    status: 0,
  });
  makeModel(join(base, 't/hand_v0.1.0_20240101000000'), {
    'metadata.json': JSON.stringify({
      model_name: 'hand',
      model_version: 'v0.1.0',
      model_artifact_files: ['weights.bin'],
    }),
    'weights.bin': 'weights',
  });
  makeModel(join(place, 'source'), { 'a.bin': 'a', 'sub/b.bin': 'b' });
  return { place, base, root: join(place, 'root'), log: join(place, 'strace.log') };
}

type Bench = Awaited<ReturnType<typeof prepare>>;

function reset({ base, root }: Bench, { fresh }: Work): void {
  rmSync(root, { recursive: true, force: true });
  if (!fresh) copyRegistry(base, root);
}

const lineOf = ({ place, root }: Bench, { line }: Work) => [
  ...line.map((word) => word.replace('..', place)),
  '--root',
  root,
];

/** The calls that a command makes when nothing is in its way. */
async function rehearse(bench: Bench, work: Work): Promise<readonly Call[]> {
  reset(bench, work);
  const run = await startTraced(lineOf(bench, work), bench.log, undefined).ended;
  expect(run).toMatchObject({ status: 0, stderr: '' });
  expect(run.calls.length).toBeGreaterThan(20);
  return run.calls;
}

/** All of them for a soak; for a push evenly spread ones, not the same in each command. */
function sample(calls: readonly Call[], most: number): readonly Call[] {
  const step = Math.max(1, Math.ceil(calls.length / count(most, calls.length)));
  return calls.filter((_, index) => index % step === calls.length % step);
}

/** What the command was about is there wholly or not at all, and the next command needs no repair. */
async function expectUsable({ root, place }: Bench, entriesBefore: number) {
  const { entries, leftovers } = expectSound(root);
  expect([entriesBefore, entriesBefore + 1]).toContain(entries.length);
  const next = await runMreg([
    'register',
    join(place, 'source'),
    '--type',
    't',
    '--name',
    'm',
    '--root',
    root,
  ]);
  expect(next).toMatchObject({ status: 0, stderr: expect.not.stringContaining('error') });
  expect(expectSound(root).entries).toHaveLength(entries.length + 1);
  return { applied: entries.length > entriesBefore, leftovers };
}

const entriesOf = (root: string) => (existsSync(root) ? expectSound(root).entries.length : 0);

beforeAll(() => {
  if (reason !== undefined) figures('points', { skipped: reason });
});

test.skipIf(reason !== undefined).for(WORKS)('$name: killed at each call', async (work) => {
  const bench = await prepare();
  const calls = await rehearse(bench, work);
  const points = sample(calls, 12);
  const told = { calls: calls.length, points: points.length, killed: 0, 'wholly there': 0, 'left behind': 0 };
  for (const { name, nth } of points) {
    reset(bench, work);
    const before = entriesOf(bench.root);
    const run = await startTraced(lineOf(bench, work), bench.log, `${name}:signal=KILL:when=${nth}`).ended;
    expect(['SIGKILL', 0]).toContain(run.status);
    const { applied, leftovers } = await expectUsable(bench, before);
    if (run.stdout !== '') expect(applied).toBe(true);
    if (run.status === 'SIGKILL') told.killed += 1;
    if (applied) told['wholly there'] += 1;
    if (leftovers.some((path) => !path.startsWith('t/hand'))) told['left behind'] += 1;
  }
  figures(`${work.name}, killed at each call`, told);
  expect(told.killed).toBeGreaterThan(points.length / 2);
});

test.skipIf(reason !== undefined).for(WORKS.filter(({ name }) => ['register', 'promote'].includes(name)))(
  '$name: stopped at each call while others commit',
  async (work) => {
    const bench = await prepare();
    const calls = await rehearse(bench, work);
    const points = sample(calls, 8);
    let stopped = 0;
    for (const { name, nth } of points) {
      reset(bench, work);
      const before = entriesOf(bench.root);
      const { running, ended } = startTraced(
        lineOf(bench, work),
        bench.log,
        `${name}:signal=STOP:when=${nth}`,
      );
      const state = () =>
        /^State:\s(.)/m.exec(readFileSync(`/proc/${running.child.pid}/status`, 'utf8'))?.[1];
      while (running.child.exitCode === null && state() !== 'T' && state() !== 'Z') await wait(2);
      if (running.child.exitCode === null && state() === 'T') stopped += 1;
      for (const other of [REGISTER, ['promote', 'm@v1.0.0', '--to', 'staging']]) {
        const run = await runMreg(lineOf(bench, { name: '', line: other }));
        expect(run).toMatchObject({ status: 0 });
      }
      running.child.kill('SIGCONT');
      expect(await ended).toMatchObject({ status: 0 });
      const { entries, leftovers } = expectSound(bench.root);
      expect(entries).toHaveLength(before + 3);
      expect(leftovers).toEqual(['t/hand_v0.1.0_20240101000000']);
    }
    figures(`${work.name}, stopped at each call`, {
      calls: calls.length,
      points: points.length,
      stopped,
      'lost updates': 0,
    });
    expect(stopped).toBeGreaterThan(points.length / 2);
  },
);

const ERRORS = ['EIO', 'ENOSPC', 'EACCES', 'EROFS', 'EMFILE', 'EXDEV'] as const;

/** A write that wakes node's other thread is none of mreg's. */
const isOwn = ({ text }: Call) => !text.includes('anon_inode');

test.skipIf(reason !== undefined).for(WORKS)('$name: each call fails, once and for ever', async (work) => {
  const bench = await prepare();
  const calls = (await rehearse(bench, work)).filter(isOwn);
  const points = sample(calls, 12);
  const told = { calls: calls.length, cases: 0, refused: 0, harmless: 0, 'failed though on record': 0 };
  for (const [index, { name, nth, text }] of points.entries()) {
    const errors = ERRORS.filter((_, which) => count(Number(which === index % ERRORS.length), 1) === 1);
    const cases = errors.flatMap((error) => [
      `error=${error}:when=${nth}`,
      ...(name === 'write' ? [] : [`error=${error}:when=${nth}+`]),
    ]);
    for (const fault of cases) {
      reset(bench, work);
      const before = entriesOf(bench.root);
      const run = await startTraced(lineOf(bench, work), bench.log, `${name}:${fault}`).ended;
      const where = { fault: `${name}:${fault}`, call: text, ...run, calls: run.calls.length };
      // Then node itself was hit, which ends the process.
      if (run.status === 'SIGABRT') continue;
      told.cases += 1;
      expect([0, 74], JSON.stringify(where)).toContain(run.status);
      expect(run.stderr, JSON.stringify(where)).toMatch(
        run.status === 74 ? /^error: cannot [a-z]+ \/.*: .+\n(hint: .+\n)?$/ : /^(note: .*\n)?$/,
      );
      const { applied, leftovers } = await expectUsable(bench, before);
      if (run.status === 0) expect(applied, JSON.stringify(where)).toBe(true);
      const once = !fault.endsWith('+') && !/^(unlink|rmdir)/.test(name);
      if (once)
        expect(
          leftovers.filter((path) => !path.startsWith('t/hand')),
          JSON.stringify(where),
        ).toEqual([]);
      if (run.status === 0) told.harmless += 1;
      else if (applied) told['failed though on record'] += 1;
      else told.refused += 1;
    }
  }
  figures(`${work.name}, each call fails`, told);
});

test.skipIf(reason !== undefined)(
  'register: each byte and each name is synced before what relies on it',
  async () => {
    const bench = await prepare();
    const calls = await rehearse(bench, { name: 'register', line: REGISTER, fresh: true });
    const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
    const lines = calls.map(({ text }) =>
      text
        .replaceAll(bench.root, 'ROOT')
        .replace(uuid, 'UUID')
        .replace(/\) += /, ') = '),
    );
    const at = (call: string, from = 0) =>
      lines.findIndex((line, index) => index >= from && line.includes(call));
    const publish = at('rename("ROOT/.mreg/staging/UUID", "ROOT/t/');
    const record = at('link("ROOT/.mreg/staging/UUID", "ROOT/.mreg/log/0000000001.json")');
    expect(publish).toBeGreaterThan(0);
    // What is synced, and the last thing that had to happen before.
    const syncs = [
      ['/a.bin', '/a.bin'],
      ['/sub/b.bin', '/sub/b.bin'],
      ['/metadata.json', '/metadata.json'],
      ['/sub', '/sub/b.bin'],
      ['', '/metadata.json'],
    ];
    const staged = lines.slice(0, publish);
    for (const [path, after] of syncs) {
      const synced = staged.findLastIndex(
        (line) => line.startsWith('fsync(') && line.includes(`<ROOT/.mreg/staging/UUID${path}>`),
      );
      const changed = staged.findLastIndex(
        (line) =>
          line.includes(`/UUID${after}", O_WRONLY`) ||
          (line.startsWith('write(') && line.includes(`/UUID${path}>`)),
      );
      expect([path, changed > 0, synced > changed]).toEqual([path, true, true]);
    }
    expect(at('<ROOT/t>) = 0', publish)).toBeGreaterThan(publish);
    expect(at('<ROOT/t>) = 0', publish)).toBeLessThan(record);
    expect(at('<ROOT/.mreg/staging/UUID>) = 0', at('<ROOT/t>) = 0', publish))).toBeLessThan(record);
    expect(at('<ROOT/.mreg/log>) = 0', record)).toBeGreaterThan(record);
    // Each directory that was made is synced into its parent before the entry.
    const made = lines.flatMap((line, index) => {
      const path = /^mkdir(?:at)?\(.*"(ROOT[^"]*)".* = 0$/.exec(line)?.[1];
      return path === undefined || path.includes('UUID') ? [] : [{ index, parent: dirname(path) }];
    });
    expect(made.map(({ parent }) => parent).sort()).toEqual([
      '.',
      'ROOT',
      'ROOT',
      'ROOT/.mreg',
      'ROOT/.mreg',
      'ROOT/.mreg',
    ]);
    for (const { index, parent } of made) {
      const synced = at(`<${parent === '.' ? bench.place : parent}>) = 0`, index);
      expect([parent, synced > index && synced < record]).toEqual([parent, true]);
    }
  },
);

test.skipIf(reason !== undefined)('adopt: what it completes is synced before the entry', async () => {
  const bench = await prepare();
  const calls = await rehearse(bench, { name: 'adopt', line: ['adopt', '-q'] });
  const lines = calls.map(({ text }) =>
    text.replaceAll(`${bench.root}/t/hand_v0.1.0_20240101000000`, 'HAND').replace(/\) += /, ') = '),
  );
  const after = (call: RegExp, from: number) =>
    lines.findIndex((line, index) => index > from && call.test(line));
  const weights = after(/^fsync\(\d+<HAND\/weights\.bin>\) = 0$/, -1);
  const completed = after(/^rename\(.*"HAND\/metadata\.json"\) = 0$/, weights);
  const synced = after(/^fsync\(\d+<HAND>\) = 0$/, completed);
  const record = after(/^link\(/, synced);
  expect([weights, completed, synced, record].every((index) => index >= 0)).toBe(true);
});

test.skipIf(reason !== undefined)('metric log: killed at each call, while it makes a block too', async () => {
  const bench = await prepare();
  const base = new Registry(bench.base);
  for (let at = 0; at < 99; at += 1) await base.logMetrics({ ref: 'm@v1.0.1', metrics: { loss: at } });
  const calls = await rehearse(bench, LOG);
  // Most of the calls belong to the block; the points are logged within the first.
  const points = [...sample(calls.slice(0, 40), 20), ...sample(calls.slice(40), 10)];
  const told = { calls: calls.length, points: points.length, killed: 0, 'wholly there': 0 };
  for (const { name, nth } of points) {
    reset(bench, LOG);
    const run = await startTraced(lineOf(bench, LOG), bench.log, `${name}:signal=KILL:when=${nth}`).ended;
    expect(['SIGKILL', 0]).toContain(run.status);
    if (run.status === 'SIGKILL') told.killed += 1;
    const registry = new Registry(bench.root);
    const { points: found } = await registry.metrics({ ref: 'm@v1.0.1' });
    expect([99, 100]).toContain(found.length);
    if (run.stdout !== '') expect(found).toHaveLength(100);
    if (found.length === 100) told['wholly there'] += 1;
    expect(await registry.verify()).toMatchObject({ damaged: [] });
    await registry.logMetrics({ ref: 'm@v1.0.1', metrics: { loss: 1 } });
    expect((await registry.metrics({ ref: 'm@v1.0.1' })).points).toHaveLength(found.length + 1);
  }
  figures('metric log, killed at each call', told);
  expect(told.killed).toBeGreaterThan(points.length / 2);
  expect(told['wholly there']).toBeLessThan(points.length);
});
