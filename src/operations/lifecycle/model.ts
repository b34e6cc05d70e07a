import {
  decideCreate,
  decideDeleteModel,
  decideRename,
  type ModelName,
  type NewModel,
} from '../../core/decide/model.ts';
import { parseReference } from '../../core/names/reference.ts';
import type { ModelState } from '../../core/state/model.ts';
import { getModel } from '../../core/state/references/resolve.ts';
import { versionState } from '../../core/state/state.ts';
import { viewDetails, viewVersion } from '../../core/view/view.ts';
import type { DeleteResult, ModelChangeResult } from '../../generated/output.ts';
import type { Committed } from '../../store/journal/commit.ts';
import { type Session, stateOrEmpty } from '../session.ts';
import { type ChangeOptions, change, changeFrom, type ModelChangeOptions } from './change.ts';
import { trash } from './delete.ts';

export interface CreateModelRequest extends NewModel, ChangeOptions {}

export interface RenameModelRequest extends ModelChangeOptions {
  readonly model: string;
  /** A name, or one from elsewhere, which becomes the display name. */
  readonly to: string;
  /** Takes any name that MLflow has, and keeps it to the letter. */
  readonly exact?: boolean | undefined;
}

export interface DeleteModelRequest extends ModelChangeOptions {
  readonly model: string;
  /** Deletes the model even if a stage, an alias, a pin or a derived version refers to one of its versions. */
  readonly force?: boolean | undefined;
}

/** Makes a model without versions; makes the registry if there is none. */
export async function createModel(session: Session, request: CreateModelRequest): Promise<ModelChangeResult> {
  const begin = await stateOrEmpty(session);
  return changedModel(
    await changeFrom(session, 'create', request, begin, (state) =>
      decideCreate(state, session.policy, request),
    ),
  );
}

/** Gives a model another name in its type. */
export async function renameModel(session: Session, request: RenameModelRequest): Promise<ModelChangeResult> {
  const model = parseReference(request.model);
  return changedModel(
    await change(session, { command: 'rename' }, request, (state) =>
      decideRename(state, session.policy, { ...request, model }),
    ),
  );
}

/** Moves a model with all its versions to the trash, in one change. */
export async function deleteModel(session: Session, request: DeleteModelRequest): Promise<DeleteResult> {
  const named = parseReference(request.model);
  const { outcome, before, after, applied } = await change(session, { command: 'delete' }, request, (state) =>
    decideDeleteModel(state, session.policy, { ...request, model: named }),
  );
  const { type, name, trashed } = outcome;
  const was = getModel(before, type, name);
  const model = getModel(after, trashed.type, trashed.name);
  const versions = (model?.versions.names() ?? []).filter(
    (version) => was && versionState(was, version)?.deleted === undefined,
  );
  const states = versions.flatMap((version) => (model && versionState(model, version)) ?? []);
  if (applied)
    await trash(
      session,
      states.map(({ directory }) => directory),
    );
  return {
    model: `${type}/${name}`,
    deleted: versions.map((version) =>
      viewVersion({ type, name: trashed.name, model: model as ModelState, version }),
    ),
    freed: states.reduce((sum, { size }) => sum + size, 0),
    revision: after.revision,
    applied,
  };
}

/** The model as a change left it. */
export function changedModel({ outcome, after, applied }: Committed<ModelName>): ModelChangeResult {
  const { type, name } = outcome;
  const model = getModel(after, type, name);
  if (!model) throw new RangeError(`${type}/${name} is not in the state`);
  return { ...viewDetails({ type, name, model }), revision: after.revision, applied };
}
