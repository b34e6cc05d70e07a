import { execa } from 'execa';
import { mregWords } from './executable.ts';

/** What one command line gave. */
export interface Outcome {
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real executable; the outputs are without their last newline. */
export async function runMreg(argv: readonly string[], cwd: string): Promise<Outcome> {
  const [program = '', ...words] = mregWords();
  const { exitCode, stdout, stderr } = await execa(program, [...words, ...argv], {
    cwd,
    reject: false,
    extendEnv: false,
    env: { PATH: process.env.PATH, HOME: cwd, TZ: 'UTC' },
  });
  return { status: exitCode, stdout, stderr };
}
