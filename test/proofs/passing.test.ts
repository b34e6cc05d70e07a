/** Errors that pass, absences that are not so, and a change that is on record although the call failed: what a network file system
 * does, one call at a time. test/nfs has the file system itself. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { layoutOf } from '../../src/store/layout.ts';
import { runMreg } from '../support/executable.ts';
import { inspect } from '../support/oracle.ts';
import { skipFor } from '../support/skip.ts';
import { expectSound, figures } from '../support/store.ts';
import { startTraced, whyNoStrace } from '../support/strace.ts';
import { ONE_THREAD, readsOf, runWatched } from '../support/watched.ts';
import { type Bench, countEntries, lineOf, prepareBench, REGISTER, reset } from '../support/works.ts';

const reason = whyNoStrace();

const fresh = (bench: Bench) => reset(bench, { name: '', line: '', least: 0 });

const LINES = [
  'path m@production',
  'info m@1',
  'list',
  REGISTER,
  'promote m@v1.0.1 --to production',
  'verify',
];

test.for(LINES)('%s: each read of the state fails in a way that passes', skipFor(reason), async (line) => {
  const bench = await prepareBench();
  const reads = await readsOf(bench, line);
  const told = { reads: reads.length, 'once, mended': 0, 'for ever, refused': 0 };
  for (const [index, { path, name, nth }] of reads.entries()) {
    fresh(bench);
    const before = countEntries(bench.root);
    const error = ['ESTALE', 'EREMOTEIO', 'EAGAIN', 'EBUSY'][index % 4];
    const once = await runWatched(bench, line, path, `${name}:error=${error}:when=${nth}`);
    expect(once.calls.some(({ text }) => text.includes('(INJECTED)'))).toBe(true);
    expect([path, name, nth, error, once.status, once.stderr]).toEqual([path, name, nth, error, 0, '']);
    const { entries } = expectSound(bench.root);
    expect(entries).toHaveLength(before + (/^(register|promote)/.test(line) ? 1 : 0));
    told['once, mended'] += 1;
  }
  const { path, name } = reads.find((read) => read.path.endsWith('manifest.json')) ?? {};
  const always = await runWatched(bench, line, path as string, `${name}:error=ESTALE`);
  expect([always.status, always.stderr]).toEqual(
    line === 'verify'
      ? [1, '']
      : [74, `error: cannot read ${path}: the server no longer has the file that was opened\n`],
  );
  told['for ever, refused'] += 1;
  figures(`${line.split(' ')[0]}, errors that pass`, told);
  expect(told['once, mended']).toBeGreaterThan(4);
});

/** What something names seems to be missing when it is first asked for. */
const NAMED: readonly (readonly [line: string, call: string, file: (bench: Bench) => string])[] = [
  ['path m@v1.0.1', 'statx', (bench) => placeOf(bench, 'v1.0.1')],
  ['list m', 'statx', (bench) => placeOf(bench, 'v1.0.1')],
  ['info m@v1.0.1', 'openat', (bench) => join(placeOf(bench, 'v1.0.1'), 'metadata.json')],
  ['verify m@v1.0.1', 'statx', (bench) => placeOf(bench, 'v1.0.1')],
  ['verify m@v1.0.1', 'openat', (bench) => join(placeOf(bench, 'v1.0.1'), 'metadata.json')],
  ['verify m@v1.0.1', 'openat', (bench) => join(placeOf(bench, 'v1.0.1'), 'model.bin')],
  ['export m@v1.0.1 -o -', 'openat', (bench) => join(placeOf(bench, 'v1.0.1'), 'model.bin')],
  ['history', 'openat', ({ root }) => layoutOf(root).entry(2)],
  ['tag m@v1.0.1 a=b', 'openat', ({ root }) => layoutOf(root).entry(countEntries(root))],
  ['restore m@v1.0.3', 'rename', (bench) => join(bench.root, '.mreg/trash', directoryOf(bench, 'v1.0.3'))],
  ['list', 'openat', ({ root }) => layoutOf(root).manifest],
];

