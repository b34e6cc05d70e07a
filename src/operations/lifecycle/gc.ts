import { decideGc, findLeftovers, type Garbage, planGc } from '../../core/decide/gc.ts';
import { placesOf } from '../../core/names/directory.ts';
import { seriesDirectory } from '../../core/series/place.ts';
import { parseMoment } from '../../core/values/moment.ts';
import type { GcResult } from '../../generated/output.ts';
import type { Work } from '../../store/intake/intake.ts';
import { gatherLog, planGatheringLog } from '../../store/journal/append-entry.ts';
import { onRecord } from '../../store/journal/committed.ts';
import { seriesOf } from '../../store/journal/series.ts';
import { listLeftovers, measure, removeForGood } from '../../store/versions/trash.ts';
import { requireState, type Session } from '../session.ts';
import { type ChangeOptions, settle } from './change.ts';

export interface GcRequest extends ChangeOptions {
  /** Only what was deleted, or lies about, since before this age, day or time; 30d where left out. */
  readonly olderThan?: string | undefined;
  /** Only these paths: what a plan has shown. */
  readonly only?: readonly string[] | undefined;
}

const DEFAULT_AGE = '30d';

/** Empties the trash and clears away what interrupted commands left. The log says so first: from then on no
 * version can be restored to what is being removed, and no `register` can put it on record. At the end what is
 * complete in the log is gathered, which no entry tells: the log says what it said.
 * @throws MREG_NOT_FOUND, MREG_INVALID, MREG_IO, MREG_INTERRUPTED */
export async function gc(session: Session, request: GcRequest = {}, work: Work = {}): Promise<GcResult> {
  const { layout } = session;
  const text = request.olderThan ?? DEFAULT_AGE;
  const limit = { moment: parseMoment(text, session.now(), 'start'), text };
  const seen = await listLeftovers(layout);
  const state = await requireState(session);
  const measured = await Promise.all(findLeftovers(state, seen).map((leftover) => measure(layout, leftover)));
  const leftovers = measured.filter((leftover) => leftover !== undefined);
  const plan = planGc(state, leftovers, limit);
  const only = request.only && new Set(request.only);
  const chosen = plan.remove.filter(({ item }) => only?.has(item.path) !== false);
  const { outcome, after, applied } = await settle(session, 'gc', request, state, (newest) =>
    decideGc(newest, chosen),
  );
  const finish = async () => {
    for (const garbage of outcome) await remove(session, garbage);
    return gatherLog(layout, work);
  };
  const packed = request.dryRun
    ? await planGatheringLog(layout)
    : await (applied ? onRecord(after.revision, finish) : finish());
  const items = outcome.map(({ item }) => item);
  return {
    remove: items,
    keep: [...plan.keep],
    freed: items.reduce((sum, { size }) => sum + size, 0),
    packed,
    revision: after.revision,
    applied: !request.dryRun && (items.length > 0 || packed.files > 0),
  };
}

/** A version's bytes are looked for in the order in which they move, so that a move made meanwhile is not missed. */
async function remove({ layout }: Session, { what }: Garbage): Promise<void> {
  if ('kind' in what) return removeForGood(layout, layout.absolute(what.path));
  const [lived = '', restored = ''] = placesOf(what.state);
  const series = seriesOf(layout, seriesDirectory(what.type, what.name, what.state));
  for (const path of [
    layout.absolute(lived),
    layout.trashed(lived),
    layout.absolute(restored),
    series.directory,
  ])
    await removeForGood(layout, path);
}
