/** What a packing `gc` and those who read beside it are asked. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { runMreg } from './executable.ts';

export const GC = 'gc --yes --json';
export const words = (line: string, root: string) => [...line.split(' '), '--root', root];
export const names = (root: string) => readdirSync(join(root, '.mreg/log')).sort();

/** Runs a command to its good end and gives its result. */
export async function result(line: string, root: string) {
  const run = await runMreg(words(line, root));
  expect([line, run]).toEqual([line, expect.objectContaining({ status: 0, stderr: '' })]);
  return JSON.parse(run.stdout).result;
}

export const READERS = [
  'history --json',
  'list --json',
  'path m@1 --json',
  'history m@v1.0.1 --json',
  'history -n 3 --json',
  'history --at 2026-05-03T00:15:00Z --json',
  'verify --json',
];

/** What each kind of reader makes of a registry. */
export const answers = (root: string) => Promise.all(READERS.map((line) => result(line, root)));
