/** What a command reads of the files that tell it the state, and what becomes of it where such a read fails. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { layoutOf } from '../../src/store/layout.ts';
import { type Run, startMreg } from './executable.ts';
import { blockName } from './journal.ts';
import { type Bench, countEntries, lineOf, reset } from './works.ts';

const READS = ['openat', 'read', 'pread64', 'statx', 'fstat', 'newfstatat', 'getdents64'];

/** A read of one file: the how manieth of its name on its thread, from 1, as strace counts. */
interface Read {
  readonly path: string;
  readonly name: string;
  readonly nth: number;
}

/** For files besides the first. */
export const ONE_THREAD = { UV_THREADPOOL_SIZE: '1', UV_USE_IO_URING: '0' };

/** Runs mreg under a strace that sees and touches only the reads of one file. */
export async function runWatched(bench: Bench, line: string, path: string, ...injects: readonly string[]) {
  const known = READS.map((call) => `?${call}`).join();
  const wrapper = ['strace', '-f', '-qq', '-o', bench.log, '-P', path, '-e', `trace=${known}`];
  const run: Run = await startMreg(lineOf(bench, line), {
    env: ONE_THREAD,
    wrapper: [...wrapper, ...injects.flatMap((inject) => ['-e', `inject=${inject}`])],
  }).ended;
  const calls = readFileSync(bench.log, 'utf8').matchAll(/^(\d+) +(\w+)\(.*$/gm);
  return { ...run, calls: [...calls].map(([text, thread = '', name = '']) => ({ text, thread, name })) };
}

/** The blocks that would hold the newest entry. */
export function blocksOf({ root }: Bench): string[] {
  return [100, 10_000].map((span) => join(root, blockName(1, span)));
}

/** The files that tell a command what the state is. */
function stateFiles(bench: Bench): string[] {
  const layout = layoutOf(bench.root);
  const newest = countEntries(bench.root);
  return [layout.manifest, ...[0, 1, 2].map((more) => layout.entry(newest + more)), ...blocksOf(bench)];
}

/** The reads that a command line makes of these files when nothing is in its way. */
export async function readsOf(bench: Bench, line: string): Promise<Read[]> {
  const reads: Read[] = [];
  reset(bench, { name: '', line, least: 0 });
  for (const path of stateFiles(bench)) {
    reset(bench, { name: '', line, least: 0 });
    const { calls, status } = await runWatched(bench, line, path);
    expect(status).toBe(0);
    const counts = new Map<string, number>();
    for (const { thread, name } of calls) {
      const own = `${thread} ${name}`;
      const nth = (counts.get(own) ?? 0) + 1;
      counts.set(own, nth);
      if (!reads.some((read) => read.path === path && read.name === name && read.nth === nth))
        reads.push({ path, name, nth });
    }
  }
  return reads;
}
