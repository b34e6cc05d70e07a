/** Logs that are long enough to be gathered, written straight in the format: thousands of commands would take minutes. */
import { linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { runMreg } from './executable.ts';
import { readJournal, sha256, writeJournal } from './journal.ts';
import { makeRegistry, workspace } from './store.ts';

/** Adds entries by which somebody pins and unpins a version that is not pinned, until the log ends at `revision`, each
 * in a file of its own. Gives where it ended before. The version stays unpinned. */
export function lengthenLog(root: string, revision: number, ref = 't/m@v1.0.0'): number {
  const [, type, name, version] = /^(.*)\/(.*)@(.*)$/.exec(ref) ?? [];
  const { found } = readJournal(root, 'log');
  const last = found.length;
  if ((revision - last) % 2 !== 0)
    throw new Error(`from ${last} to ${revision} the version would stay pinned`);
  let line = found.at(-1)?.line ?? '';
  for (let next = last + 1; next <= revision; next += 1) {
    const from = (next - last) % 2 === 0;
    const entry = {
      revision: next,
      id: `00000000-0000-4000-8000-${String(next).padStart(12, '0')}`,
      previous: sha256(line),
      at: new Date(Date.UTC(2026, 4, 3) + next * 1000).toISOString(),
      by: { user: 'ci', host: 'runner' },
      command: from ? 'unpin' : 'pin',
      reason: null,
      changes: [{ change: 'pin-changed', type, name, version, from, to: !from }],
    };
    line = JSON.stringify(entry);
    writeJournal(root, 'log', next, [line]);
  }
  return last;
}

/** The series of `t/m@v1.0.0`, below .mreg. */
export function seriesOf(root: string): string {
  const first = readJournal(root, 'log').found[0]?.line.toString('utf8') ?? '';
  return `series/t/m/1-${/"metadata_sha256":"(\w{12})/.exec(first)?.[1]}`;
}

/** Adds batches to a series until it ends with batch `last`, each in a file of its own. Gives where it ended before. */
export function lengthenSeries(root: string, last: number): number {
  const of = seriesOf(root);
  const begin = readJournal(root, of).found.length;
  for (let batch = begin + 1; batch <= last; batch += 1) {
    const at = new Date(Date.UTC(2026, 4, 3) + batch * 1000).toISOString();
    const id = batch.toString(16).padStart(8, '0');
    const line = JSON.stringify({ batch, id, points: [{ at, metrics: { loss: batch } }] });
    writeJournal(root, of, batch, [line], { points: 1, from: at, to: at });
  }
  return begin;
}

/** A run of the experiment Default, and its journal below .mreg. */
export const RUN = '0123456789abcdef0123456789abcdef';
export const runOf = (): string => `runs/0/${RUN}`;

/** Adds batches to the run until it ends with batch `last`, each in a file of its own. Gives where it ended before. */
export function lengthenRun(root: string, last: number): number {
  const begin = readJournal(root, runOf()).found.length;
  for (let batch = begin + 1; batch <= last; batch += 1) {
    const at = new Date(Date.UTC(2026, 4, 3) + batch * 1000).toISOString();
    const id = batch.toString(16).padStart(8, '0');
    const points = [{ timestamp: Date.parse(at), step: batch, metrics: { loss: 1 / batch } }];
    const created = { kind: 'run', name: 'long', user: 'ci', started_at: at };
    const line = JSON.stringify({ batch, id, at, ...(batch === 1 ? { created } : { points }) });
    writeJournal(root, runOf(), batch, [line]);
  }
  return begin;
}

let template: Promise<string> | undefined;
afterAll(async () => template && rmSync(dirname(await template), { recursive: true }));

/** A place with a registry of `t/m` whose log has blocks that are due, and what it takes to trace commands on it. */
export async function prepareLong(): Promise<{
  place: string;
  root: string;
  log: string;
  reset: () => void;
}> {
  template ??= makeLong();
  const base = await template;
  const place = workspace();
  const root = join(place, 'root');
  const reset = () => {
    rmSync(root, { recursive: true, force: true });
    linkTree(base, root);
  };
  reset();
  return { place, root, log: join(place, 'strace.log'), reset };
}

/** A copy whose files are the same files: nothing in a registry is written where it lies. */
function linkTree(from: string, to: string): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [old, copy] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(old, copy);
    else linkSync(old, copy);
  }
}

/** How many entries its log has; the last made the manifest the newest. */
export const LENGTH = 451;

/** How many batches the series of v1.0.0 has. */
const SERIES_LENGTH = 399;

/** Makes a registry of two versions with such a log, no part of which is gathered, in a directory of its own, and gives its root. */
export async function makeLong(): Promise<string> {
  const root = await makeRegistry(mkdtempSync(join(tmpdir(), 'mreg-long-')), 2);
  lengthenLog(root, LENGTH - 1);
  lengthenSeries(root, SERIES_LENGTH);
  await tag(root, 'begin');
  return root;
}

async function tag(root: string, value: string): Promise<void> {
  expect(await runMreg(['tag', 'm@v1.0.1', `turn=${value}`, '-q', '--root', root])).toMatchObject({
    status: 0,
  });
}
