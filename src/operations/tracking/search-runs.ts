import { parseCondition, parseField } from '../../core/query/parser.ts';
import { fieldsOf, holds, sortByRead } from '../../core/query/query.ts';
import { comparedFields } from '../../core/query/unknown-field.ts';
import {
  type Experiments,
  experimentAt,
  experimentIds,
  NO_EXPERIMENTS,
} from '../../core/state/experiments.ts';
import { requireExperiment } from '../../core/tracking/decide-experiment.ts';
import type { RunDigest } from '../../core/tracking/digest.ts';
import {
  checkRunFields,
  RUN_FIELDS,
  type RunSubject,
  readRunField,
  unknownRunFields,
} from '../../core/tracking/fields.ts';
import { type Order, orderBy } from '../../core/tracking/order.ts';
import { type Placed, viewRun } from '../../core/tracking/view.ts';
import type { RunListResult, RunView } from '../../generated/output.ts';
import { reasonOf } from '../../store/place.ts';
import { findRuns } from '../../store/tracking/known-runs.ts';
import type { Session } from '../session.ts';
import { isIn, type LifecycleView, readExperimentsOf } from './experiments.ts';

/** A page of the results. */
export interface Page {
  readonly limit?: number | undefined;
  /** How many results to skip. */
  readonly offset?: number | undefined;
}

export interface RunSearchRequest extends Page {
  /** Ids of experiments (default: all). */
  readonly experiments?: readonly string[] | undefined;
  /** Default: `active`. */
  readonly view?: LifecycleView | undefined;
  /** The condition to be met, as `mreg run list` takes it. */
  readonly condition?: string | undefined;
  /** A further test. */
  readonly where?: ((run: RunView) => boolean) | undefined;
  /** The field to sort by, the lowest value first, the highest after a `-` (default: the latest start first). */
  readonly sort?: string | undefined;
  /** Keys to order by, the first before the others; `sort` goes before all. */
  readonly order?: readonly Order<RunView>[] | undefined;
}

/** The runs of experiments that meet a condition.
 * @throws MREG_INVALID, MREG_NOT_FOUND for an experiment, MREG_IO */
export async function searchRuns(session: Session, request: RunSearchRequest): Promise<RunListResult> {
  const { condition: text, view = 'active', where = () => true } = request;
  const condition = text === undefined ? undefined : parseCondition(text, [], RUN_FIELDS);
  const descending = request.sort?.startsWith('-') ?? false;
  const sort =
    request.sort === undefined ? undefined : parseField(request.sort.replace(/^-/, ''), RUN_FIELDS);
  checkRunFields([...(condition ? fieldsOf(condition) : []), ...(sort ? [sort] : [])]);
  const now = session.now();
  const { experiments, found, unreadable } = await gatherAll(session, 'run', request.experiments);
  const subjectOf = (run: RunView): RunSubject => ({
    run,
    experiment: experimentAt(experiments, run.experiment)?.name ?? '',
    now,
  });
  const inView = found.map(seenBefore).filter((run) => isIn(view, run.deleted_at));
  const compared = [...(condition ? comparedFields(condition) : []), ...(sort ? [sort] : [])];
  const wanted = inView.filter(
    (run) => (!condition || holds(condition, (field) => readRunField(field, subjectOf(run)))) && where(run),
  );
  const newest = orderBy(request.order ?? [], byStart);
  const sorted = sort
    ? sortByRead(wanted, sort, (run) => firstOf(readRunField(sort, subjectOf(run))), descending, newest)
    : wanted.sort(newest);
  const { items, ...page } = pageOf(sorted, request);
  const byId = new Map(found.map((one) => [one.place.id, one]));
  // The caller may change what it gets.
  const runs = items
    .map(({ id }) => byId.get(id) as Found)
    .map(({ place, digest }) => viewRun(place, digest));
  return { runs, ...page, unreadable, unknown_fields: unknownRunFields(compared, inView) };
}

const SEEN = new WeakMap<RunDigest, { batches: number; goneSince: string | undefined; view: RunView }>();

/** The view of a run, made again only if the run has changed since the last search. */
function seenBefore({ place, digest }: Found): RunView {
  const seen = SEEN.get(digest);
  if (seen?.batches === digest.batches && seen.goneSince === place.goneSince) return seen.view;
  const view = viewRun(place, digest);
  SEEN.set(digest, { batches: digest.batches, goneSince: place.goneSince, view });
  return view;
}

/** A run or a logged model that was found. */
export interface Found {
  readonly place: Placed;
  readonly digest: RunDigest;
}

/** A run that cannot be read; without an id, all runs of an experiment. */
export type Unreadable = RunListResult['unreadable'][number];

/** All runs, or all logged models, of experiments, and the ids of those that cannot be read.
 * @throws MREG_NOT_FOUND, MREG_IO */
export async function gatherAll(
  session: Session,
  kind: 'run' | 'model',
  wanted: readonly string[] | undefined,
): Promise<{ experiments: Experiments; found: Found[]; unreadable: Unreadable[] }> {
  const experiments = (await readExperimentsOf(session)) ?? NO_EXPERIMENTS;
  for (const id of wanted ?? []) requireExperiment(experiments, id);
  const unreadable: Unreadable[] = [];
  const found: Found[] = [];
  for (const id of new Set(wanted ?? experimentIds(experiments))) {
    const goneSince = experimentAt(experiments, id)?.deleted_at;
    const runs = await findRuns(session.layout, id, kind, (place, error) => {
      unreadable.push({ id: place.id ?? null, experiment: place.experiment, problem: reasonOf(error) });
    });
    for (const { place, digest } of runs) found.push({ place: { ...place, goneSince }, digest });
  }
  return { experiments, found, unreadable };
}

/** A part of a list, and where the next one begins. */
export function pageOf<T>(
  all: readonly T[],
  { limit = all.length, offset = 0 }: Page,
): { items: T[]; total: number; next: number | null } {
  const end = offset + limit;
  return { items: all.slice(offset, end), total: all.length, next: end < all.length ? end : null };
}

function byStart(a: RunView, b: RunView): number {
  if (a.started_at !== b.started_at) return a.started_at < b.started_at ? 1 : -1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** What stands for a field that is read as a list. */
function firstOf<T>(value: T | readonly T[]): T {
  return Array.isArray(value) ? ((value as readonly T[])[0] as T) : (value as T);
}
