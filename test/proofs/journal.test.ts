/** What a journal promises, for each of its users: whoever is killed, fails or stands still, nothing is lost and nothing counts twice. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Registry } from '../../src/index.ts';
import { runMreg, startMreg } from '../support/executable.ts';
import { journalFile, linesOf, readJournal, writeJournal } from '../support/journal.ts';
import {
  answers,
  batchesOf,
  by,
  countMine,
  expectIntact,
  expectTidy,
  gatherAll,
  isMine,
  type JournalUser,
  namesOf,
  prepare,
  result,
  summaryOf,
  USERS,
  words,
} from '../support/journal-users.ts';
import { skipFor } from '../support/skip.ts';
import { count, figures, snapshot } from '../support/store.ts';
import { type Call, startTraced, untilStopped, whyNoStrace } from '../support/strace.ts';

const reason = whyNoStrace();
const pathOf = (user: JournalUser, root: string, number: number, span = 1) =>
  join(root, '.mreg', user.of(root), journalFile(number, span));

/** The lines of the batches that have files of their own. */
const own = (user: JournalUser, root: string, first: number, many = 100) =>
  Array.from({ length: many }, (_, at) => linesOf(pathOf(user, root, first + at))[0] as string);

/** The calls at which a command that gathers is killed or stopped: all that sync or publish, and some of the many others. */
function points(calls: readonly Call[], root: string): readonly Call[] {
  const mine = calls.filter(({ text }) => text.includes(root));
  const some = (wanted: (call: Call) => boolean, many: number) => {
    const found = mine.filter(wanted);
    return Array.from({ length: many }, (_, at) => found[Math.floor(((at + 0.5) * found.length) / many)]);
  };
  const steps = mine.filter(({ name }) => /^(fsync|link)$/.test(name));
  const chosen = [
    ...some(({ name }) => /^(fsync|link)$/.test(name), Math.min(steps.length, count(6, 1000))),
    ...some(({ name, text }) => /^unlink/.test(name) && text.includes('.jsonl'), count(2, 100)),
    ...some(({ name, text }) => name === 'openat' && text.includes('/.mreg/staging/'), count(1, 10)),
    ...some(({ name, text }) => /^unlink/.test(name) && text.includes('/.mreg/staging/'), count(1, 10)),
  ];
  return [...new Set(chosen.filter((call) => call !== undefined))];
}

