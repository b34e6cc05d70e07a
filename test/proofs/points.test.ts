import { expect, test } from 'vitest';
import { PROGRAM, runMreg } from '../support/executable.ts';
import { skipFor } from '../support/skip.ts';
import { count, expectSound, figures } from '../support/store.ts';
import { type Call, startTraced, untilStopped, whyNoStrace } from '../support/strace.ts';
import {
  countEntries,
  expectUsable,
  HANDMADE,
  lineOf,
  prepareBench,
  REGISTER,
  rehearse,
  reset,
  WORKS,
  type Work,
} from '../support/works.ts';

const reason = whyNoStrace();

/** Those that change the log alone make the same calls one after the other. */
const changesLogAlone = ({ least }: Work) => least === 13;

/** All of them for a soak; for a push evenly spread ones, others in each command. */
function sample(work: Work, calls: readonly Call[], most: number): readonly Call[] {
  const step = Math.max(1, Math.ceil(calls.length / count(most, calls.length)));
  return calls.filter((_, index) => index % step === WORKS.indexOf(work) % step);
}

test.for(WORKS)('$name: killed at each call', skipFor(reason), async (work) => {
  const bench = await prepareBench();
  const calls = await rehearse(bench, work);
  const points = sample(work, calls, changesLogAlone(work) ? 4 : 8);
  const told = {
    calls: calls.length,
    points: points.length,
    killed: 0,
    'wholly there': 0,
    'left behind': 0,
    violations: 0,
  };
  for (const { name, nth } of points) {
    reset(bench, work);
    const before = countEntries(bench.root);
    const run = await startTraced(lineOf(bench, work.line), bench.log, `${name}:signal=KILL:when=${nth}`)
      .ended;
    expect(['SIGKILL', 0]).toContain(run.status);
    const { applied, leftovers } = await expectUsable(bench, work, before);
    if (run.stdout !== '') expect(applied).toBe(true);
    if (run.status === 'SIGKILL') told.killed += 1;
    if (applied) told['wholly there'] += 1;
    if (leftovers.length > 0) told['left behind'] += 1;
  }
  figures(`${work.name}, killed at each call`, told);
  expect(told.killed).toBeGreaterThan(points.length / 2);
});

const RACING = WORKS.filter(({ name }) => ['register', 'promote', 'delete', 'restore', 'gc'].includes(name));

test.for(RACING)('$name: stopped at each call while others commit', skipFor(reason), async (work) => {
  const bench = await prepareBench();
  const calls = await rehearse(bench, work);
  const points = sample(work, calls, 6);
  let stopped = 0;
  for (const { name, nth } of points) {
    reset(bench, work);
    const before = countEntries(bench.root);
    const { running, ended } = startTraced(
      lineOf(bench, work.line),
      bench.log,
      `${name}:signal=STOP:when=${nth}`,
    );
    if (await untilStopped(running)) stopped += 1;
    for (const other of [REGISTER, 'transition m v1.0.0 staging']) {
      const run = await runMreg(lineOf(bench, other));
      expect(run).toMatchObject({ status: 0 });
    }
    running.child.kill('SIGCONT');
    expect(await ended).toMatchObject({ status: 0 });
    const { entries, leftovers } = expectSound(bench.root);
    expect(entries).toHaveLength(before + 3);
    expect(leftovers).toEqual([HANDMADE]);
  }
  figures(`${work.name}, stopped at each call`, {
    calls: calls.length,
    points: points.length,
    stopped,
    'lost updates': 0,
  });
  expect(stopped).toBeGreaterThan(points.length / 2);
});

const ERRORS = ['EIO', 'ENOSPC', 'EACCES', 'EROFS', 'EMFILE', 'EXDEV'] as const;

test.for(WORKS)('$name: each call fails, once and for ever', skipFor(reason), async (work) => {
  const bench = await prepareBench();
  const calls = await rehearse(bench, work);
  // A thread of Bun's wakes the others with a write, and one that is lost leaves them asleep.
  const failing = PROGRAM ? calls.filter(({ name }) => name !== 'write') : calls;
  const points = sample(work, failing, changesLogAlone(work) ? 3 : 6);
  const told = { calls: calls.length, cases: 0, refused: 0, harmless: 0, 'failed though on record': 0 };
  for (const [index, { name, nth, text }] of points.entries()) {
    const turn = (index + WORKS.indexOf(work)) % ERRORS.length;
    const errors = ERRORS.filter((_, which) => count(Number(which === turn), 1) === 1);
    const cases = errors.flatMap((error) => [
      { error, fault: `error=${error}:when=${nth}` },
      ...(name === 'write' ? [] : [{ error, fault: `error=${error}:when=${nth}+` }]),
    ]);
    for (const { error, fault } of cases) {
      reset(bench, work);
      const before = countEntries(bench.root);
      const run = await startTraced(lineOf(bench, work.line), bench.log, `${name}:${fault}`).ended;
      const where = { fault: `${name}:${fault}`, call: text, ...run, calls: run.calls.length };
      // Then node itself was hit, which ends the process.
      if (run.status === 'SIGABRT') continue;
      told.cases += 1;
      // What cannot have a name beside the registry has to be copied.
      const refused = work.moves && error === 'EXDEV' ? [5] : [];
      // What adopt cannot read it leaves, and says so: Bun looks at a directory by opening it.
      const left = PROGRAM && work.name === 'adopt' ? [3] : [];
      const answers = /^(doctor|gc)/.test(work.name) ? [0, 1, 74] : [0, ...refused, ...left, 74];
      expect(answers, JSON.stringify(where)).toContain(run.status);
      expect(run.stderr, JSON.stringify(where)).toMatch(
        run.status === 74
          ? /^error: cannot [a-z]+ \/.*: .+\n(hint: .+\n)?$/
          : /^((note: .*\n)*|error: .* is on another file system .*\nhint: .*\n)$/,
      );
      const { applied, leftovers } = await expectUsable(bench, work, before);
      const says = /; (the change is on record|whether the change is on record) as revision/.exec(run.stderr);
      // Where the log could not be read any more the call says that it cannot tell.
      if (run.status === 74 && work.entries !== 0 && !says?.[1]?.startsWith('whether'))
        expect(says !== null, JSON.stringify(where)).toBe(applied);
      if (run.status === 0) expect(applied, JSON.stringify(where)).toBe(true);
      const once = !fault.endsWith('+') && !/^(unlink|rmdir)/.test(name);
      if (once && work.leftovers === undefined) expect(leftovers, JSON.stringify(where)).toEqual([]);
      if (run.status === 0) told.harmless += 1;
      else if (applied && work.entries !== 0) told['failed though on record'] += 1;
      else told.refused += 1;
    }
  }
  figures(`${work.name}, each call fails`, told);
});
