import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Registry } from '../../src/index.ts';
import { runMreg } from '../support/executable.ts';
import { entryName, goOn, LENGTH, lengthenLog, prepareLong, segmentName } from '../support/long-log.ts';
import { answers, GC, names, READERS, result, words } from '../support/packing.ts';
import { skipFor } from '../support/skip.ts';
import { count, expectSound, figures } from '../support/store.ts';
import { type Call, startTraced, untilStopped, whyNoStrace } from '../support/strace.ts';

const reason = whyNoStrace();
/** The calls at which a packing gc is killed or stopped: all that sync or publish, and some of the many others. */
function points(calls: readonly Call[], root: string): readonly Call[] {
  const own = calls.filter(({ text }) => text.includes(root));
  const some = (wanted: (call: Call) => boolean, count: number) => {
    const found = own.filter(wanted);
    return Array.from(
      { length: count },
      (_, index) => found[Math.floor(((index + 0.5) * found.length) / count)],
    );
  };
  const chosen = [
    ...some(
      ({ name }) => name === 'fsync' || name === 'link',
      own.filter(({ name }) => /^(fsync|link)$/.test(name)).length,
    ),
    ...some(({ name, text }) => /^unlink/.test(name) && text.includes('/.mreg/log/'), count(2, 100)),
    ...some(({ name, text }) => name === 'openat' && text.includes('/.mreg/staging/'), 1),
    ...some(({ name, text }) => /^unlink/.test(name) && text.includes('/.mreg/staging/'), 1),
  ];
  return chosen.filter((call) => call !== undefined);
}

test('gc is killed while it packs: nothing is lost, and the next one ends it', skipFor(reason), async () => {
  const { root, log, reset } = await prepareLong();
  const calls = (await startTraced(words(GC, root), log).ended).calls;
  const chosen = points(calls, root);
  let [killed, beside] = [0, 0];
  for (const { name, nth } of chosen) {
    reset();
    const run = await startTraced(words(GC, root), log, `${name}:signal=KILL:when=${nth}`).ended;
    expect(['SIGKILL', 0]).toContain(run.status);
    if (run.status === 'SIGKILL') killed += 1;
    const { entries, leftovers } = expectSound(root);
    expect(entries).toHaveLength(LENGTH);
    if (leftovers.some((path) => path.startsWith('.mreg/log/'))) beside += 1;
    const { findings } = await result('doctor --json', root);
    expect(findings.filter(({ attention }: { attention: boolean }) => attention)).toEqual([]);
    expect((await result('verify --json', root)).damaged).toEqual([]);
    await result('gc --yes --older-than 2999-01-01 --json', root);
    expect(expectSound(root)).toMatchObject({ leftovers: [], entries: { length: LENGTH } });
    expect(names(root)).toHaveLength(1 + LENGTH - 1000);
  }
  figures('gc, killed while it packs', {
    calls: calls.length,
    points: chosen.length,
    killed,
    'entries beside': beside,
    lost: 0,
  });
  expect(killed).toBeGreaterThan(chosen.length / 2);
  expect(beside).toBeGreaterThan(1);
});

