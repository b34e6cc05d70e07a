import { cpSync, linkSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { Registry } from '../../src/index.ts';
import { runMreg } from '../support/executable.ts';
import { entryName } from '../support/journal.ts';
import { skipFor } from '../support/skip.ts';
import { expectSound } from '../support/store.ts';
import { startTraced, untilStopped, whyNoStrace } from '../support/strace.ts';
import {
  countEntries,
  HANDMADE,
  lineOf,
  prepareBench,
  rehearse,
  reset,
  WORKS,
  type Work,
} from '../support/works.ts';

const reason = whyNoStrace();
const work = (wanted: string) => WORKS.find(({ name }) => name === wanted) as Work;

test('register: each byte and each name is synced before what relies on it', skipFor(reason), async () => {
  const bench = await prepareBench();
  const calls = await rehearse(bench, work('register, first'));
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
  const record = at('link("ROOT/.mreg/staging/UUID", "ROOT/.mreg/log/0000000001.jsonl")');
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
  const made = lines.slice(0, record).flatMap((line, index) => {
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
});

test('adopt: what it completes is synced before the entry', skipFor(reason), async () => {
  const bench = await prepareBench();
  const calls = await rehearse(bench, work('adopt'));
  const lines = calls.map(({ text }) =>
    text.replaceAll(`${bench.root}/${HANDMADE}`, 'HAND').replace(/\) += /, ') = '),
  );
  const after = (call: RegExp, from: number) =>
    lines.findIndex((line, index) => index > from && call.test(line));
  const weights = after(/^fsync\(\d+<HAND\/weights\.bin>\) = 0$/, -1);
  const completed = after(/^rename\(.*"HAND\/metadata\.json"\) = 0$/, weights);
  const synced = after(/^fsync\(\d+<HAND>\) = 0$/, completed);
  const record = after(/^link\(/, synced);
  expect([weights, completed, synced, record].every((index) => index >= 0)).toBe(true);
});

test('doctor: what it sets aside is synced where it goes and where it was', skipFor(reason), async () => {
  const bench = await prepareBench();
  const calls = await rehearse(bench, work('doctor --repair'));
  const lines = calls.map(({ text }) => text.replaceAll(bench.root, 'ROOT'));
  const moves = lines.flatMap((line, at) => {
    const [, from, to] = /^rename\("([^"]+)", "(ROOT\/\.mreg\/quarantine\/[^"]+)"\)/.exec(line) ?? [];
    return from === undefined || to === undefined ? [] : [{ at, places: [dirname(from), dirname(to)] }];
  });
  expect(moves).toHaveLength(2);
  const next = (at: number) => moves.find((move) => move.at > at)?.at ?? lines.length;
  for (const { at, places } of moves) {
    const after = lines.slice(at, next(at)).join('\n');
    for (const place of places) expect(after).toContain(`<${place}>)`);
  }
});

test.for(WORKS)(
  '$name: makes files exclusively, and removes only what is out of sight',
  skipFor(reason),
  async (each) => {
    const bench = await prepareBench();
    const calls = await rehearse(bench, each);
    const mine = calls.filter(({ text }) => text.includes(bench.root));
    const made = mine.filter(({ text }) => text.includes('O_CREAT'));
    expect(made.length).toBeGreaterThan(0);
    expect(made.filter(({ text }) => !text.includes('O_EXCL'))).toEqual([]);
    const removed = mine.filter(({ name }) => /^(unlink|rmdir)/.test(name));
    expect(removed.filter(({ text }) => !/\/\.mreg\/(staging|trash)\//.test(text))).toEqual([]);
  },
);

test.for(['register', 'promote', 'restore'])(
  '%s: a sync that failed is not tried again on the same file',
  skipFor(reason),
  async (name) => {
    const bench = await prepareBench();
    const calls = await rehearse(bench, work(name));
    const syncs = calls.filter((call) => call.name === 'fsync');
    expect(syncs.length).toBeGreaterThan(3);
    for (const { nth } of syncs) {
      reset(bench, work(name));
      const { calls: made } = await startTraced(
        lineOf(bench, work(name).line),
        bench.log,
        `fsync:error=EIO:when=${nth}`,
      ).ended;
      const failed = made.findIndex(({ text }) => text.startsWith('fsync(') && text.includes('= -1 EIO'));
      const file = /<.*>/.exec(made[failed]?.text ?? '')?.[0] as string;
      const later = made.slice(failed + 1).filter(({ text }) => text.startsWith('fsync('));
      expect([file, later.filter(({ text }) => text.includes(file))]).toEqual([file, []]);
    }
  },
);

test.for([
  { found: 'it is gone', late: false },
  { found: 'one that wanted the same name has published there late', late: true },
])(
  'register: starts over where gc announced its directory and took it away before the commit, and $found',
  skipFor(reason),
  async ({ late }) => {
    const bench = await prepareBench();
    reset(bench, work('register'));
    // With nothing to purge, the announcement is all that tells the register.
    expect(await runMreg(lineOf(bench, 'restore m@v1.0.3'))).toMatchObject({ status: 0 });
    const line = lineOf(bench, work('register').line);
    const { running, ended } = startTraced(line, bench.log, 'rename:signal=STOP:when=1');
    expect(await untilStopped(running)).toBe(true);
    const [published] = expectSound(bench.root).leftovers.filter((path) => path !== HANDMADE);
    expect(published).toMatch(/^t\/m_v1\.0\.4_/);
    const place = join(bench.root, published as string);
    const copy = join(dirname(bench.root), 'copy');
    cpSync(place, copy, { recursive: true });
    const gc = await runMreg(lineOf(bench, 'gc --older-than 2999-01-01 --yes'));
    expect(gc).toMatchObject({ status: 0 });
    expect(expectSound(bench.root).leftovers).toEqual([HANDMADE]);
    if (late) cpSync(copy, place, { recursive: true });
    rmSync(copy, { recursive: true });
    running.child.kill('SIGCONT');
    expect(await ended).toMatchObject({ status: 0, stdout: 't/m@v1.0.4\n', stderr: '' });
    const { live, leftovers } = expectSound(bench.root);
    expect(leftovers).toEqual([HANDMADE]);
    const directory = live.find(({ ref }) => ref === 't/m@v1.0.4')?.directory;
    expect(directory).toMatch(/v1\.0\.4_/);
    expect(directory).not.toBe(join(bench.root, published as string));
  },
);

test(
  'register: takes its directory back where a deleted version had the same name in the same second',
  skipFor(reason),
  async () => {
    const bench = await prepareBench();
    reset(bench, work('register'));
    const { running, ended } = startTraced(
      lineOf(bench, work('register').line),
      bench.log,
      'rename:signal=STOP:when=1',
    );
    expect(await untilStopped(running)).toBe(true);
    const [published = ''] = expectSound(bench.root).leftovers.filter((path) => path !== HANDMADE);
    const [, year, month, day, hour, minute, second] =
      /_(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(published) ?? [];
    const then = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
    const place = join(bench.root, published);
    const copy = join(dirname(bench.root), 'copy');
    renameSync(place, copy);
    // One that was a moment quicker, and whose version is deleted by now.
    const other = new Registry(bench.root, { now: () => then });
    const source = join(dirname(bench.root), 'quick.bin');
    writeFileSync(source, 'quicker');
    const quick = await other.register({ source, type: 't', name: 'm', version: '1.0.4' });
    expect(quick.directory).toBe(published);
    await other.delete({ refs: ['t/m@v1.0.4'] });
    renameSync(copy, place);
    running.child.kill('SIGCONT');
    expect(await ended).toMatchObject({ status: 0, stdout: 't/m@v1.0.5\n', stderr: '' });
    expect(expectSound(bench.root).leftovers).toEqual([HANDMADE]);
    expect(await other.restore({ ref: 't/m@v1.0.4' })).toMatchObject({ digest: quick.digest });
  },
);

test.for([
  { meanwhile: 'rename m other', live: ['t/other@v1.0.0'] },
  { meanwhile: 'delete --model m --force', live: [] },
])(
  'register: is refused, and leaves nothing, if its model goes before the commit: $meanwhile',
  skipFor(reason),
  async ({ meanwhile, live }) => {
    const bench = await prepareBench();
    reset(bench, work('register'));
    const before = expectSound(bench.root).leftovers;
    const { running, ended } = startTraced(
      lineOf(bench, work('register').line),
      bench.log,
      'rename:signal=STOP:when=1',
    );
    expect(await untilStopped(running)).toBe(true);
    expect(await runMreg(lineOf(bench, meanwhile))).toMatchObject({ status: 0 });
    running.child.kill('SIGCONT');
    const { status, stderr } = await ended;
    expect({ status, stderr }).toMatchObject({
      status: 5,
      stderr: expect.stringContaining('t/m was renamed or deleted meanwhile'),
    });
    const after = expectSound(bench.root);
    expect(after.leftovers).toEqual(before);
    expect(after.live.map(({ ref }) => ref)).toEqual(expect.arrayContaining(live));
    expect(after.live.some(({ ref }) => ref.startsWith('t/m@'))).toBe(false);
  },
);

test.for([
  { answer: 'that the name is taken', injects: [] },
  { answer: 'an error', injects: ['link:error=EIO:when=1'] },
])(
  'an entry that was made counts, though the answer to its link was $answer',
  skipFor(reason),
  async ({ injects }) => {
    // As on a network file system that makes the link and loses the reply.
    const bench = await prepareBench();
    const calls = await rehearse(bench, work('register'));
    const link = calls.findIndex((call) => call.name === 'link');
    const sync = calls.slice(0, link).findLast((call) => call.name === 'fsync');
    reset(bench, work('register'));
    const { running, ended } = startTraced(
      lineOf(bench, work('register').line),
      bench.log,
      `fsync:signal=STOP:when=${sync?.nth}`,
      ...injects,
    );
    await untilStopped(running);
    const before = countEntries(bench.root);
    const staging = join(bench.root, '.mreg/staging');
    const [temporary = ''] = readdirSync(staging).filter((name) => !name.endsWith('.json'));
    const entry = join(bench.root, entryName(before + 1));
    linkSync(join(staging, temporary), entry);
    running.child.kill('SIGCONT');
    expect(await ended).toMatchObject({ status: 0, stdout: 't/m@v1.0.4\n', stderr: '' });
    const { entries, leftovers } = expectSound(bench.root);
    expect(entries).toHaveLength(before + 1);
    expect(leftovers).toEqual([HANDMADE]);
  },
);
