import {
  DEFAULT_EXPERIMENT,
  type Experiments,
  experimentAt,
  experimentIds,
  idOfName,
  NO_EXPERIMENTS,
  viewExperiment,
} from '../../core/state/experiments.ts';
import {
  decideCreation,
  decideDeletion,
  decideExperimentTags,
  decideRenaming,
  decideRestoring,
  experimentsIn,
  findExperiment,
  requireExperiment,
} from '../../core/tracking/decide-experiment.ts';
import { MregError } from '../../errors.ts';
import type { ExperimentChangeResult, ExperimentListResult, ExperimentView } from '../../generated/output.ts';
import type { Decide } from '../../store/journal/commit.ts';
import { type ChangeOptions, changeFrom } from '../lifecycle/change.ts';
import { newestState, requireState, type Session, stateOrEmpty } from '../session.ts';

/** Selects live things, deleted ones, or both. */
export type LifecycleView = 'active' | 'deleted' | 'all';

export interface ExperimentCreation extends ChangeOptions {
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export interface ExperimentListRequest {
  /** Default: `active`. */
  readonly view?: LifecycleView | undefined;
}

/** One of the three. */
export interface ExperimentRequest {
  /** A name, or an id, as people type it. */
  readonly ref?: string | undefined;
  readonly id?: string | undefined;
  readonly name?: string | undefined;
}

export interface ExperimentRenaming extends ChangeOptions {
  readonly id: string;
  readonly name: string;
}

export interface ExperimentDeletion extends ChangeOptions {
  readonly id: string;
}

export interface ExperimentTagging extends ChangeOptions {
  readonly id: string;
  readonly set?: Readonly<Record<string, string>> | undefined;
  readonly remove?: readonly string[] | undefined;
}

/** @throws MREG_EXISTS, MREG_INVALID */
export function createExperiment(
  session: Session,
  request: ExperimentCreation,
): Promise<ExperimentChangeResult> {
  return changed(session, 'experiment create', request, (state) => decideCreation(state, request));
}

/** @throws MREG_NOT_FOUND, MREG_EXISTS, MREG_INVALID */
export function renameExperiment(
  session: Session,
  request: ExperimentRenaming,
): Promise<ExperimentChangeResult> {
  return changed(session, 'experiment rename', request, (state) => decideRenaming(state, request));
}

/** @throws MREG_NOT_FOUND, MREG_PROTECTED */
export function deleteExperiment(
  session: Session,
  request: ExperimentDeletion,
): Promise<ExperimentChangeResult> {
  return changed(session, 'experiment delete', request, (state) => decideDeletion(state, request));
}

/** @throws MREG_NOT_FOUND */
export function restoreExperiment(
  session: Session,
  request: ExperimentDeletion,
): Promise<ExperimentChangeResult> {
  return changed(session, 'experiment restore', request, (state) => decideRestoring(state, request));
}

/** @throws MREG_NOT_FOUND, MREG_INVALID */
export function setExperimentTags(
  session: Session,
  request: ExperimentTagging,
): Promise<ExperimentChangeResult> {
  return changed(session, 'experiment tag', request, (state) => decideExperimentTags(state, request));
}

/** The experiments in the order of their ids; Default is one of them. */
export async function listExperiments(
  session: Session,
  { view = 'active' }: ExperimentListRequest,
): Promise<ExperimentListResult> {
  const experiments = experimentsIn(await requireState(session, 'experiments'));
  const all = experimentIds(experiments).map((id) => viewOf(experiments, id));
  return { experiments: all.filter(({ deleted_at }) => isIn(view, deleted_at)) };
}

/** An experiment by its id, by its name, or by either; a deleted one too.
 * @throws MREG_NOT_FOUND, MREG_INVALID */
export async function getExperiment(
  session: Session,
  { ref, id, name }: ExperimentRequest,
): Promise<ExperimentView> {
  const experiments = experimentsIn(await requireState(session, 'experiments'));
  if (id !== undefined) return viewExperiment(id, requireExperiment(experiments, id));
  if (ref !== undefined) return viewOf(experiments, findExperiment(experiments, ref));
  if (name === undefined) throw new MregError('MREG_INVALID', 'experiment: an id or a name was expected');
  const found = idOfName(experiments, name);
  if (found !== undefined) return viewOf(experiments, found);
  throw new MregError('MREG_NOT_FOUND', `no experiment of the name '${name}'`, { details: { name } });
}

/** The id of the experiment of a name; makes it if there is none. What was Default elsewhere is Default here.
 * @throws MREG_INVALID, MREG_IO */
export async function ensureExperiment(
  session: Session,
  {
    id,
    name,
    tags,
  }: { readonly id: string; readonly name: string; readonly tags?: ExperimentCreation['tags'] },
): Promise<{ id: string; isNew: boolean }> {
  if (id === DEFAULT_EXPERIMENT && name === 'Default') return { id, isNew: false };
  const here = idOfName((await readExperimentsOf(session)) ?? NO_EXPERIMENTS, name);
  if (here !== undefined) return { id: here, isNew: false };
  return { id: (await createExperiment(session, { name, tags })).experiment.id, isNew: true };
}

/** All experiments; only Default if there is no registry yet. */
export async function readExperimentsOf(session: Session): Promise<Experiments | undefined> {
  const state = await newestState(session, 'experiments');
  return state && experimentsIn(state);
}

/** Whether a view includes something that was deleted at this time, or never. */
export function isIn(view: LifecycleView, deleted: string | null): boolean {
  return view === 'all' || (view === 'deleted') === (deleted !== null);
}

function viewOf(experiments: Experiments, id: string): ExperimentView {
  const state = experimentAt(experiments, id);
  if (!state) throw new RangeError(`experiment ${id} is not in the state`);
  return viewExperiment(id, state);
}

async function changed(
  session: Session,
  command: string,
  options: ChangeOptions,
  decide: Decide<string>,
): Promise<ExperimentChangeResult> {
  const begin = await stateOrEmpty(session, 'experiments');
  const { outcome, after, applied } = await changeFrom(session, command, options, begin, decide);
  return { experiment: viewOf(experimentsIn(after), outcome), revision: after.revision, applied };
}