test(
  'a call of a packing gc fails: it says so, nothing is lost, and the next one ends it',
  skipFor(reason),
  async () => {
    const { root, log, reset } = await prepareLong();
    const calls = (await startTraced(words(GC, root), log).ended).calls;
    const told = { cases: 0, refused: 0, lost: 0 };
    for (const [index, { name, nth, text }] of points(calls, root).entries()) {
      const error = ['EIO', 'ENOSPC', 'EACCES'][index % 3];
      reset();
      const run = await startTraced(words(GC, root), log, `${name}:error=${error}:when=${nth}`).ended;
      const where = `${error} of ${text}`;
      expect([where, [0, 74].includes(run.status as number), run.stderr]).toEqual([
        where,
        true,
        run.status === 0
          ? ''
          : expect.stringMatching(/^\{"error":\{"code":"MREG_IO","message":"cannot \w+ \//),
      ]);
      told.cases += 1;
      if (run.status === 74) told.refused += 1;
      expect(expectSound(root).entries).toHaveLength(LENGTH);
      await result('gc --yes --older-than 2999-01-01 --json', root);
      expect(expectSound(root)).toMatchObject({ leftovers: [], entries: { length: LENGTH } });
      expect(names(root)).toHaveLength(1 + LENGTH - 1000);
    }
    figures('gc that packs, each call fails', told);
    expect(told.refused).toBeGreaterThan(told.cases / 2);
  },
);

test('gc is stopped while it packs, others commit and pack, and it goes on', skipFor(reason), async () => {
  const { root, log, reset } = await prepareLong();
  const calls = (await startTraced(words(GC, root), log).ended).calls;
  const chosen = points(calls, root).filter((_, index) => index % 2 === 0);
  let stopped = 0;
  for (const { name, nth } of chosen) {
    reset();
    const { running, ended } = startTraced(words(GC, root), log, `${name}:signal=STOP:when=${nth}`);
    if (await untilStopped(running)) stopped += 1;
    await result('tag m@v1.0.0 other=1 --json', root);
    lengthenLog(root, LENGTH + 1001);
    await result(GC, root);
    await result('tag m@v1.0.0 another=1 --json', root);
    running.child.kill('SIGCONT');
    expect(await ended).toMatchObject({ status: 0, stderr: '' });
    await result('gc --yes --older-than 2999-01-01 --json', root);
    expect(expectSound(root)).toMatchObject({ leftovers: [], entries: { length: LENGTH + 1002 } });
    expect(names(root)).toHaveLength(2 + LENGTH + 1002 - 2000);
  }
  figures('gc, stopped while it packs', { points: chosen.length, stopped, lost: 0 });
  expect(stopped).toBeGreaterThan(chosen.length / 2);
});

/** Makes who reads an entry wait, and tells when somebody does; what it gives lets them go on with the bytes. */
async function holdUp(path: string): Promise<() => void> {
  const bytes = readFileSync(path);
  rmSync(path);
  execFileSync('mkfifo', [path]);
  for (;;) {
    try {
      const pipe = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
      return () => {
        writeSync(pipe, bytes);
        closeSync(pipe);
      };
    } catch {
      // Nobody has opened it yet.
      await new Promise((done) => setTimeout(done, 2));
    }
  }
}

test.for(['list --json', 'history --json', 'verify --json'])(
  'a reader stands still while it reads, all is packed, and it goes on: %s',
  async (line) => {
    const { root, reset } = await prepareLong();
    const before = await result(line, root);
    const texts = Array.from({ length: 1000 }, (_, index) => readFileSync(join(root, entryName(index + 1))));
    for (const revision of [1, 500, 1000]) {
      reset();
      rmSync(join(root, 'manifest.json'));
      const held = holdUp(join(root, entryName(revision)));
      const running = result(line, root);
      const goAhead = await held;
      writeFileSync(join(root, segmentName(1)), Buffer.concat(texts));
      for (let packed = 1; packed <= 1000; packed += 1) rmSync(join(root, entryName(packed)));
      goAhead();
      expect(await running).toEqual(before);
    }
  },
);

const TAG = 'tag m@v1.0.0 mine=1 --json';

/** The sync before an entry gets its name, and the link that gives it. */
async function stepsOf(line: string, root: string, log: string): Promise<{ sync: number; link: number }> {
  const { calls } = await startTraced(words(line, root), log).ended;
  const link = calls.findIndex(({ text }) => text.startsWith('link(') && text.includes('/.mreg/log/'));
  const sync = calls.slice(0, link).findLast(({ name }) => name === 'fsync');
  return { sync: sync?.nth as number, link: calls[link]?.nth as number };
}

/** How often the change is in the log, and that all is well. */
function countMine(root: string, length: number): number {
  const { entries, leftovers } = expectSound(root);
  expect(leftovers).toEqual([]);
  expect(entries).toHaveLength(length);
  return entries.filter(({ changes }) => changes[0].to?.mine === '1').length;
}

test.for(['before', 'after'] as const)(
  'a writer stands still %s it gives its entry the name, all around it is packed, and it goes on',
  skipFor(reason),
  async (when) => {
    const { root, log, reset } = await prepareLong();
    const { sync, link } = await stepsOf(TAG, root, log);
    reset();
    const at = when === 'before' ? `fsync:signal=STOP:when=${sync}` : `link:signal=STOP:when=${link}`;
    const { running, ended } = startTraced(words(TAG, root), log, at);
    expect(await untilStopped(running)).toBe(true);
    await goOn(root);
    expect(await result(GC, root)).toMatchObject({ packed: { segments: 3 } });
    expect(existsSync(join(root, entryName(LENGTH + 1)))).toBe(false);
    running.child.kill('SIGCONT');
    const run = await ended;
    expect(run).toMatchObject({ status: 0, stderr: '' });
    // The name was free: nothing but the segment told that it had been taken.
    if (when === 'before') expect(run.calls.find(({ name }) => name === 'link')?.text).toMatch(/= 0$/);
    const length = LENGTH + 2002;
    const { revision } = JSON.parse(run.stdout).result;
    expect(revision).toBe(when === 'before' ? length : LENGTH + 1);
    expect(countMine(root, length)).toBe(1);
  },
);

test(
  'a writer that found its name free again is stopped and killed before it can look: nobody believes its entry',
  skipFor(reason),
  async () => {
    const { root, log, reset } = await prepareLong();
    const { sync } = await stepsOf(TAG, root, log);
    reset();
    const then = readFileSync(join(root, 'manifest.json'));
    const stops = [`fsync:signal=STOP:when=${sync}`, 'link:signal=STOP:when=1'];
    const { running, ended } = startTraced(words(TAG, root), log, ...stops);
    expect(await untilStopped(running)).toBe(true);
    await goOn(root);
    await result(GC, root);
    const before = await answers(root);
    const bogus = join(root, entryName(LENGTH + 1));
    const now = readFileSync(join(root, 'manifest.json'));
    const goOnUntilLinked = async () => {
      running.child.kill('SIGCONT');
      while (!existsSync(bogus)) await new Promise((done) => setTimeout(done, 5));
      expect(await untilStopped(running)).toBe(true);
    };
    await goOnUntilLinked();
    const [verified, ...others] = await Promise.all([
      runMreg(words('verify --json', root)),
      ...READERS.slice(0, 3).map((line) => result(line, root)),
    ]);
    expect(others).toEqual(before.slice(0, 3));
    expect(JSON.parse(verified.stdout).result.damaged).toEqual([
      expect.objectContaining({
        kind: 'log-stray',
        file: entryName(LENGTH + 1),
        problem: `is not entry ${LENGTH + 1}, which 0000002001-0000003000.json holds`,
      }),
    ]);
    // Who comes from just before it is the one that it could mislead, and so is who begins anew.
    for (const manifest of [then, undefined, now]) {
      rmSync(join(root, 'manifest.json'), { force: true });
      if (manifest) writeFileSync(join(root, 'manifest.json'), manifest);
      for (const [index, line] of READERS.slice(0, 3).entries())
        expect([line, await result(line, root)]).toEqual([line, before[index]]);
    }
    await result('tag m@v1.0.0 other=2 --json', root);
    running.child.kill('SIGKILL');
    expect((await ended).status).toBe('SIGKILL');
    expect(existsSync(bogus)).toBe(true);
    const { findings } = await new Registry(root).doctor();
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'log-stray', attention: true }));
    await result('gc --yes --older-than 2999-01-01 --json', root);
    expect(existsSync(bogus)).toBe(false);
    expect(countMine(root, LENGTH + 2002)).toBe(0);
  },
);

