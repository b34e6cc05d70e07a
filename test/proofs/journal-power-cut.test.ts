/** What a journal promises, for each of its users: what was reported as done outlives the power, and nothing that was there is lost. */
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { choices, Disk, digestOf, writeRemains } from '../support/crash.ts';
import { encodeJournal, journalFile, readJournal } from '../support/journal.ts';
import {
  batchesOf,
  countMine,
  type JournalUser,
  prepare,
  summaryOf,
  USERS,
  words,
} from '../support/journal-users.ts';
import { inspect } from '../support/oracle.ts';
import { skipFor } from '../support/skip.ts';
import { count, figures, SEED } from '../support/store.ts';
import { startTraced, whyNoStrace } from '../support/strace.ts';

describe.each(USERS)('$name', (user) => {
  test(
    'the power is cut around each step that counts, and no batch is lost',
    skipFor(whyNoStrace()),
    async () => {
      const { place, root, log } = await prepare(user);
      const before = batchesOf(user, root);
      const disk = new Disk(place, root);
      const { status, calls } = await startTraced(words(user.gather, root), log).ended;
      expect(status).toBe(0);
      const of = user.of(root);
      const mine = batchesOf(user, root).slice(before.length);
      disk.record(
        calls,
        Object.fromEntries(mine.map((line) => singleOf(user, root, before.length + 1, line))),
      );
      const steps = calls.flatMap(({ text }, at) =>
        text.includes(root) && /^(fsync|link)/.test(text) ? [at] : [],
      );
      const removals = calls.flatMap(({ text }, at) => (/^unlink.*\.jsonl/.test(text) ? [at] : []));
      const points = new Set([
        ...[...steps.slice(0, count(7, 1000)), ...steps.slice(-3)].flatMap((at) => [at - 1, at]),
        ...[0, removals.length >> 1, removals.length - 1].map((at) => removals[at] as number),
        calls.length - 1,
      ]);
      const cut = join(place, 'cut');
      const told = { seed: SEED, points: points.size, states: 0, 'not sure at most': 0, lost: 0 };
      const seen = new Set<string>();
      for (const at of points) {
        for (const choice of choices(SEED + at)) {
          const remains = disk.cut(at, choice);
          told['not sure at most'] = Math.max(told['not sure at most'], remains.unsure);
          const isEnd = at === calls.length - 1;
          const state = `${digestOf(remains)}${isEnd}`;
          if (seen.has(state)) continue;
          seen.add(state);
          writeRemains(remains, cut);
          const left = join(cut, basename(root));
          const where = `after ${at}, ${calls[at]?.text}: ${choice.name}, ${choice.bytes}`;
          expect([where, inspect(left).violations]).toEqual([where, []]);
          const { found, beside } = readJournal(left, of);
          const lines = found.map(({ line }) => line.toString('utf8'));
          expect([where, lines.slice(0, before.length)]).toEqual([where, before]);
          if (!isEnd) continue;
          // What was reported as done is on the disk.
          expect([where, beside, countMine(lines)]).toEqual([where, [], user.gather === user.append ? 1 : 0]);
        }
      }
      told.states = seen.size;
      figures(`${user.name}, power cut`, told);
      expect(told['not sure at most']).toBeGreaterThan(90);
    },
  );
});

/** The name and the bytes that a batch has in a file of its own. */
function singleOf(user: JournalUser, root: string, number: number, line: string): [string, string] {
  return [journalFile(number), encodeJournal(user.of(root), number, [line], summaryOf([line]))];
}
