import { DEFAULT_EXPERIMENT } from '../../core/state/experiments.ts';
import { checkNewKeys, removeTags } from '../../core/tracking/decide-run.ts';
import { type Order, orderBy } from '../../core/tracking/order.ts';
import {
  type LoggedModelView,
  MODEL_STATUSES,
  parseStatus,
  viewLoggedModel,
} from '../../core/tracking/view.ts';
import type { KnownRun } from '../../store/tracking/run-journal.ts';
import type { Session } from '../session.ts';
import { create, placeOf, requireRun, write } from './change-run.ts';
import { isIn, type LifecycleView } from './experiments.ts';
import { isoOf } from './runs.ts';
import { gatherAll, type Page, pageOf, type Unreadable } from './search-runs.ts';

type Texts = Readonly<Record<string, string>>;

export interface LoggedModelCreation {
  /** The id of the experiment (default: that of Default). */
  readonly experiment?: string | undefined;
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly source_run_id?: string | undefined;
  readonly model_type?: string | undefined;
  readonly params?: Texts | undefined;
  readonly tags?: Texts | undefined;
  /** Milliseconds of the epoch (default: now). */
  readonly startTime?: number | undefined;
}

export interface LoggedModelStatus {
  readonly id: string;
  /** PENDING, READY or FAILED, with or without LOGGED_MODEL_ before it. */
  readonly status: string;
}

export interface LoggedModelTags {
  readonly id: string;
  readonly tags: Texts;
}

export interface LoggedModelTagRemoval {
  readonly id: string;
  readonly key: string;
}

export interface LoggedModelParams {
  readonly id: string;
  readonly params: Texts;
}

export interface LoggedModelSearch extends Page {
  /** Ids of experiments (default: all). */
  readonly experiments?: readonly string[] | undefined;
  /** Default: `active`. */
  readonly view?: LifecycleView | undefined;
  readonly where?: ((model: LoggedModelView) => boolean) | undefined;
  readonly order?: readonly Order<LoggedModelView>[] | undefined;
}

export interface LoggedModelList {
  readonly models: readonly LoggedModelView[];
  readonly total: number;
  readonly next: number | null;
  readonly unreadable: readonly Unreadable[];
}

/** @throws MREG_NOT_FOUND, MREG_CONFLICT, MREG_EXISTS, MREG_INVALID, MREG_IO */
export async function createLoggedModel(
  session: Session,
  request: LoggedModelCreation,
): Promise<LoggedModelView> {
  const { experiment = DEFAULT_EXPERIMENT, id, name = '', params, tags } = request;
  checkNewKeys({ tags, params });
  const { source_run_id, model_type } = request;
  const started_at = request.startTime === undefined ? session.now().toISOString() : isoOf(request.startTime);
  const created = { name, started_at, source_run_id, model_type };
  const facts = { params, tags, status: 'PENDING' };
  return shown(session, await create(session, 'model', { experiment, id }, created, facts));
}

/** @throws MREG_NOT_FOUND, MREG_DAMAGED, MREG_IO */
export async function getLoggedModel(session: Session, id: string): Promise<LoggedModelView> {
  return shown(session, await requireRun(session, 'model', id));
}

/** How MLflow's clients begin the names of statuses. */
const LONG_STATUS = /^LOGGED_MODEL_(?:UPLOAD_)?/i;

/** @throws MREG_NOT_FOUND, MREG_CONFLICT, MREG_INVALID, MREG_IO */
export async function finalizeLoggedModel(
  session: Session,
  { id, status }: LoggedModelStatus,
): Promise<LoggedModelView> {
  const known = parseStatus('logged model', MODEL_STATUSES, status.replace(LONG_STATUS, ''));
  return shown(session, await write(session, 'model', id, () => ({ status: known })));
}

/** @throws MREG_NOT_FOUND, MREG_CONFLICT, MREG_INVALID, MREG_IO */
export async function setLoggedModelTags(
  session: Session,
  { id, tags }: LoggedModelTags,
): Promise<LoggedModelView> {
  checkNewKeys({ tags });
  return shown(session, await write(session, 'model', id, () => ({ tags })));
}

/** @throws MREG_NOT_FOUND also for a tag that is not there; MREG_CONFLICT, MREG_IO */
export async function deleteLoggedModelTag(
  session: Session,
  { id, key }: LoggedModelTagRemoval,
): Promise<LoggedModelView> {
  const decide = (digest: KnownRun['digest']) => ({ tags: removeTags(id, digest, [key]) });
  return shown(session, await write(session, 'model', id, decide));
}

/** @throws MREG_NOT_FOUND, MREG_CONFLICT, MREG_INVALID also for a param that has another value; MREG_IO */
export async function logLoggedModelParams(
  session: Session,
  { id, params }: LoggedModelParams,
): Promise<LoggedModelView> {
  checkNewKeys({ params });
  return shown(session, await write(session, 'model', id, () => ({ params })));
}

/** Marks a logged model as deleted, or takes the mark away. Nothing is removed but by `gc`.
 * @throws MREG_NOT_FOUND, MREG_IO */
export async function markLoggedModel(
  session: Session,
  id: string,
  deleted: boolean,
): Promise<LoggedModelView> {
  return shown(session, await write(session, 'model', id, () => ({ deleted }), true));
}

/** The logged models of experiments.
 * @throws MREG_NOT_FOUND for an experiment, MREG_IO */
export async function searchLoggedModels(
  session: Session,
  request: LoggedModelSearch,
): Promise<LoggedModelList> {
  const { view = 'active', where = () => true, order = [] } = request;
  const { found, unreadable } = await gatherAll(session, 'model', request.experiments);
  const wanted = found
    .map(({ place, digest }) => viewLoggedModel(place, digest))
    .filter((model) => isIn(view, model.deleted_at) && where(model))
    .sort(orderBy(order, byCreation));
  const { items, ...page } = pageOf(wanted, request);
  return { models: items, ...page, unreadable };
}

function byCreation(a: LoggedModelView, b: LoggedModelView): number {
  if (a.created_at !== b.created_at) return a.created_at < b.created_at ? 1 : -1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

async function shown(session: Session, known: KnownRun): Promise<LoggedModelView> {
  return viewLoggedModel(await placeOf(session, known), known.digest);
}
