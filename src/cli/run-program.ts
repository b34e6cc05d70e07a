import { spawn } from 'node:child_process';
import { MregError } from '../errors.ts';
import { meaningOf } from '../system-error.ts';

/** Runs a program with the streams of this process, and gives its exit status as a shell has it: 127 if there is no such program,
 * 126 for one that cannot be run, after `report` has said so. Signals are passed on. */
export function runProgram(
  [program = '', ...words]: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
  report: (error: MregError) => Promise<void>,
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, words, { cwd, env: { ...env }, stdio: 'inherit' });
    const passOn = (signal: NodeJS.Signals) => child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, passOn);
    child.on('error', (error: NodeJS.ErrnoException) => {
      const isMissing = error.code === 'ENOENT';
      const problem = isMissing ? `no program '${program}'` : `cannot run '${program}': ${meaningOf(error)}`;
      const reported = report(new MregError('MREG_USAGE', problem, { cause: error }));
      resolve(reported.then(() => (isMissing ? 127 : 126)));
    });
    child.on('close', async (code, signal) => {
      const { constants } = await import('node:os');
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}