function directoryOf({ root }: Bench, version: string): string {
  return inspect(root).models['t/m'].versions[version].directory;
}

function placeOf(bench: Bench, version: string): string {
  return join(bench.root, directoryOf(bench, version));
}

test.for(NAMED)('%s: not missing, though %s says so once', skipFor(reason), async ([line, call, file]) => {
  const bench = await prepareBench();
  fresh(bench);
  const wrapper = ['strace', '-f', '-qq', '-o', bench.log, '-P', file(bench), '-e', `trace=${call}`];
  const run = await runMreg(lineOf(bench, line), {
    env: ONE_THREAD,
    wrapper: [...wrapper, '-e', `inject=${call}:error=ENOENT:when=1`],
  });
  expect(readFileSync(bench.log, 'utf8')).toContain('(INJECTED)');
  expect([run.status, run.stderr]).toEqual([0, '']);
  expectSound(bench.root);
});

/** A version was deleted since, but neither the manifest nor the log tells so when it is first asked. */
test.for([
  ['path m@v1.0.1', 4, /^error: t\/m@v1\.0\.1 is in the trash\n/],
  ['info m@v1.0.1', 4, /^error: t\/m@v1\.0\.1 is in the trash\n/],
  ['list m', 0, /^$/],
  ['verify m', 0, /^$/],
] as const)(
  '%s: a version that was deleted since is not damaged',
  skipFor(reason),
  async ([line, status, told]) => {
    const bench = await prepareBench();
    fresh(bench);
    const old = join(bench.place, 'old');
    cpSync(join(bench.root, 'manifest.json'), join(old, 'manifest.json'));
    cpSync(join(bench.root, '.mreg/models'), join(old, '.mreg/models'), { recursive: true });
    expect(await runMreg(lineOf(bench, 'delete m@v1.0.1'))).toMatchObject({ status: 0 });
    const since = layoutOf(bench.root).entry(countEntries(bench.root));
    cpSync(old, bench.root, { recursive: true });
    const wrapper = ['strace', '-f', '-qq', '-o', bench.log, '-P', since, '-e', 'trace=openat'];
    const run = await runMreg(lineOf(bench, line), {
      env: ONE_THREAD,
      wrapper: [...wrapper, '-e', 'inject=openat:error=ENOENT:when=1'],
    });
    expect(readFileSync(bench.log, 'utf8')).toContain('(INJECTED)');
    expect([run.status, run.stderr]).toEqual([status, expect.stringMatching(told)]);
  },
);

test("a model's file is newer than the log that is seen: the log is read on", skipFor(reason), async () => {
  const bench = await prepareBench();
  fresh(bench);
  const old = readFileSync(layoutOf(bench.root).manifest);
  expect(await runMreg(lineOf(bench, 'tag m@v1.0.1 a=b'))).toMatchObject({ status: 0 });
  writeFileSync(layoutOf(bench.root).manifest, old);
  const newest = countEntries(bench.root);
  const wrapper = ['strace', '-f', '-qq', '-o', bench.log, '-P', layoutOf(bench.root).entry(newest)];
  const run = await runMreg(lineOf(bench, 'history m --json'), {
    env: ONE_THREAD,
    wrapper: [...wrapper, '-e', 'trace=openat', '-e', 'inject=openat:error=ENOENT:when=1'],
  });
  expect(readFileSync(bench.log, 'utf8')).toContain('(INJECTED)');
  expect(JSON.parse(run.stdout).result.entries[0]).toMatchObject({ revision: newest, command: 'tag' });
});

