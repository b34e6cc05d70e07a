import { join } from 'node:path';
import { startTracedIn, untilStopped } from './strace.ts';

interface Stopped {
  /** False where the command came to its end before. */
  readonly stopped: boolean;
  /** Lets it go on, or ends it, and waits for its end. */
  end(signal: 'SIGCONT' | 'SIGKILL'): Promise<void>;
}

/** Starts a command line and waits until it stops after the `nth` system call of that kind, or ends: a link or a rename, the
 * steps that others can see, or a mkdir or an fsync, which come before them. */
export async function stopAfter(
  call: 'mkdir' | 'fsync' | 'link' | 'rename',
  nth: number,
  argv: readonly string[],
  home: string,
): Promise<Stopped> {
  const inject = `${call}:signal=STOP:when=${nth}`;
  const { running, ended } = startTracedIn(home, argv, join(home, 'strace.log'), inject);
  const stopped = await untilStopped(running);
  return {
    stopped,
    async end(signal) {
      running.child.kill(signal);
      await ended;
    },
  };
}

/** Runs a command line to its end, and calls `look` after each of its calls of these kinds, while it stands still: one that is
 * killed there leaves the files as they are then. Gives the number of calls. */
export async function atEachStep(
  calls: readonly ('mkdir' | 'link' | 'rename')[],
  argv: readonly string[],
  home: string,
  look: (step: number) => void,
): Promise<number> {
  const injects = calls.map((call) => `${call}:signal=STOP`);
  const { running, ended } = startTracedIn(home, argv, join(home, 'strace.log'), ...injects);
  let steps = 0;
  while (await untilStopped(running)) {
    steps += 1;
    look(steps);
    running.child.kill('SIGCONT');
  }
  const { status, stderr } = await ended;
  if (status !== 0) throw new Error(`mreg ${argv.join(' ')}: ${status}\n${stderr}`);
  return steps;
}
