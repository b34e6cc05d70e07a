import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { choices, Disk, digestOf, type Remains, writeRemains } from '../support/crash.ts';
import { type Findings, inspect } from '../support/oracle.ts';
import { skipFor } from '../support/skip.ts';
import { figures, SEED } from '../support/store.ts';
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
