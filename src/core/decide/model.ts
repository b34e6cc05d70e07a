import { MregError } from '../../errors.ts';
import type { Change } from '../../generated/log-entry.ts';
import { isDisplayName } from '../names/display-name.ts';
import { checkTagKeys, isName, parseName, trashedName } from '../names/name.ts';
import type { Reference } from '../names/reference.ts';
import { modelAt } from '../state/model.ts';
import { isModel } from '../state/models.ts';
import { findDisplayed, resolveModel } from '../state/references/resolve.ts';
import { liveVersions, modelKey, type State, stageOf } from '../state/state.ts';
import type { Policy } from './policy.ts';
import { checkNameElsewhere, findElsewhere, nameLike, placeElsewhere } from './registration/elsewhere.ts';
import { checkModelName } from './registration/register.ts';
import { freeName, nameModel, placeModel } from './registration/target.ts';
import { checkUnheld } from './retention/delete.ts';

/** A model, by its type and plain name. */
export interface ModelName {
  readonly type: string;
  readonly name: string;
}

interface Decided {
  readonly changes: Change[];
  readonly outcome: ModelName;
}

/** Name, description and tags of a new model. */
export interface NewModel {
  /** A name, `type/name`, or a name from elsewhere, which becomes the display name. */
  readonly name: string;
  /** Takes any name that MLflow has, and keeps it to the letter: if it is no plain name, or differs from another in case only, it
   * becomes the display name. */
  readonly exact?: boolean | undefined;
  readonly type?: string | undefined;
  readonly description?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** ISO 8601: when it was made elsewhere. */
  readonly created_at?: string | undefined;
}

/** `create`: a model without versions.
 * @throws MREG_EXISTS for one that exists; MREG_INVALID for a name or a tag; MREG_USAGE if the configuration leaves the type open */
export function decideCreate(state: State, policy: Policy, request: NewModel): Decided {
  const { type, name, display } = request.exact
    ? placeElsewhere(state, policy, request)
    : placeModel(
        state,
        policy,
        nameModel(request, {}, { given: request.name, base: '', kind: 'directory' }),
        request,
      );
  if (type === undefined)
    throw new MregError('MREG_USAGE', `no type given for the new model '${name}'`, {
      hint: `mreg create ${request.name} --type ${policy.types?.[0]}`,
    });
  const { description, tags = {} } = request;
  checkTagKeys(tags);
  checkModelName(state, policy, type, name);
  checkFree(state, type, name);
  const created: Change = {
    change: 'model-created',
    type,
    name,
    ...(description !== undefined && { description }),
    ...(Object.keys(tags).length > 0 && { tags: { ...tags } }),
    ...(display !== undefined && { display_name: display }),
    ...(request.created_at !== undefined && { created_at: request.created_at }),
  };
  return { changes: [created], outcome: { type, name } };
}

/** `rename`: another name in the same type. Versions, numbers, stages, aliases and history go with it; directories stay.
 * @throws MREG_NOT_FOUND, MREG_AMBIGUOUS; MREG_EXISTS if a model has the name; MREG_INVALID for a name or another type */
export function decideRename(
  state: State,
  policy: Policy,
  request: { readonly model: Reference; readonly to: string; readonly exact?: boolean | undefined },
): Decided {
  const found = resolveModel({ state, stages: policy.stages }, request.model);
  const { type, name, model } = found;
  const { target, display } = request.exact
    ? exactTarget(state, found, request.to)
    : renameTarget(state, found, request.to);
  const outcome = { type, name: target };
  if (target === name && display === model.display_name) return { changes: [], outcome };
  if (target !== name) {
    checkModelName(state, policy, type, target);
    checkFree(state, type, target);
  }
  const renamed: Change = {
    change: 'model-renamed',
    type,
    name,
    to: target,
    ...(display !== undefined && { display_name: display }),
  };
  return { changes: [renamed], outcome };
}

/** What a model will be called. */
interface NewName {
  readonly target: string;
  readonly display: string | undefined;
}

/** As MLflow has it, to the letter. A name that differs in case only is the new display name: the directory's stays.
 * @throws MREG_EXISTS, MREG_INVALID */
function exactTarget(state: State, { type, name }: ModelName, called: string): NewName {
  checkNameElsewhere(called);
  const bearer = findElsewhere(state, called, type);
  if (bearer && bearer.name !== name) throw exists(modelKey(type, bearer.name));
  if (called.toLowerCase() === name.toLowerCase())
    return { target: name, display: called === name ? undefined : called };
  const like = nameLike(state, type, called);
  return { target: like.name, display: like.display };
}

/** @throws MREG_EXISTS if another model bears the display name; MREG_INVALID */
function renameTarget(state: State, { type, name }: ModelName, called: string): NewName {
  const [otherType, plain] = /^([^/]+)\/([^/]+)$/.exec(called)?.slice(1) ?? [];
  const isKey = otherType !== undefined && plain !== undefined && isName(otherType) && isName(plain);
  if (isKey && otherType !== type)
    throw new MregError('MREG_INVALID', `'${called}' is of another type than ${modelKey(type, name)}`, {
      hint: `a model stays in its type: mreg rename ${modelKey(type, name)} ${plain}`,
    });
  const display = !isKey && isDisplayName(called) ? called : undefined;
  const to = isKey ? plain : display === undefined ? parseName('model name', called) : undefined;
  const bearer = display === undefined ? undefined : findDisplayed(state, display, type);
  if (bearer && bearer.name !== name) throw exists(modelKey(bearer.type, bearer.name));
  return { target: to ?? (bearer ? name : freeName(state, type, display ?? '')), display };
}

/** `delete --model`: a model with all its versions into the trash. The name is free then.
 * @throws MREG_PROTECTED if something refers to one of the versions, unless it is forced */
export function decideDeleteModel(
  state: State,
  policy: Policy,
  request: { readonly model: Reference; readonly force?: boolean | undefined },
): { changes: Change[]; outcome: ModelName & { readonly trashed: ModelName } } {
  const { type, name, model } = resolveModel({ state, stages: policy.stages }, request.model);
  const versions = liveVersions(model).map(([version, of]) => ({ type, name, model, version, state: of }));
  if (!request.force) checkUnheld(state, versions);
  const to = trashedName(name, state.revision + 1);
  const changes: Change[] = [
    ...Object.entries(model.aliases).map(
      ([alias, from]): Change => ({ change: 'alias-removed', type, name, alias, from }),
    ),
    ...versions.map(
      ({ version }): Change => ({
        change: 'version-deleted',
        type,
        name,
        version,
        from: stageOf(model, version),
      }),
    ),
    { change: 'model-deleted', type, name, to },
  ];
  return { changes, outcome: { type, name, trashed: { type, name: to } } };
}

/** @throws MREG_EXISTS */
function checkFree(state: State, type: string, name: string): void {
  const key = modelKey(type, name);
  const model = modelAt(state, key);
  if (model && isModel(key, model)) throw exists(key);
}

function exists(key: string): MregError {
  return new MregError('MREG_EXISTS', `${key} exists`, { hint: `mreg info ${key}`, details: { model: key } });
}
