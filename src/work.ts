/** Long work: how it tells of its progress, how it is stopped, and how its parts are done side by side. */
import { MregError } from './errors.ts';

/** The progress callback and the abort signal of long work. */
export interface Work {
  /** Called often; bytes done and in all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: Pick<AbortSignal, 'aborted'> | undefined;
}

/** Called between two steps of long work.
 * @throws MREG_INTERRUPTED once the signal was given; `outcome` says what became of the work */
export function stopIfInterrupted({ signal }: Pick<Work, 'signal'>, outcome?: string): void {
  if (!signal?.aborted) return;
  throw new MregError('MREG_INTERRUPTED', outcome === undefined ? 'interrupted' : `interrupted; ${outcome}`);
}

/** What `each` gives for every item, in the order of the items; so many are worked on at once. `lane` is the number of the lane
 * that does it, from 0, which does one item at a time. After a failure no other item is begun, and the failure is thrown once
 * all that was begun has ended, so that the caller can clean up behind it. */
export async function inLanes<Item, Made>(
  items: readonly Item[],
  atOnce: number,
  each: (item: Item, index: number, lane: number) => Promise<Made>,
): Promise<Made[]> {
  const made = new Array<Made>(items.length);
  let next = 0;
  let failed = false;
  const run = async (lane: number) => {
    try {
      for (let index = next++; index < items.length && !failed; index = next++)
        made[index] = await each(items[index] as Item, index, lane);
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  const lanes = Array.from({ length: Math.min(atOnce, items.length) }, (_, lane) => run(lane));
  for (const ended of await Promise.allSettled(lanes)) if (ended.status === 'rejected') throw ended.reason;
  return made;
}
