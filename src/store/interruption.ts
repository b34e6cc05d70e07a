import { MregError } from '../errors.ts';
import type { Work } from './intake/intake.ts';

/** Called between two steps of long work.
 * @throws MREG_INTERRUPTED once the signal was given; `outcome` says what became of the work */
export function stopIfInterrupted({ signal }: Pick<Work, 'signal'>, outcome?: string): void {
  if (!signal?.aborted) return;
  throw new MregError('MREG_INTERRUPTED', outcome === undefined ? 'interrupted' : `interrupted; ${outcome}`);
}
