/** Long work: how it tells of its progress, and how it is stopped. */
import { MregError } from './errors.ts';

/** What long work reports and obeys. */
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
