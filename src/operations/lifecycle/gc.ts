import { dirname } from 'node:path';
import {
  decideGc,
  findLeftovers,
  type Garbage,
  needsRecord,
  planGc,
  type Seen,
} from '../../core/decide/retention/gc.ts';
import { seriesDirectory } from '../../core/series/place.ts';
import { placesOf } from '../../core/state/directories.ts';
import { parseMoment } from '../../core/values/moment.ts';
import { MregError } from '../../errors.ts';
import type { GcResult } from '../../generated/output.ts';
import { gatherLog, planGatheringLog } from '../../store/journal/append-entry.ts';
import { prepareLayout } from '../../store/journal/commit.ts';
import { onRecord } from '../../store/journal/committed.ts';
import { seriesOf } from '../../store/journal/series.ts';
import type { Layout } from '../../store/layout.ts';
import { checkInside } from '../../store/place.ts';
import { announce } from '../../store/versions/announcement.ts';
import { listLeftovers, measure, whyImmovable } from '../../store/versions/trash.ts';
import type { Work } from '../../work.ts';
import { stopIfInterrupted } from '../../work.ts';
import { requireState, type Session } from '../session.ts';
import { decidePurges, planRuns, type RunGarbage, removeRun, seeRuns } from '../tracking/gc-runs.ts';
import { type ChangeOptions, changeFrom, withHintOnSpace } from './change.ts';

export interface GcRequest extends ChangeOptions {
  /** Only versions that were deleted, and leftovers that were made, before this age, day or time (default: 30d). */
  readonly olderThan?: string | undefined;
  /** Only these paths, as a plan has shown them. */
  readonly only?: readonly string[] | undefined;
}

/** How long ago what is removed was deleted, where nothing is said. */
export const DEFAULT_AGE = '30d';

interface Removable {
  readonly item: GcResult['remove'][number];
}

/** Empties the trash and removes leftovers of interrupted commands. The log announces each removal first: from then on no `restore`
 * and no `register` can use the directory. A file that cannot be removed does not stop the rest. At the end full blocks of the log
 * are packed, which changes nothing that the log says.
 * @throws MREG_NOT_FOUND, MREG_INVALID, MREG_IO, MREG_INTERRUPTED */
export async function gc(session: Session, request: GcRequest = {}, work: Work = {}): Promise<GcResult> {
  const { layout } = session;
  const text = request.olderThan ?? DEFAULT_AGE;
  const limit = { moment: parseMoment(text, session.now(), 'start'), text };
  const seen = await listLeftovers(layout);
  const places = await seeRuns(session);
  const state = await requireState(session);
  const measured = await Promise.all(findLeftovers(state, seen).map((leftover) => measure(layout, leftover)));
  const leftovers = measured.filter((leftover) => leftover !== undefined);
  const plan = planGc(state, leftovers, limit);
  const only = request.only && new Set(request.only);
  const chosen = plan.remove.filter(({ item }) => only?.has(item.path) !== false);
  const runs = await planRuns(session, state, places, limit);
  const chosenRuns = runs.remove.filter(({ item }) => only?.has(item.path) !== false);
  // Before anything is removed, and before the log announces it.
  for (const path of chosen.flatMap((garbage) => placesIn(layout, garbage)))
    await checkInside(layout.place, layout.root, dirname(path));
  const { movable, failed } = await sortImmovable(layout, chosen, (garbage) => placesIn(layout, garbage));
  const sorted = await sortImmovable(layout, chosenRuns, ({ item }) => [layout.absolute(item.path)]);
  failed.push(...sorted.failed);
  const isRun = ({ experiment }: RunGarbage) => experiment === undefined;
  const experiments = sorted.movable.filter((garbage) => !isRun(garbage));
  const sweepAll = async <T extends Removable>(
    garbage: readonly T[],
    remove: (one: T) => Promise<boolean>,
  ) => {
    for (const one of garbage) {
      stopIfInterrupted(work);
      const answer = request.dryRun || (await orExplain(() => remove(one)));
      if (answer === true) gone.push(one.item);
      else if (answer !== false) failed.push({ ...one.item, reason: answer });
    }
  };
  const sweep = (garbage: readonly Garbage[]) => sweepAll(garbage, (one) => removeGarbage(session, one));
  const sweepRuns = (garbage: readonly RunGarbage[]) => sweepAll(garbage, (one) => removeRun(session, one));
  const gone: GcResult['remove'] = [];
  // Removals that need no entry come first: on a full disk they make room for one.
  await sweep(movable.filter((garbage) => !needsRecord(state, garbage)));
  const recorded = movable.filter((garbage) => needsRecord(state, garbage));
  const forget = request.dryRun ? undefined : await announcePurges(session, state.id, recorded);
  await sweepRuns(sorted.movable.filter(isRun));
  const settled = await changeFrom(session, 'gc', request, state, (newest) => {
    const [versions, purged] = [decideGc(newest, recorded), decidePurges(newest, experiments)];
    const both = { versions: versions.outcome, purged: purged.outcome };
    return { changes: [...versions.changes, ...purged.changes], outcome: both };
  });
  const { after, applied } = settled;
  const { versions: outcome, purged } = settled.outcome;
  const finish = async () => {
    await sweep(outcome);
    await sweepRuns(purged);
    if (request.dryRun) return planGatheringLog(layout);
    await removeFulfilled(session, seen, outcome);
    // Only the announcement names files that are left, for the next gc.
    if (outcome.every(({ item }) => gone.includes(item))) await forget?.();
    return gatherLog(layout, work);
  };
  const packed = await (applied ? onRecord(after.revision, finish) : finish());
  return {
    remove: gone,
    keep: [...plan.keep, ...runs.keep],
    failed,
    freed: gone.reduce((sum, { size }) => sum + size, 0),
    packed,
    revision: after.revision,
    applied: !request.dryRun && (gone.length > 0 || packed.files > 0),
  };
}