test.for([
  { answer: 'that the name is taken', inject: 'error=EEXIST' },
  { answer: 'an error', inject: 'error=EIO' },
  { answer: 'late, and the link is made again', inject: undefined },
])(
  'an entry that was made and then packed counts once, though the answer to its link was $answer',
  skipFor(reason),
  async ({ inject }) => {
    const { root, log, reset } = await prepareLong();
    const { sync } = await stepsOf(TAG, root, log);
    reset();
    const injects = [
      `fsync:signal=STOP:when=${sync}`,
      ...(inject === undefined ? [] : [`link:${inject}:when=1`]),
    ];
    const { running, ended } = startTraced(words(TAG, root), log, ...injects);
    expect(await untilStopped(running)).toBe(true);
    const staging = join(root, '.mreg/staging');
    const [temporary = ''] = readdirSync(staging);
    writeFileSync(join(root, entryName(LENGTH + 1)), readFileSync(join(staging, temporary)));
    await goOn(root);
    await result(GC, root);
    expect(existsSync(join(root, entryName(LENGTH + 1)))).toBe(false);
    running.child.kill('SIGCONT');
    expect(await ended).toMatchObject({ status: 0, stderr: '' });
    expect(countMine(root, LENGTH + 2002)).toBe(1);
  },
);

