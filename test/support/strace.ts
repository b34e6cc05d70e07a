import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { PROGRAM, type Run, type Running, startMreg } from './executable.ts';

/** The calls by which mreg changes files, by the names that they have on either architecture. */
const CHANGING_CALLS: readonly string[] = [
  'openat',
  'write',
  'pwrite64',
  'fsync',
  'link',
  'linkat',
  'rename',
  'renameat',
  'renameat2',
  'mkdir',
  'mkdirat',
  'unlink',
  'unlinkat',
  'rmdir',
];

/** A call as strace shows it. */
export interface Call {
  readonly name: string;
  /** The how manieth of its name, from 1. */
  readonly nth: number;
  readonly text: string;
}

export interface TracedRun extends Run {
  readonly calls: readonly Call[];
}

const PRELOAD = resolve(import.meta.dirname, 'strace-worker.cjs');

/** Why calls cannot be traced here, or undefined where they can. */
export function whyNoStrace(): string | undefined {
  if (process.platform !== 'linux') return 'strace exists on Linux only';
  const tried = spawnSync('strace', ['-f', '-o', '/dev/null', 'true'], { encoding: 'utf8' });
  return tried.status === 0
    ? undefined
    : `strace cannot trace here: ${tried.error?.message ?? tried.stderr.trim()}`;
}

/** Starts mreg with its file calls on one thread, and strace on that thread; each of `injects` is an expression of strace's own. */
export function startTraced(
  args: readonly string[],
  log: string,
  ...injects: readonly string[]
): { running: Running; ended: Promise<TracedRun> } {
  rmSync(log, { force: true });
  // A fault can be injected into what is traced alone.
  const known = [
    ...CHANGING_CALLS,
    'readlink',
    'readlinkat',
    ...injects.map((inject) => inject.replace(/:.*/, '')),
  ]
    .map((call) => `?${call}`)
    .join();
  const options = [
    '-s',
    '200',
    '-o',
    log,
    '-e',
    `trace=${known}`,
    ...injects.flatMap((inject) => ['-e', `inject=${inject}`]),
  ];
  const env = { UV_THREADPOOL_SIZE: '1', UV_USE_IO_URING: '0', MREG_TEST_STRACE: JSON.stringify(options) };
  const preload = PROGRAM ? { BUN_OPTIONS: `--preload=${PRELOAD}` } : {};
  const running = startMreg(args, { env: { ...env, ...preload }, node: ['--require', PRELOAD] });
  const ended = running.ended.then(async (run) => ({ ...run, calls: await readCalls(log) }));
  return { running, ended };
}

/** A call of any thread: when it began and when it ended, counted in lines of strace's. */
export interface ThreadCall {
  readonly name: string;
  readonly text: string;
  readonly began: number;
  readonly ended: number;
}

/** Runs mreg as it is, all its threads at once, and gives the calls of each; an injected fault hits every thread. */
export async function runThreads(
  args: readonly string[],
  log: string,
  ...injects: readonly string[]
): Promise<Run & { readonly calls: readonly ThreadCall[] }> {
  const known = [...CHANGING_CALLS, 'fdatasync'].map((call) => `?${call}`).join();
  const wrapper = ['strace', '-f', '-qq', '-y', '-s', '8', '-o', log, '-e', `trace=${known}`];
  const run = await startMreg(args, {
    env: { UV_USE_IO_URING: '0' },
    wrapper: [...wrapper, ...injects.flatMap((inject) => ['-e', `inject=${inject}`])],
  }).ended;
  const open = new Map<string, { readonly text: string; readonly began: number }>();
  const calls: ThreadCall[] = [];
  for (const [line, text] of readFileSync(log, 'utf8').split('\n').entries()) {
    const [, thread = '', said = ''] = /^(\d+) +(.*)$/.exec(text) ?? [];
    const [, begun] = /^(.*) <unfinished \.\.\.>$/.exec(said) ?? [];
    const [, rest] = /^<\.\.\. \w+ resumed>(.*)$/.exec(said) ?? [];
    const before = rest === undefined ? undefined : open.get(thread);
    if (begun !== undefined) open.set(thread, { text: begun, began: line });
    else if (/^\w+\(/.test(said) || before) {
      const whole = before ? `${before.text}${rest}` : said;
      const [, name = ''] = /^(\w+)\(/.exec(whole) ?? [];
      calls.push({ name, text: whole, began: before?.began ?? line, ended: line });
    }
  }
  return { ...run, calls };
}

/** Waits until a process has stopped; false where it ended before. */
export async function untilStopped({ child }: Running): Promise<boolean> {
  const state = () => /^State:\s(.)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
  while (child.exitCode === null && state() !== 'T' && state() !== 'Z') await wait(2);
  return child.exitCode === null && state() === 'T';
}

/** strace writes its last line after the process has gone. */
async function readCalls(log: string): Promise<readonly Call[]> {
  for (;;) {
    const text = readFileSync(log, 'utf8');
    if (/^\+\+\+ .* \+\+\+$/m.test(text)) return parseCalls(text);
    await wait(2);
  }
}

function parseCalls(text: string): readonly Call[] {
  const counts = new Map<string, number>();
  // By its readlinks the process found out that strace sees it.
  return [...text.matchAll(/^(?!readlink)(\w+)\(.*$/gm)].map(([line, name = '']) => {
    const nth = (counts.get(name) ?? 0) + 1;
    counts.set(name, nth);
    return { name, nth, text: line };
  });
}
