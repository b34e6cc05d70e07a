import { endOf } from '../../core/journal/block.ts';
import type { State } from '../../core/state/state.ts';
import { MregError } from '../../errors.ts';
import type { Layout } from '../layout.ts';
import { listJournal, logOf } from './journal.ts';
import { catchUp } from './log.ts';

/** A state that was made from the log alone, once it is known that the log did not break off: a reader stops at the first
 * entry that is missing, and nobody would notice that there are later ones. `least` is the revision that a manifest has.
 * @throws MREG_DAMAGED, MREG_FORMAT, MREG_IO */
export async function checkWhole(layout: Layout, state: State, least = 0): Promise<State> {
  const newest = Math.max(least, endOf((await listJournal(logOf(layout)))?.files ?? []));
  if (newest <= state.revision) return state;
  // Others may have gone on meanwhile.
  const later = await catchUp(layout, state);
  if (newest <= later.revision) return later;
  const path = layout.entry(later.revision + 1);
  const problem = `is missing from the log, which had an entry ${newest}`;
  throw new MregError('MREG_DAMAGED', `${path} ${problem}`, {
    hint: 'mreg doctor',
    details: { path, problem },
  });
}
