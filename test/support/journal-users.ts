/** Who writes journals: for each what appends a batch, what gathers, and what reads. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { Registry } from '../../src/index.ts';
import { type Run, runMreg } from './executable.ts';
import { readJournal } from './journal.ts';
import { lengthenLog, lengthenRun, lengthenSeries, prepareLong, RUN, runOf, seriesOf } from './long-log.ts';
import { expectSound } from './store.ts';

export interface JournalUser {
  readonly name: string;
  /** The journal's directory below .mreg. */
  of(root: string): string;
  /** Adds batches in files of their own, as others do, until the journal ends there; by an even number. */
  lengthen(root: string, last: number): number;
  /** Appends one batch that can be told from others by the word `mine`. */
  readonly append: string;
  /** Gathers: the command itself, or the one that appends to a journal that has then a full hundred. */
  readonly gather: string;
  /** Where the journal has to end for it. */
  readonly begin: number;
  readonly readers: readonly string[];
}

const GC = 'gc --yes --json';
const LOG = {
  of: () => 'log',
  lengthen: (root: string, last: number) => lengthenLog(root, last),
  append: 'tag m@v1.0.1 turn=mine --reason mine --json',
  readers: [
    'history --json',
    'list --json',
    'verify --json',
    'path m@1 --json',
    'history m@v1.0.1 --json',
    'history -n 3 --json',
    'history --at 2026-05-03T00:05:00Z --json',
  ],
};

export const USERS: readonly JournalUser[] = [
  { ...LOG, name: 'the log, by gc', gather: GC, begin: 451 },
  { ...LOG, name: 'the log, by a change', gather: LOG.append, begin: 499 },
  {
    name: 'a series',
    of: seriesOf,
    lengthen: lengthenSeries,
    append: 'metric log m@v1.0.0 mine=1 --json',
    gather: 'metric log m@v1.0.0 mine=1 --json',
    begin: 399,
    readers: [
      'metric show m@v1.0.0 --json',
      'verify --json',
      'metric show m@v1.0.0 --since 2026-05-03T00:05:00Z --json',
    ],
  },
  {
    name: 'a run',
    of: runOf,
    lengthen: lengthenRun,
    append: `run log ${RUN} --metric mine=1 --json`,
    gather: `run log ${RUN} --metric mine=1 --json`,
    begin: 399,
    readers: [`run info ${RUN} --json`, 'run list --json', 'verify --json'],
  },
];

export const words = (line: string, root: string) => [...line.split(' '), '--root', root];

/** Runs a command to its good end and gives its result. */
export async function result(line: string, root: string) {
  const run = await runMreg(words(line, root));
  expect([line, run]).toEqual([
    line,
    expect.objectContaining({ status: 0, stderr: expect.stringMatching(/^(note: .*\n)*$/) }),
  ]);
  return JSON.parse(run.stdout).result;
}

/** What each kind of reader makes of a registry. */
export const answers = ({ readers }: JournalUser, root: string) =>
  Promise.all(readers.map((line) => result(line, root)));

/** The files of a journal. */
export const namesOf = ({ of }: JournalUser, root: string) =>
  readdirSync(join(root, '.mreg', of(root))).sort();

/** The batches of a journal of a sound registry. */
export function batchesOf({ of }: JournalUser, root: string): string[] {
  expectSound(root);
  return readJournal(root, of(root)).found.map(({ line }) => line.toString('utf8'));
}

export const isMine = (line: string) => /"reason":"mine"|"mine":1/.test(line);
export const countMine = (lines: readonly string[]) => lines.filter(isMine).length;

/** The same command for a batch of somebody else. */
export const by = (other: string, { append }: JournalUser) => append.replaceAll('mine', other);

/** A place with a registry whose journal is long enough, and what it takes to trace commands on it. */
export async function prepare({ lengthen, begin }: JournalUser) {
  const { root, log, reset: copy, ...place } = await prepareLong();
  const reset = () => {
    copy();
    lengthen(root, begin);
  };
  reset();
  return { ...place, root, log, reset };
}

/** Gathers all that there is. `olderThan` says how old what interrupted commands left has to be to go too. */
export async function gatherAll(user: JournalUser, root: string, olderThan = '30d'): Promise<void> {
  const registry = new Registry(root);
  const isComplete = () => namesOf(user, root).filter((name) => !name.includes('-')).length < 100;
  if (user.of(root) !== 'log')
    // A run is gathered at each tenth batch.
    for (let turn = 0; turn < (user.of(root) === runOf() ? 10 : 1) || !isComplete(); turn += 1)
      await (user.of(root) === runOf()
        ? registry.logBatch({ id: RUN, points: [{ key: 'more', value: 1, timestamp: turn }] })
        : registry.logMetrics({ ref: 'm@v1.0.0', metrics: { more: 1 } }));
  await registry.gc({ olderThan });
}

/** The journal holds all that it held and, once, what was acknowledged; readers are content; and the next command leaves nothing to
 * be tidied up. Gives whether the batch is there. */
export async function expectIntact(
  user: JournalUser,
  root: string,
  before: readonly string[],
  run: Pick<Run, 'status' | 'stdout'>,
): Promise<boolean> {
  const lines = batchesOf(user, root);
  expect(lines.slice(0, before.length)).toEqual(before);
  const [appends, isThere] = [user.gather === user.append, countMine(lines) === 1];
  expect(lines).toHaveLength(before.length + (isThere ? 1 : 0));
  if (appends && run.status === 0 && run.stdout !== '') expect(isThere).toBe(true);
  const registry = new Registry(root);
  expect((await registry.verify()).damaged).toEqual([]);
  const { findings } = await registry.doctor();
  expect(findings.filter(({ attention }) => attention)).toEqual([]);
  await expectTidy(user, root, lines);
  return isThere;
}

/** After all was gathered the journal still holds these lines, in no more files than it takes. */
export async function expectTidy(user: JournalUser, root: string, lines: readonly string[]): Promise<void> {
  await gatherAll(user, root, '2999-01-01');
  const after = batchesOf(user, root);
  expect(after.slice(0, lines.length)).toEqual(lines);
  expect(expectSound(root).leftovers).toEqual([]);
  expect(namesOf(user, root)).toHaveLength(Math.floor(after.length / 100) + (after.length % 100));
}

/** What a header says of batches. */
export function summaryOf(lines: readonly string[]) {
  const times = lines.map((line) => JSON.parse(line).points?.[0].at).sort();
  return times[0] === undefined ? {} : { points: lines.length, from: times[0], to: times.at(-1) };
}
