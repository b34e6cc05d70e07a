import { spawn } from 'node:child_process';
import { MregError } from '../errors.ts';

/** Runs a program with the streams of this process, and gives its exit status as a shell has it. Signals are passed on.
 * @throws MREG_USAGE if there is no such program */
export function runProgram(
  [program = '', ...words]: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { cwd, env: { ...env }, stdio: 'inherit' });
    const passOn = (signal: NodeJS.Signals) => child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, passOn);
    child.on('error', (error: NodeJS.ErrnoException) => {
      reject(
        new MregError('MREG_USAGE', `cannot run '${program}': ${error.code ?? error.message}`, {
          cause: error,
        }),
      );
    });
    child.on('close', async (code, signal) => {
      const { constants } = await import('node:os');
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}
