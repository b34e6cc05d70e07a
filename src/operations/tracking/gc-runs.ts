import { experimentAt, experimentIds, NO_EXPERIMENTS } from '../../core/state/experiments.ts';
import type { State } from '../../core/state/state.ts';
import { MregError } from '../../errors.ts';
import type { Change } from '../../generated/log-entry.ts';
import type { GcItem } from '../../generated/output.ts';
import { relativeTo } from '../../store/layout.ts';
import { isAboutOne } from '../../store/place.ts';
import { findRun, listRunPlaces } from '../../store/tracking/known-runs.ts';
import { journalOf, type RunPlace } from '../../store/tracking/run-journal.ts';
import { sizeOf } from '../../store/versions/trash.ts';
import type { Session } from '../session.ts';
import { kindOf, write } from './change-run.ts';

/** Runs and experiments that are marked as deleted, and the remains of purged ones. */
export interface RunGarbage {
  readonly item: GcItem;
  /** The experiment that is to be purged; a run otherwise. */
  readonly experiment?: string | undefined;
  readonly place?: RunPlace | undefined;
}

interface Limit {
  readonly moment: Date;
  readonly text: string;
}

/** The runs and experiments that `gc` would remove, and those that it keeps. `places` were listed before the state was read, so an
 * experiment that the state lacks was purged.
 * @throws MREG_DAMAGED, MREG_IO */
export async function planRuns(
  { layout }: Session,
  state: State,
  places: readonly RunPlace[],
  { moment, text }: Limit,
): Promise<{ remove: RunGarbage[]; keep: GcItem[] }> {
  const experiments = state.tracked ?? NO_EXPERIMENTS;
  const remove: RunGarbage[] = [];
  const keep: GcItem[] = [];
  const isOld = (since: string) => Date.parse(since) < moment.getTime();
  const itemOf = async (kind: 'run' | 'experiment', path: string, since: string, reason: string) => {
    const size = await sizeOf(layout.place, layout.absolute(path));
    return { kind, path, ref: null, size, since, reason };
  };
  for (const id of experimentIds(experiments)) {
    const since = experimentAt(experiments, id)?.deleted_at;
    if (since === undefined) continue;
    const path = relativeTo(layout, `${layout.runs}/${id}`);
    if (isOld(since))
      remove.push({
        item: await itemOf('experiment', path, since, `deleted, older than ${text}`),
        experiment: id,
      });
    else keep.push(await itemOf('experiment', path, since, `deleted, not older than ${text}`));
  }
  for (const place of places) {
    const path = relativeTo(layout, journalOf(layout, place).directory);
    const experiment = experimentAt(experiments, place.experiment);
    // All of it goes with its experiment.
    if (experiment?.deleted_at !== undefined) continue;
    // One that cannot be read is a matter for `verify`.
    const known = await findRun(layout, place.id).catch(unlessUnreadable);
    const digest = known?.digest;
    const since = digest?.deleted_at ?? undefined;
    const at = since ?? digest?.at ?? new Date(0).toISOString();
    if (!experiment)
      remove.push({ item: await itemOf('run', path, at, 'left of an experiment that was purged'), place });
    else if (digest?.purged)
      remove.push({ item: await itemOf('run', path, at, 'left of a run that was purged'), place });
    else if (since !== undefined && isOld(since))
      remove.push({ item: await itemOf('run', path, since, `deleted, older than ${text}`), place });
    else if (since !== undefined)
      keep.push(await itemOf('run', path, since, `deleted, not older than ${text}`));
  }
  return { remove, keep };
}

/** The directories of runs, as far as they can be read. */
export function seeRuns({ layout }: Session): Promise<RunPlace[]> {
  return listRunPlaces(layout, () => undefined);
}

/** Makes the deletion of experiments final; an experiment that was restored meanwhile stays. */
export function decidePurges(
  { tracked = NO_EXPERIMENTS }: State,
  chosen: readonly RunGarbage[],
): { changes: Change[]; outcome: RunGarbage[] } {
  const outcome = chosen.filter(
    ({ experiment, item }) =>
      experiment !== undefined && experimentAt(tracked, experiment)?.deleted_at === item.since,
  );
  const changes = outcome.map(({ experiment = '' }): Change => ({ change: 'experiment-purged', experiment }));
  return { changes, outcome };
}

/** Removes a run whose deletion is old, unless it was restored meanwhile: first its journal says so, after which nothing brings it
 * back. Of an experiment that the log calls purged it removes everything. Tells whether it is gone.
 * @throws MREG_IO, MREG_DAMAGED */
export async function removeRun(session: Session, { place, experiment, item }: RunGarbage): Promise<boolean> {
  const { layout } = session;
  if (experiment !== undefined || place === undefined) {
    await layout.place.remove(layout.absolute(item.path));
    return true;
  }
  if (item.reason.startsWith('deleted')) {
    let isGone = false;
    const decide = (digest: { deleted_at?: string | null | undefined }) => {
      isGone = digest.deleted_at === item.since;
      return isGone ? ({ purged: true } as const) : {};
    };
    await write(session, kindOf(place.id), place.id, decide, true).catch(unlessGone);
    if (!isGone) return false;
  }
  await layout.place.remove(layout.absolute(item.path));
  return true;
}

function unlessUnreadable(error: unknown): undefined {
  if (!isAboutOne(error)) throw error;
}

function unlessGone(error: unknown): undefined {
  if (!(error instanceof MregError && error.code === 'MREG_NOT_FOUND')) throw error;
}
