/** What a command reads at once, on its first thread, where the other tests of calls do not look: each such call fails, or is the
 * last that the process makes. */
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { skipFor } from '../support/skip.ts';
import { expectSound, figures, snapshot } from '../support/store.ts';
import { whyNoStrace } from '../support/strace.ts';
import { blocksOf, readsOf, runWatched } from '../support/watched.ts';
import { countEntries, HANDMADE, prepareBench, REGISTER, reset } from '../support/works.ts';

const reason = whyNoStrace();

const LOOKUPS = ['path m@production', 'list', 'list m', 'info m@1', 'search number>0', 'history m'];

test.for(LOOKUPS)('%s: each read fails', skipFor(reason), async (line) => {
  const bench = await prepareBench();
  const reads = await readsOf(bench, line);
  const before = snapshot(bench.root);
  const told = { reads: reads.length, refused: 0 };
  // What is refused in a directory of the last two seconds is read again.
  await setTimeout(2000);
  for (const { path, name, nth } of reads)
    for (const error of ['EIO', 'EACCES']) {
      const { status, stdout, stderr, calls } = await runWatched(
        bench,
        line,
        path,
        `${name}:error=${error}:when=${nth}`,
      );
      expect(calls.some(({ text }) => text.includes('(INJECTED)'))).toBe(true);
      expect([path, name, nth, status, stdout]).toEqual([path, name, nth, 74, '']);
      expect(stderr).toMatch(/^error: cannot [a-z]+ \/.*: .+\n(hint: .+\n)?$/);
      expect(stderr).toContain(path);
      told.refused += 1;
    }
  expect(snapshot(bench.root)).toEqual(before);
  figures(`${line}, each read fails`, told);
  expect(told.refused).toBeGreaterThan(4);
});

const CHANGES = [REGISTER, 'promote m@v1.0.1 --to production -q', 'delete m@v1.0.2 -q'];

test.for(CHANGES)('%s: each read fails, or is the last', skipFor(reason), async (line) => {
  const bench = await prepareBench();
  const reads = await readsOf(bench, line);
  const told = { reads: reads.length, refused: 0, 'on record': 0, 'failed though on record': 0, killed: 0 };
  for (const { path, name, nth } of reads)
    for (const fault of ['error=EIO', ...(name === 'openat' ? ['error=EMFILE'] : []), 'signal=KILL']) {
      reset(bench, { name: '', line, least: 0 });
      const before = countEntries(bench.root);
      const run = await runWatched(bench, line, path, `${name}:${fault}:when=${nth}`);
      const { entries, leftovers } = expectSound(bench.root);
      const added = entries.length - before;
      const where = [path, name, nth, fault, run.status, run.stderr];
      if (run.status === 'SIGKILL') {
        told.killed += 1;
        expect([0, 1]).toContain(added);
        continue;
      }
      expect([0, 74], String(where)).toContain(run.status);
      // What comes after the commit is the next command's to mend. Whether an entry has gone into a block has to be known.
      const unknown = run.status === 74 && added === 1 && blocksOf(bench).includes(path);
      if (unknown) told['failed though on record'] += 1;
      else expect([...where, added]).toEqual([...where, run.status === 0 ? 1 : 0]);
      expect(leftovers).toEqual([HANDMADE]);
      if (run.status === 0) told['on record'] += 1;
      else {
        told.refused += unknown ? 0 : 1;
        expect(run.stderr).toMatch(/^error: cannot [a-z]+ \/.*: .+\n(hint: .+\n)?$/);
        expect(run.stderr).toContain(path);
      }
    }
  figures(`${line.split(' ')[0]}, each read of the first thread`, told);
  expect(told.refused).toBeGreaterThan(4);
  expect(told['on record']).toBeGreaterThan(0);
  expect(told.killed).toBe(reads.length);
});