/** Writes an announcement of the directories of purged versions: the log no longer names them, and they may not be removed yet. */
async function announcePurges(
  { layout }: Session,
  registry: string | null,
  chosen: readonly Garbage[],
): Promise<(() => Promise<void>) | undefined> {
  const directories = chosen.flatMap(({ what }) => ('kind' in what ? [] : placesOf(what.state)));
  if (directories.length === 0) return undefined;
  return withHintOnSpace(async () => {
    await prepareLayout(layout);
    return announce(layout, { registry, directories });
  });
}

/** Removes announcements whose directories are all gone. */
async function removeFulfilled(
  { layout }: Session,
  seen: readonly Seen[],
  removed: readonly Garbage[],
): Promise<void> {
  const gone = new Set(removed.map(({ item }) => item.path));
  for (const { path, announcement } of seen) {
    if (!announcement?.directories.some((directory) => gone.has(directory))) continue;
    const left = [];
    for (const directory of announcement.directories)
      if (await layout.place.exists(layout.absolute(directory))) left.push(directory);
    if (left.length === 0) await layout.place.remove(layout.absolute(path));
  }
}

/** A purge cannot be undone, so a version whose files cannot be removed is not purged. */
async function sortImmovable<T extends Removable>(
  layout: Layout,
  chosen: readonly T[],
  places: (garbage: T) => readonly string[],
): Promise<{ movable: T[]; failed: GcResult['failed'] }> {
  const movable: T[] = [];
  const failed: GcResult['failed'] = [];
  for (const garbage of chosen) {
    const reasons = await Promise.all(places(garbage).map((path) => whyImmovable(layout, path)));
    const reason = reasons.find((found) => found !== undefined);
    if (reason === undefined) movable.push(garbage);
    else failed.push({ ...garbage.item, reason });
  }
  return { movable, failed };
}

/** Removes a directory from every place in which it may lie. */
async function removeGarbage({ layout }: Session, garbage: Garbage): Promise<boolean> {
  for (const path of placesIn(layout, garbage)) await layout.place.remove(path);
  return true;
}

/** The result of `work`, or the reason why the file system refused it. */
async function orExplain(work: () => Promise<boolean>): Promise<boolean | string> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MregError && error.code === 'MREG_IO') return error.message;
    throw error;
  }
}

/** Looks for a version's files in the order in which they move, so that a move at the same time is not missed. */
function placesIn(layout: Layout, { what }: Garbage): string[] {
  if ('kind' in what) return [layout.absolute(what.path)];
  const [lived = '', restored = ''] = placesOf(what.state);
  const series = seriesOf(layout, seriesDirectory(what.type, what.name, what.state));
  return [layout.absolute(lived), layout.trashed(lived), layout.absolute(restored), series.directory];
}
