import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { type Choice, Disk, digestOf, type Remains, writeRemains } from '../support/crash.ts';
import { LENGTH, prepareLong } from '../support/long-log.ts';
import { type Findings, inspect } from '../support/oracle.ts';
import { skipFor } from '../support/skip.ts';
import { count, figures, random, SEED } from '../support/store.ts';
import { startTraced, whyNoStrace } from '../support/strace.ts';
import {
  countEntries,
  expectMovedOrNot,
  lineOf,
  MOVED,
  prepareBench,
  reset,
  WORKS,
} from '../support/works.ts';

const reason = whyNoStrace();

const CHANGES_OR_SYNCS = /^(fsync|link|rename|mkdir|unlink|rmdir|openat.*O_CREAT)/;

/** What may have reached the disk: nothing, everything but bytes, all but one step, the first steps, or any. */
function choices(seed: number): Choice[] {
  const next = random(seed);
  const any = (bytes: Choice['bytes']): Choice => ({ name: 'any', takes: () => next() < 0.5, bytes });
  return [
    { name: 'no step', takes: () => false, bytes: 'none' },
    { name: 'each step, no bytes', takes: () => true, bytes: 'none' },
    { name: 'each step, half of the bytes', takes: () => true, bytes: 'half' },
    { name: 'the last step alone', takes: (index, of) => index === of - 1, bytes: 'none' },
    { name: 'all but the last step', takes: (index, of) => index < of - 1, bytes: 'all' },
    { name: 'all but the first step', takes: (index) => index > 0, bytes: 'all' },
    ...Array.from({ length: count(1, 20) }, () => any('none')),
    ...Array.from({ length: count(1, 20) }, () => any('all')),
  ];
}

test.for(WORKS)(
  '$name: the power is cut after each call, and only what was synced is sure',
  skipFor(reason),
  async (work) => {
    const bench = await prepareBench();
    reset(bench, work);
    const before = countEntries(bench.root);
    const disk = new Disk(bench.place, bench.root, ...(work.moves ? [join(bench.place, MOVED)] : []));
    const run = await startTraced(lineOf(bench, work.line), bench.log).ended;
    expect(run).toMatchObject({ status: 0, stderr: '' });
    disk.record(run.calls);
    const end = run.calls.length - 1;
    const after = before + (work.entries ?? 1);
    const cut = join(bench.place, 'cut');
    const told = { seed: SEED, calls: run.calls.length, cuts: 0, states: 0, 'not sure at most': 0 };
    const seen = new Map<string, Findings>();
    const look = (remains: Remains): Findings => {
      const digest = digestOf(remains);
      const known = seen.get(digest);
      if (known) return known;
      writeRemains(remains, cut);
      const root = join(cut, basename(bench.root));
      const findings = inspect(root);
      if (work.moves) expectMovedOrNot(root);
      seen.set(digest, findings);
      return findings;
    };
    for (let at = 0; at <= end; at += 1) {
      // What neither makes nor syncs anything leaves the same states.
      if (at < end && !CHANGES_OR_SYNCS.test(run.calls[at]?.text ?? '')) continue;
      for (const choice of choices(SEED + at)) {
        const remains = disk.cut(at, choice);
        const { violations, entries } = look(remains);
        const where = `after ${at}, ${run.calls[at]?.text}: ${choice.name}, ${choice.bytes}`;
        // Before the end a registry that was broken may still be so.
        if (work.entries === undefined || at === end) expect([where, violations]).toEqual([where, []]);
        const allowed = at === end ? [after] : [before, after];
        expect([where, allowed.includes(entries.length)]).toEqual([where, true]);
        told.cuts += 1;
        told['not sure at most'] = Math.max(told['not sure at most'], remains.unsure);
      }
    }
    told.states = seen.size;
    figures(`${work.name}, power cut`, told);
    expect(told['not sure at most']).toBeGreaterThan(0);
  },
);

test(
  'gc packs: the power is cut around each step that counts, and no entry is lost',
  skipFor(reason),
  async () => {
    const { place, root, log } = await prepareLong();
    const disk = new Disk(place, root);
    const { status, calls } = await startTraced(['gc', '--yes', '-q', '--root', root], log).ended;
    expect(status).toBe(0);
    disk.record(calls);
    const own = calls.flatMap(({ text }, at) => (text.includes(root) ? [{ text, at }] : []));
    const steps = own.filter(({ text }) => /^(fsync|link)/.test(text));
    const removals = own.filter(({ text }) => /^unlink.*\/log\//.test(text));
    const points = new Set([
      ...steps.flatMap(({ at }) => [at - 1, at]),
      ...[0, removals.length >> 1, removals.length - 1].map((index) => removals[index]?.at as number),
      calls.length - 1,
    ]);
    const cut = join(place, 'cut');
    const told = { seed: SEED, points: points.size, states: 0, 'not sure at most': 0, lost: 0 };
    const seen = new Set<string>();
    for (const at of points) {
      for (const choice of choices(SEED + at)) {
        const remains = disk.cut(at, choice);
        const digest = digestOf(remains);
        told['not sure at most'] = Math.max(told['not sure at most'], remains.unsure);
        const isEnd = at === calls.length - 1;
        if (seen.has(`${digest}${isEnd}`)) continue;
        seen.add(`${digest}${isEnd}`);
        writeRemains(remains, cut);
        const { violations, entries, leftovers } = inspect(join(cut, basename(root)));
        const where = `after ${at}, ${calls[at]?.text}: ${choice.name}, ${choice.bytes}`;
        expect([where, violations, entries.length]).toEqual([where, [], LENGTH]);
        // What was reported as done is on the disk.
        const beside = leftovers.filter((path) => path.startsWith('.mreg/log/'));
        if (isEnd) expect([where, beside]).toEqual([where, []]);
      }
    }
    told.states = seen.size;
    figures('gc that packs, power cut', told);
    expect(told['not sure at most']).toBeGreaterThan(900);
  },
);
