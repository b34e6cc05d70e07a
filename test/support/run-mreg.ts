import { resolve } from 'node:path';
import { execa } from 'execa';

/** What one command line gave. */
export interface Outcome {
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

const EXECUTABLE = resolve('bin/mreg.js');

/** Runs the real executable; the outputs are without their last newline. */
export async function runMreg(argv: readonly string[], cwd: string): Promise<Outcome> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [EXECUTABLE, ...argv], {
    cwd,
    reject: false,
    extendEnv: false,
    env: { PATH: process.env.PATH, HOME: cwd, TZ: 'UTC' },
  });
  return { status: exitCode, stdout, stderr };
}
