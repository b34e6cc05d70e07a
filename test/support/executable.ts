import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { HANGS_AFTER_MS } from './limit.ts';

/** How a run of the executable ended. */
export interface Run {
  /** The exit status, or the signal that ended it. */
  readonly status: number | NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run that goes on. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Run>;
  /** What is on stdout so far. */
  readonly stdout: () => string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Options of node itself. */
  readonly node?: readonly string[];
  /** A command line that runs the one appended to it, such as setpriv's. */
  readonly wrapper?: readonly string[];
  readonly cwd?: string;
}

/** The real executable, a file for node. */
export const EXECUTABLE = resolve(import.meta.dirname, '../../bin/mreg.js');

/** A program of its own, which `MREG_TEST_EXECUTABLE` puts in the place of node and the executable. */
export const PROGRAM = process.env.MREG_TEST_EXECUTABLE && resolve(process.env.MREG_TEST_EXECUTABLE);

/** The words that start `mreg`; the options are node's, and a program of its own has none of them. */
export function mregWords(options: readonly string[] = []): readonly string[] {
  return PROGRAM ? [PROGRAM] : [process.execPath, ...options, EXECUTABLE];
}

/** Starts `mreg` in an environment of its own. */
export function startMreg(
  args: readonly string[],
  { env, node = [], wrapper = [], cwd = '/' }: RunOptions = {},
): Running {
  const [program = '', ...rest] = [...wrapper, ...mregWords(node), ...args];
  const child = spawn(program, rest, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: '/nonexistent', TZ: 'UTC', ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => (stdout += text));
  child.stderr.on('data', (text) => (stderr += text));
  // What hangs shows as SIGKILL.
  const limit = setTimeout(() => child.kill('SIGKILL'), HANGS_AFTER_MS);
  const ended = new Promise<Run>((done, fail) => {
    child.on('error', fail);
    child.on('close', (code, signal) => {
      clearTimeout(limit);
      done({ status: code ?? signal ?? 'SIGKILL', stdout, stderr });
    });
  });
  return { child, ended, stdout: () => stdout };
}

/** Runs `mreg` to its end. */
export function runMreg(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return startMreg(args, options).ended;
}

const PEAK = resolve(import.meta.dirname, '../../bench/peak.cjs');

/** Starts `mreg` on Linux; once it has ended, `peak` gives the highest count of its memory, in bytes, which it leaves in `file`. */
export function startWatched(
  args: readonly string[],
  file: string,
  options: RunOptions = {},
): Running & { readonly peak: () => number } {
  const running = startMreg(args, { ...options, node: ['--require', PEAK], env: { BENCH_PEAK: file } });
  return { ...running, peak: () => Number(readFileSync(file, 'utf8')) * 1024 };
}