describe.each(USERS)('$name', (user) => {
  test('what is gathered reads as before, and lies in few files', async () => {
    const { root } = await prepare(user);
    const lines = batchesOf(user, root);
    const before = await answers(user, root);
    await result(user.gather, root);
    const after = batchesOf(user, root);
    expect(after.slice(0, lines.length)).toEqual(lines);
    if (user.gather !== user.append) expect(await answers(user, root)).toEqual(before);
    await expectTidy(user, root, after);
  });

  test('killed while it gathers: nothing is lost, and the next one ends it', skipFor(reason), async () => {
    const { root, log, reset } = await prepare(user);
    const before = batchesOf(user, root);
    const { calls } = await startTraced(words(user.gather, root), log).ended;
    const chosen = points(calls, root);
    let [killed, beside, there] = [0, 0, 0];
    for (const { name, nth } of chosen) {
      reset();
      const run = await startTraced(words(user.gather, root), log, `${name}:signal=KILL:when=${nth}`).ended;
      expect(['SIGKILL', 0]).toContain(run.status);
      if (run.status === 'SIGKILL') killed += 1;
      if (readJournal(root, user.of(root)).beside.length > 0) beside += 1;
      if (await expectIntact(user, root, before, run)) there += 1;
    }
    const told = {
      calls: calls.length,
      points: chosen.length,
      killed,
      'files beside': beside,
      there,
      lost: 0,
    };
    figures(`${user.name}, killed while it gathers`, told);
    expect(killed).toBeGreaterThan(chosen.length / 2);
    expect(beside).toBeGreaterThan(1);
  });

  test(
    'a call fails while it gathers: nothing is lost, and the next one ends it',
    skipFor(reason),
    async () => {
      const { root, log, reset } = await prepare(user);
      const before = batchesOf(user, root);
      const { calls } = await startTraced(words(user.gather, root), log).ended;
      const told = { cases: 0, refused: 0, lost: 0 };
      for (const [index, { name, nth, text }] of points(calls, root).entries()) {
        const error = ['EIO', 'ENOSPC', 'EACCES'][index % 3];
        reset();
        const run = await startTraced(words(user.gather, root), log, `${name}:error=${error}:when=${nth}`)
          .ended;
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
        await expectIntact(user, root, before, run);
      }
      figures(`${user.name}, each call fails`, told);
      expect(told.refused).toBeGreaterThan(0);
    },
  );

  test('stopped while it gathers, others append and gather, and it goes on', skipFor(reason), async () => {
    const { root, log, reset } = await prepare(user);
    const before = batchesOf(user, root);
    const { calls } = await startTraced(words(user.gather, root), log).ended;
    const chosen = points(calls, root).filter((_, index) => index % 2 === 0);
    let stopped = 0;
    for (const { name, nth } of chosen) {
      reset();
      const { running, ended } = startTraced(
        words(user.gather, root),
        log,
        `${name}:signal=STOP:when=${nth}`,
      );
      if (await untilStopped(running)) stopped += 1;
      await result(by('other', user), root);
      user.lengthen(root, readJournal(root, user.of(root)).found.length + 200);
      await gatherAll(user, root);
      await result(by('other2', user), root);
      const others = batchesOf(user, root).filter((line) => !isMine(line));
      running.child.kill('SIGCONT');
      expect(await ended).toMatchObject({ status: 0, stderr: '' });
      const lines = batchesOf(user, root);
      expect(lines.slice(0, before.length)).toEqual(before);
      // What a later one builds on names its digest; all that others wrote is there.
      expect(lines.filter((line) => !isMine(line))).toEqual(others);
      expect(countMine(lines)).toBe(user.gather === user.append ? 1 : 0);
      await expectTidy(user, root, lines);
    }
    figures(`${user.name}, stopped while it gathers`, { points: chosen.length, stopped, lost: 0 });
    expect(stopped).toBeGreaterThan(chosen.length / 2);
  });

  test.for(user.readers.slice(0, 3))(
    'a reader stands still while it reads, all is gathered, and it goes on: %s',
    skipFor(reason),
    async (line) => {
      const { root, log, reset } = await prepare(user);
      const before = await result(line, root);
      for (const number of [1, 50, 100]) {
        reset();
        rmSync(join(root, 'manifest.json'));
        const lines = own(user, root, 1);
        const reader = startWatched(words(line, root), pathOf(user, root, number), log);
        await reader.stopped;
        writeBlock(user, root, lines);
        for (let gone = 1; gone <= 100; gone += 1) rmSync(pathOf(user, root, gone));
        reader.goOn();
        const run = await reader.ended;
        expect([run.status, run.stderr]).toEqual([0, '']);
        expect(JSON.parse(run.stdout).result).toEqual(before);
      }
    },
  );

  test('files are not removed if their block is not what it should be', async () => {
    const { root, reset } = await prepare(user);
    const lines = own(user, root, 1);
    const path = pathOf(user, root, 1, 100);
    writeBlock(user, root, lines);
    const whole = readFileSync(path, 'utf8');
    for (const bad of [
      '',
      whole.slice(0, -1),
      whole.replace(/"(user|loss)"/, '"looser"'),
      lines.join('\n'),
    ]) {
      reset();
      writeFileSync(path, bad);
      await runMreg(words(user.gather, root));
      for (let number = 1; number <= 100; number += 1)
        expect(existsSync(pathOf(user, root, number))).toBe(true);
    }
    reset();
    writeFileSync(path, whole);
    await result(user.gather, root);
    await gatherAll(user, root);
    await gatherAll(user, root);
    await expectTidy(user, root, batchesOf(user, root));
  });

  test('a damaged file stays where it is, and so do those beside it', async () => {
    const { root, reset } = await prepare(user);
    const path = () => pathOf(user, root, 250);
    for (const change of [
      (text: string) => text.replace(/(user|loss)"/, 'looser"'),
      (text: string) => text.slice(0, -1),
      () => '',
      undefined,
    ]) {
      reset();
      const text = readFileSync(path(), 'utf8');
      rmSync(path());
      if (change) writeFileSync(path(), change(text));
      await runMreg(words(user.gather, root));
      const left = namesOf(user, root).filter((name) => /^0000000(2\d[1-9]|2[1-9]0|300)\.jsonl$/.test(name));
      expect(left).toHaveLength(change ? 100 : 99);
      expect(existsSync(pathOf(user, root, 201, 100))).toBe(false);
    }
  });
});

/** Once for each journal: who appends is the same whoever gathers. */
describe.each(USERS.filter(({ gather, append }) => gather === append))('a writer of $name', (user) => {
  test.for(['before', 'after'] as const)(
    'stands still %s it gives its batch the name, all around it is gathered, and it goes on',
    skipFor(reason),
    async (when) => {
      const { root, log, reset } = await prepareWriter(user);
      const { sync, link } = await stepsOf(user, root, log);
      reset();
      const begin = readJournal(root, user.of(root)).found.length;
      const at = when === 'before' ? `fsync:signal=STOP:when=${sync}` : `link:signal=STOP:when=${link}`;
      const { running, ended } = startTraced(words(user.append, root), log, at);
      expect(await untilStopped(running)).toBe(true);
      const others = await goOn(user, root);
      expect(existsSync(pathOf(user, root, begin + 1))).toBe(false);
      running.child.kill('SIGCONT');
      const run = await ended;
      expect(run).toMatchObject({ status: 0, stderr: '' });
      // The name was free: nothing but the block told that it had been taken.
      if (when === 'before') expect(run.calls.find(({ name }) => name === 'link')?.text).toMatch(/= 0$/);
      const lines = batchesOf(user, root);
      expect(lines.filter((line) => !isMine(line))).toEqual(others);
      expect(lines.findIndex(isMine)).toBe(when === 'before' ? lines.length - 1 : begin);
      expect(countMine(lines)).toBe(1);
      await expectTidy(user, root, lines);
    },
  );

  test(
    'that found its name free again is stopped and killed before it can look: nobody believes its batch',
    skipFor(reason),
    async () => {
      const { root, log, reset } = await prepareWriter(user);
      const { sync } = await stepsOf(user, root, log);
      reset();
      const begin = readJournal(root, user.of(root)).found.length;
      const then = readFileSync(join(root, 'manifest.json'));
      const stops = [`fsync:signal=STOP:when=${sync}`, 'link:signal=STOP:when=1'];
      const { running, ended } = startTraced(words(user.append, root), log, ...stops);
      expect(await untilStopped(running)).toBe(true);
      const lines = await goOn(user, root);
      const before = await answers(user, root);
      const bogus = pathOf(user, root, begin + 1);
      const now = readFileSync(join(root, 'manifest.json'));
      running.child.kill('SIGCONT');
      while (!existsSync(bogus)) await new Promise((done) => setTimeout(done, 5));
      expect(await untilStopped(running)).toBe(true);
      const untouched = snapshot(root);
      const { damaged } = JSON.parse((await runMreg(words('verify --json', root))).stdout).result;
      expect(damaged.map(({ kind }: { kind: string }) => kind)).toEqual(
        user.of(root) === 'log' ? ['log-stray'] : [],
      );
      // Who comes from just before it is the one that it could mislead, and so is who begins anew.
      const readers = { ...user, readers: user.readers.filter((line) => !line.startsWith('verify')) };
      const expected = before.filter((_, at) => !user.readers[at]?.startsWith('verify'));
      for (const manifest of [now, then, undefined, now]) {
        rmSync(join(root, 'manifest.json'), { force: true });
        if (manifest) writeFileSync(join(root, 'manifest.json'), manifest);
        expect(await answers(readers, root)).toEqual(expected);
      }
      expect(snapshot(root, { times: false })).toHaveLength(untouched.length);
      await result(by('other2', user), root);
      running.child.kill('SIGKILL');
      expect((await ended).status).toBe('SIGKILL');
      if (user.of(root) === 'log') {
        expect(existsSync(bogus)).toBe(true);
        const { findings } = await new Registry(root).doctor();
        expect(findings).toContainEqual(expect.objectContaining({ kind: 'log-stray', attention: true }));
      }
      await gatherAll(user, root);
      expect(existsSync(bogus)).toBe(false);
      const after = batchesOf(user, root);
      expect(after.slice(0, lines.length)).toEqual(lines);
      expect(countMine(after)).toBe(0);
    },
  );

  test.for([
    { answer: 'that the name is taken', inject: 'error=EEXIST' },
    { answer: 'an error', inject: 'error=EIO' },
    { answer: 'late, and the link is made again', inject: undefined },
  ])(
    'whose batch was made and gathered counts once, though the answer to its link was $answer',
    skipFor(reason),
    async ({ inject }) => {
      const { root, log, reset } = await prepareWriter(user);
      const { sync } = await stepsOf(user, root, log);
      reset();
      const begin = readJournal(root, user.of(root)).found.length;
      const injects = [
        `fsync:signal=STOP:when=${sync}`,
        ...(inject === undefined ? [] : [`link:${inject}:when=1`]),
      ];
      const { running, ended } = startTraced(words(user.append, root), log, ...injects);
      expect(await untilStopped(running)).toBe(true);
      const staging = join(root, '.mreg/staging');
      const [temporary = ''] = readdirSync(staging);
      writeFileSync(pathOf(user, root, begin + 1), readFileSync(join(staging, temporary)));
      await goOn(user, root);
      expect(existsSync(pathOf(user, root, begin + 1))).toBe(false);
      running.child.kill('SIGCONT');
      expect(await ended).toMatchObject({ status: 0, stderr: '' });
      const lines = batchesOf(user, root);
      expect(countMine(lines)).toBe(1);
      await expectTidy(user, root, lines);
    },
  );
});

/** A journal that ends in the middle of a hundred, so that what is appended is gathered by others alone. */
function prepareWriter(user: JournalUser) {
  return prepare({ ...user, begin: user.begin + 52 });
}

/** Adds so much to a journal that all it had is gathered, as others do while one stands still. Gives its lines without `mine`. */
async function goOn(user: JournalUser, root: string): Promise<string[]> {
  user.lengthen(root, readJournal(root, user.of(root)).found.length + 200);
  await result(by('other', user), root);
  await gatherAll(user, root);
  return batchesOf(user, root).filter((line) => !isMine(line));
}

/** The sync before a batch gets its name, and the link that gives it. */
async function stepsOf(
  user: JournalUser,
  root: string,
  log: string,
): Promise<{ sync: number; link: number }> {
  const { calls } = await startTraced(words(user.append, root), log).ended;
  const link = calls.findIndex(({ text }) => text.startsWith('link(') && text.includes('.jsonl"'));
  const sync = calls.slice(0, link).findLast(({ name }) => name === 'fsync');
  return { sync: sync?.nth as number, link: calls[link]?.nth as number };
}

/** A block of level 1, as the batches make it. */
function writeBlock(user: JournalUser, root: string, lines: readonly string[]): void {
  writeJournal(root, user.of(root), 1, lines, summaryOf(lines));
}

/** Starts mreg so that it stops once it has opened a file. It fails unless the command opens it. */
function startWatched(args: readonly string[], path: string, log: string) {
  rmSync(log, { force: true });
  const inject = 'inject=?open,?openat:signal=STOP:when=1';
  const wrapper = ['strace', '-f', '-qq', '-o', log, '-P', path, '-e', 'trace=?open,?openat', '-e', inject];
  const { child, ended } = startMreg(args, { wrapper });
  const stoppedThread = () =>
    existsSync(log) ? /^(\d+) +--- stopped by SIGSTOP/m.exec(readFileSync(log, 'utf8'))?.[1] : undefined;
  const stopped = (async () => {
    while (stoppedThread() === undefined) {
      if (child.exitCode !== null) throw new Error(`${args.join(' ')} has not opened ${path}`);
      await new Promise((done) => setTimeout(done, 2));
    }
  })();
  return { stopped, ended, goOn: () => process.kill(Number(stoppedThread()), 'SIGCONT') };
}
