import { randomInt } from 'node:crypto';
import { DEFAULT_EXPERIMENT } from '../../core/state/experiments.ts';
import type { DatasetRecord } from '../../core/tracking/batch.ts';
import { checkNewKeys, groupPoints, type PointInput, removeTags } from '../../core/tracking/decide-run.ts';
import { inventName } from '../../core/tracking/ids.ts';
import { NAME_TAG, parseStatus, RUN_STATUSES, viewRun } from '../../core/tracking/view.ts';
import { MregError } from '../../errors.ts';
import type { RunView } from '../../generated/output.ts';
import type { KnownRun } from '../../store/tracking/run-journal.ts';
import type { Session } from '../session.ts';
import { create, placeOf, requireRun, write } from './change-run.ts';

type Texts = Readonly<Record<string, string>>;

export interface RunCreation {
  /** The id of the experiment (default: that of Default). */
  readonly experiment?: string | undefined;
  /** Default: a new one. */
  readonly id?: string | undefined;
  /** Default: an invented one. */
  readonly name?: string | undefined;
  /** Default: the operating system's user. */
  readonly user?: string | undefined;
  /** Milliseconds of the epoch (default: now). */
  readonly startTime?: number | undefined;
  readonly tags?: Texts | undefined;
  readonly params?: Texts | undefined;
  /** Default: RUNNING. */
  readonly status?: string | undefined;
}

export interface RunUpdate {
  readonly id: string;
  readonly status?: string | undefined;
  /** Milliseconds of the epoch. */
  readonly endTime?: number | undefined;
  readonly startTime?: number | undefined;
  readonly name?: string | undefined;
}

export interface BatchRequest {
  readonly id: string;
  readonly points?: readonly PointInput[] | undefined;
  readonly params?: Texts | undefined;
  readonly tags?: Texts | undefined;
}

export interface RunTagRemoval {
  readonly id: string;
  readonly keys: readonly string[];
}

export interface InputsRequest {
  readonly id: string;
  readonly datasets?: readonly DatasetRecord[] | undefined;
  readonly models?: readonly { readonly model_id: string }[] | undefined;
}

export interface OutputsRequest {
  readonly id: string;
  readonly models: readonly { readonly model_id: string; readonly step?: number | undefined }[];
}

/** @throws MREG_NOT_FOUND, MREG_CONFLICT, MREG_EXISTS, MREG_INVALID, MREG_IO */
export async function createRun(session: Session, request: RunCreation): Promise<RunView> {
  const { experiment = DEFAULT_EXPERIMENT, id, tags, params, status = 'RUNNING' } = request;
  const chance = () => randomInt(1 << 24) / (1 << 24);
  const name = request.name || tags?.[NAME_TAG] || inventName([chance(), chance(), chance()]);
  checkNewKeys({ tags, params });
  const created = {
    name,
    user: request.user ?? session.by.user,
    started_at: request.startTime === undefined ? session.now().toISOString() : isoOf(request.startTime),
  };
  const named = tags && { ...tags, [NAME_TAG]: name };
  const facts = { tags: named, params, status: parseStatus('run', RUN_STATUSES, status) };
  return shown(session, await create(session, 'run', { experiment, id }, created, facts));
}

/** A run as it is now, a deleted one too.
 * @throws MREG_NOT_FOUND, MREG_DAMAGED, MREG_IO */
export async function getRun(session: Session, id: string): Promise<RunView> {
  return shown(session, await requireRun(session, 'run', id));
}

/** @throws MREG_NOT_FOUND, MREG_CONFLICT, MREG_INVALID, MREG_IO */
export async function updateRun(session: Session, request: RunUpdate): Promise<RunView> {
  const { id, status, endTime, startTime, name } = request;
  const facts = {
    status: status === undefined ? undefined : parseStatus('run', RUN_STATUSES, status),
    ended_at: endTime === undefined ? undefined : isoOf(endTime),
    started_at: startTime === undefined ? undefined : isoOf(startTime),
    ...(name !== undefined && { tags: { [NAME_TAG]: name } }),
  };
  return shown(session, await write(session, 'run', id, () => facts));
}

/** Logs points, params and tags as one batch: all of it or nothing. What is there already is not written again.
 * @throws MREG_NOT_FOUND, MREG_CONFLICT, MREG_INVALID also for a param that has another value; MREG_IO */
export async function logBatch(session: Session, request: BatchRequest): Promise<RunView> {
  const { id, points = [], params, tags } = request;
  checkNewKeys({ tags, params });
  const facts = { points: groupPoints(points), params, tags };
  // Check that the run accepts the points before a logged model gets them.
  const models = [...new Set(points.flatMap(({ model_id }) => model_id ?? []))];
  if (models.length > 0) await requireRun(session, 'run', id);
  for (const model of models) {
    const own = points.filter(({ model_id }) => model_id === model);
    const measured = groupPoints(own.map(({ model_id, ...point }) => ({ ...point, run_id: id })));
    await write(session, 'model', model, () => ({ points: measured }));
  }
  return shown(session, await write(session, 'run', id, () => facts));
}

/** @throws MREG_NOT_FOUND also for a tag that is not there; MREG_CONFLICT, MREG_IO */
export async function deleteRunTags(session: Session, { id, keys }: RunTagRemoval): Promise<RunView> {
  return shown(
    session,
    await write(session, 'run', id, (digest) => ({ tags: removeTags(id, digest, keys) })),
  );
}

/** @throws MREG_NOT_FOUND, MREG_CONFLICT, MREG_INVALID, MREG_IO */
export async function logInputs(session: Session, request: InputsRequest): Promise<RunView> {
  const { id, datasets, models } = request;
  for (const { name, digest } of datasets ?? [])
    if (!name || !digest) throw new MregError('MREG_INVALID', 'a data set has a name and a digest');
  const inputs = models?.map(({ model_id }) => model_id);
  return shown(session, await write(session, 'run', id, () => ({ datasets, inputs })));
}

/** @throws MREG_NOT_FOUND, MREG_CONFLICT, MREG_IO */
export async function logOutputs(session: Session, { id, models }: OutputsRequest): Promise<RunView> {
  const outputs = models.map(({ model_id, step = 0 }) => ({ model_id, step }));
  return shown(session, await write(session, 'run', id, () => ({ outputs })));
}

/** Marks a run as deleted, or takes the mark away. Nothing is removed but by `gc`.
 * @throws MREG_NOT_FOUND, MREG_IO */
export async function markRun(session: Session, id: string, deleted: boolean): Promise<RunView> {
  return shown(session, await write(session, 'run', id, () => ({ deleted }), true));
}

async function shown(session: Session, known: KnownRun): Promise<RunView> {
  return viewRun(await placeOf(session, known), known.digest);
}

/** A moment as a journal holds it.
 * @throws MREG_INVALID */
export function isoOf(ms: number): string {
  const moment = new Date(ms);
  if (!Number.isNaN(moment.getTime())) return moment.toISOString();
  throw new MregError('MREG_INVALID', `${ms} is no time in milliseconds of the epoch`);
}
