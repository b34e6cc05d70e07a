/** A real mreg process that stops after its n-th link or rename, the steps that others can see, or mkdir or fsync, which
 * come before them. */
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { mregWords } from './executable.ts';

/** Why no process can be stopped so here; undefined where it can. */
export const CANNOT_STOP = (() => {
  try {
    execFileSync('strace', ['-qq', '-o', '/dev/null', '-e', 'inject=rename:signal=STOP:when=9', 'true']);
    return undefined;
  } catch (error) {
    return `strace cannot inject signals here: ${(error as Error).message.split('\n')[0]}`;
  }
})();

interface Stopped {
  /** False where the command came to its end before. */
  readonly stopped: boolean;
  /** Lets it go on, or ends it, and waits for its end. */
  end(signal: 'SIGCONT' | 'SIGKILL'): Promise<void>;
}

/** Starts a command line and waits until it stops after the `nth` system call of that kind, or ends. */
export async function stopAfter(
  call: 'mkdir' | 'fsync' | 'link' | 'rename',
  nth: number,
  argv: readonly string[],
  cwd: string,
): Promise<Stopped> {
  const trace = join(cwd, `${call}-${nth}.strace`);
  const options = [
    '-f',
    '-qq',
    '-o',
    trace,
    '-e',
    `trace=${call}`,
    '-e',
    `inject=${call}:signal=STOP:when=${nth}`,
  ];
  const child = spawn('strace', [...options, ...mregWords(), ...argv], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, UV_THREADPOOL_SIZE: '1' },
    stdio: 'ignore',
  });
  let over = false;
  const ended = new Promise<void>((done) => {
    child.on('exit', () => {
      over = true;
      done();
    });
  });
  const traced = () => readFileSync(trace, { encoding: 'utf8', flag: 'a+' });
  while (!over && !traced().includes('--- stopped by SIGSTOP')) await wait(5);
  return {
    stopped: !over,
    async end(signal) {
      const children = over ? '' : readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8');
      for (const pid of children.split(' ').filter((word) => word.trim() !== ''))
        process.kill(Number(pid), signal);
      await ended;
    },
  };
}