test(
  'a segment that another process made is synced into its directory before entries are removed',
  skipFor(reason),
  async () => {
    const { root, log } = await prepareLong();
    const texts = Array.from({ length: 1000 }, (_, index) => readFileSync(join(root, entryName(index + 1))));
    writeFileSync(join(root, segmentName(1)), Buffer.concat(texts));
    const { calls } = await startTraced(words(GC, root), log).ended;
    const lines = calls.map(({ text }) => text.replaceAll(root, 'ROOT'));
    const removed = lines.findIndex((line) => /^unlink(at)?\(.*"ROOT\/\.mreg\/log\//.test(line));
    const synced = lines.findIndex((line) => line.startsWith('fsync(') && line.includes('<ROOT/.mreg/log>'));
    expect(removed).toBeGreaterThan(0);
    expect(synced).toBeGreaterThanOrEqual(0);
    expect(synced).toBeLessThan(removed);
  },
);

test('writers, readers and packers mixed: no reader sees an error, and no change is lost', async () => {
  const [writers, turns] = [8, count(6, 40)];
  const { root } = await prepareLong();
  const begin = lengthenLog(root, LENGTH + 2 * Math.floor((3000 - LENGTH - 2) / 2));
  expect(begin).toBe(LENGTH);
  const length = names(root).length;
  let writing = writers;
  const told = { writers, turns, reads: 0, packings: 0, segments: 0, entries: 0 };
  const write = async (writer: number) => {
    for (let turn = 0; turn < turns; turn += 1)
      await result(`tag m@v1.0.0 writer${writer}=${turn} --json`, root);
    writing -= 1;
  };
  const read = async (reader: number) => {
    for (; writing > 0; told.reads += 1) {
      if (reader === 0) rmSync(join(root, 'manifest.json'), { force: true });
      const { damaged = [] } = await result(READERS[(told.reads + reader) % READERS.length] as string, root);
      expect(damaged).toEqual([]);
    }
  };
  const pack = async () => {
    do {
      told.segments += (await result(GC, root)).packed.segments;
      told.packings += 1;
    } while (writing > 0);
  };
  const everyone = Array.from({ length: writers }, (_, writer) => write(writer));
  await Promise.all([...everyone, read(0), read(1), pack(), pack()]);
  await result(GC, root);
  const { entries, leftovers, models } = expectSound(root);
  told.entries = entries.length;
  figures('writers, readers and packers', { ...told, lost: length + writers * turns - entries.length });
  expect(entries).toHaveLength(length + writers * turns);
  expect(leftovers).toEqual([]);
  expect(names(root).filter((name) => name.includes('-'))).toEqual([
    '0000000001-0000001000.json',
    '0000001001-0000002000.json',
  ]);
  for (let writer = 0; writer < writers; writer += 1)
    expect(models['t/m'].versions['v1.0.0'].tags[`writer${writer}`]).toBe(String(turns - 1));
});
