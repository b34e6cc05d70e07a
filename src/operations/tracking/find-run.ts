import { isRunId, notThere } from '../../core/tracking/ids.ts';
import { MregError } from '../../errors.ts';
import type { RunView } from '../../generated/output.ts';
import { listRunPlaces } from '../../store/tracking/known-runs.ts';
import type { Session } from '../session.ts';
import { getRun } from './runs.ts';

/** Fewer characters are no beginning of an id. */
export const FEWEST = 4;

/** A run by its id, or by the beginning of it, four characters at least.
 * @throws MREG_NOT_FOUND, MREG_AMBIGUOUS, MREG_DAMAGED, MREG_IO */
export async function findRun(session: Session, text: string): Promise<RunView> {
  const { layout } = session;
  let refused: MregError | undefined;
  const places = await listRunPlaces(layout, (_, error) => {
    refused = error;
  });
  const isMeant = (id: string) => isRunId(id) && text.length >= FEWEST && id.startsWith(text);
  const ids = places.map(({ id }) => id).filter(isMeant);
  const exact = ids.find((id) => id === text);
  const [only, other] = ids;
  if (exact !== undefined || (only !== undefined && other === undefined))
    return getRun(session, exact ?? (only as string));
  if (other === undefined) throw refused ?? notThere('run', text);
  throw new MregError('MREG_AMBIGUOUS', `'${text}' is the beginning of ${ids.length} runs`, {
    hint: `${ids.slice(0, 3).join(', ')}${ids.length > 3 ? ', …' : ''}`,
    details: { text, runs: ids.slice(0, 20) },
  });
}
