import { blockOf } from '../../core/journal/log-block.ts';
import type { State } from '../../core/state/state.ts';
import { MregError } from '../../errors.ts';
import type { Layout } from '../layout.ts';
import { catchUp } from './log.ts';
import { listLog } from './raw-log.ts';

/** A state that was made from the log alone, once it is known that the log did not break off: a reader stops at the first
 * entry that is missing, and without a manifest nobody would notice that there are later ones.
 * @throws MREG_DAMAGED, MREG_FORMAT, MREG_IO */
export async function checkWhole(layout: Layout, state: State): Promise<State> {
  const listed = await listLog(layout);
  const segments = (listed?.segments ?? []).map((first) => blockOf(first).last);
  const newest = Math.max(0, ...(listed?.revisions.slice(-1) ?? []), ...segments.slice(-1));
  if (newest <= state.revision) return state;
  // Others may have gone on meanwhile.
  const later = await catchUp(layout, state);
  if (newest <= later.revision) return later;
  const path = layout.entry(later.revision + 1);
  const problem = `is missing from the log, which has an entry ${newest}, and there is no manifest.json`;
  throw new MregError('MREG_DAMAGED', `${path} ${problem}`, {
    hint: 'mreg doctor',
    details: { path, problem },
  });
}
