import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';

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

/** Nothing here takes minutes; what hangs is killed and shows as SIGKILL. */
const HANGS_AFTER_MS = 280_000;

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