/** Each with the file that fails or seems to be missing once, and the directory that holds it. */
test.for([
  ['path m@v1.0.1', 'read:error=ESTALE', ({ root }: Bench) => layoutOf(root).manifest],
  ['export --all --since 2 -o -', 'openat:error=ENOENT', ({ root }: Bench) => layoutOf(root).entry(2)],
] as const)(
  '%s: opens the directory before the next attempt',
  skipFor(reason),
  async ([line, fault, file]) => {
    const bench = await prepareBench();
    fresh(bench);
    const path = file(bench);
    const wrapper = ['strace', '-f', '-qq', '-o', bench.log, '-P', path, '-P', dirname(path)];
    const run = await runMreg(lineOf(bench, line), {
      env: ONE_THREAD,
      wrapper: [...wrapper, '-e', 'trace=openat,read', '-e', `inject=${fault}:when=1`],
    });
    expect(run.status).toBe(0);
    const calls = readFileSync(bench.log, 'utf8').split('\n');
    const failed = calls.findIndex((text) => text.includes('(INJECTED)'));
    expect(calls.slice(failed + 1, failed + 3)).toEqual([
      expect.stringContaining(`"${dirname(path)}"`),
      expect.stringContaining(`"${path}"`),
    ]);
  },
);

test.for([
  ['EDQUOT', 'the disk quota is used up'],
  ['EUCLEAN', 'the file system is damaged'],
  ['ENOTRECOVERABLE', 'ENOTRECOVERABLE'],
  ['222', 'error 222'],
] as const)('an error that Node has no name for: %s', skipFor(reason), async ([error, meaning]) => {
  const bench = await prepareBench();
  fresh(bench);
  const before = countEntries(bench.root);
  const { ended } = startTraced(lineOf(bench, REGISTER), bench.log, `fsync:error=${error}:when=1`);
  const { status, stderr } = await ended;
  expect([status, stderr]).toEqual([
    74,
    expect.stringMatching(new RegExp(`^error: cannot \\w+ /.*: ${meaning}\n$`)),
  ]);
  expect(expectSound(bench.root).entries).toHaveLength(before);
});

test.for([
  ['tag m@v1.0.1 a=b', 'EIO', 'the device reported an error'],
  ['tag m@v1.0.1 a=b', 'ENOSPC', 'no space left on the device'],
  [REGISTER, 'EIO', 'the device reported an error'],
] as const)(
  '%s: a call that fails after its commit says so: %s',
  skipFor(reason),
  async ([line, fault, meaning]) => {
    const bench = await prepareBench();
    fresh(bench);
    const revision = countEntries(bench.root) + 1;
    const { calls } = await startTraced([...lineOf(bench, line), '--json'], bench.log).ended;
    const link = calls.findIndex(({ name, text }) => /^link/.test(name) && text.includes('/.mreg/log/'));
    const sync = calls.slice(link).find(({ name }) => name === 'fsync');
    fresh(bench);
    const { ended } = startTraced(
      [...lineOf(bench, line), '--json'],
      bench.log,
      `fsync:error=${fault}:when=${sync?.nth}`,
    );
    const { status, stderr } = await ended;
    const { error } = JSON.parse(stderr);
    expect([status, error.code]).toEqual([74, 'MREG_IO']);
    expect(error.message).toMatch(
      new RegExp(`^cannot sync /.*: ${meaning}; the change is on record as revision ${revision}$`),
    );
    expect(error.hint).toBe('mreg history --limit 1 shows the change');
    expect(error.details).toMatchObject({ committed: true, revision });
    expect(expectSound(bench.root).entries).toHaveLength(revision);
  },
);

test('a run is found whatever a client remembers of the directories', skipFor(reason), async () => {
  const bench = await prepareBench();
  const { stdout } = await runMreg(['run', 'create', '-q', '--root', bench.base]);
  const id = stdout.trim();
  const runs = join(bench.root, '.mreg/runs');
  for (const [line, path, call] of [
    ['run list -q', join(runs, '0'), 'getdents64:error=ESTALE:when=1'],
    [`run info ${id.slice(0, 8)} -q`, join(runs, '0'), 'getdents64:error=ESTALE:when=1'],
    [`run info ${id} -q`, join(runs, '0', id), 'statx:error=ENOENT:when=1'],
  ] as const) {
    fresh(bench);
    const found = await runWatched(bench, line, path, call);
    expect(found.calls.some(({ text }) => text.includes('(INJECTED)'))).toBe(true);
    expect([line, path, found.status, found.stdout, found.stderr]).toEqual([line, path, 0, `${id}\n`, '']);
  }
});
