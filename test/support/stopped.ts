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
