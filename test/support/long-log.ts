/** Logs that are long enough to be packed, written straight in the format: thousands of commands would take minutes. */
import { createHash } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { runMreg } from './executable.ts';
import { makeRegistry, workspace } from './store.ts';

export const entryName = (revision: number) => `.mreg/log/${digits(revision)}.json`;
export const segmentName = (first: number) => `.mreg/log/${digits(first)}-${digits(first + 999)}.json`;

/** Adds entries by which somebody pins and unpins a version that is not pinned, until the log ends at `revision`. Gives
 * where it ended before. The log must end with an entry that has a file of its own; the version stays unpinned. */
export function lengthenLog(root: string, revision: number, ref = 't/m@v1.0.0'): number {
  const [, type, name, version] = /^(.*)\/(.*)@(.*)$/.exec(ref) ?? [];
  let last = revision;
  while (!existsSync(join(root, entryName(last)))) last -= 1;
  if ((revision - last) % 2 !== 0)
    throw new Error(`from ${last} to ${revision} the version would stay pinned`);
  let text = readFileSync(join(root, entryName(last)), 'utf8');
  for (let next = last + 1; next <= revision; next += 1) {
    const from = (next - last) % 2 === 0;
    const entry = {
      revision: next,
      id: `00000000-0000-4000-8000-${String(next).padStart(12, '0')}`,
      previous: createHash('sha256').update(text).digest('hex'),
      at: new Date(Date.UTC(2026, 4, 3) + next * 1000).toISOString(),
      by: { user: 'ci', host: 'runner' },
      command: from ? 'unpin' : 'pin',
      reason: null,
      changes: [{ change: 'pin-changed', type, name, version, from, to: !from }],
    };
    text = `${JSON.stringify(entry, null, 2)}\n`;
    writeFileSync(join(root, entryName(next)), text);
  }
  return last;
}

let template: Promise<string> | undefined;
afterAll(async () => template && rmSync(dirname(await template), { recursive: true }));

/** A place with a registry of `t/m` whose log has one block that is due, and what it takes to trace commands on it. */
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
export const LENGTH = 2051;

/** Makes a registry of two versions with such a log, in a directory of its own, and gives its root. */
export async function makeLong(): Promise<string> {
  const root = await makeRegistry(mkdtempSync(join(tmpdir(), 'mreg-long-')), 2);
  lengthenLog(root, LENGTH - 1);
  await tag(root, 'begin');
  return root;
}

/** Adds so much to the log that all it had can be packed, as others do while one stands still. */
export async function goOn(root: string): Promise<void> {
  lengthenLog(root, newest(root) + 2000);
  await tag(root, `after ${newest(root)}`);
}

async function tag(root: string, value: string): Promise<void> {
  expect(await runMreg(['tag', 'm@v1.0.1', `turn=${value}`, '-q', '--root', root])).toMatchObject({
    status: 0,
  });
}

function newest(root: string): number {
  return Math.max(...readdirSync(join(root, '.mreg/log')).map((name) => Number.parseInt(name, 10)));
}

function digits(revision: number): string {
  return String(revision).padStart(10, '0');
}
