import { MregError } from '../../errors.ts';
import type { Change } from '../../generated/log-entry.ts';
import { parseAlias } from '../names/alias.ts';
import { checkTagKeys } from '../names/name.ts';
import { nearest } from '../names/nearest.ts';
import { formatReference, type Reference } from '../names/reference.ts';
import type { ModelState } from '../state/model.ts';
import {
  type FoundModel,
  type FoundVersion,
  resolve,
  resolveModel,
  resolveVersion,
} from '../state/references/resolve.ts';
import { modelKey, type State } from '../state/state.ts';
import type { Policy } from './policy.ts';

/** The model whose label changed. */
export interface LabelledModel {
  readonly type: string;
  readonly name: string;
}

/** The version whose label changed. */
export interface Labelled extends LabelledModel {
  readonly version: string;
}

interface Decided<Outcome = Labelled> {
  readonly changes: Change[];
  readonly outcome: Outcome;
}

/** `alias set`: points an alias at a version. */
export function decideAlias(
  state: State,
  policy: Policy,
  request: { ref: Reference; alias: string },
): Decided {
  const alias = parseAlias(request.alias, policy.stages);
  const found = resolveVersion({ state, stages: policy.stages }, request.ref);
  return decided(found, aliasChanges(found, alias));
}

/** The changes that point `alias` at the version. */
export function aliasChanges({ type, name, model, version }: FoundVersion, alias: string): Change[] {
  const from = Object.hasOwn(model.aliases, alias) ? (model.aliases[alias] as string) : null;
  return from === version ? [] : [{ change: 'alias-moved', type, name, alias, from, to: version }];
}

/** `alias rm`.
 * @throws MREG_NOT_FOUND where the model has no such alias */
export function decideAliasRemoval(
  state: State,
  policy: Policy,
  request: { model: Reference; alias: string },
): Decided {
  const { type, name, model } = resolveModel({ state, stages: policy.stages }, request.model);
  const from = Object.hasOwn(model.aliases, request.alias) ? model.aliases[request.alias] : undefined;
  if (from === undefined) {
    const aliases = Object.keys(model.aliases);
    const close = nearest(request.alias, aliases);
    throw new MregError(
      'MREG_NOT_FOUND',
      `${modelKey(type, name)} has no alias '${request.alias}'; it has ${aliases.join(', ') || 'none'}`,
      {
        hint: close && `did you mean ${close}?`,
      },
    );
  }
  return {
    changes: [{ change: 'alias-removed', type, name, alias: request.alias, from }],
    outcome: { type, name, version: from },
  };
}

/** `tag` and `untag`: sets some tags of a version or a model and removes others.
 * @throws MREG_NOT_FOUND where a tag to remove is not there; MREG_INVALID for a key that no tag may have */
export function decideTags(
  state: State,
  policy: Policy,
  request: {
    ref: Reference;
    set?: Readonly<Record<string, string>> | undefined;
    remove?: readonly string[] | undefined;
  },
): Decided<Labelled | LabelledModel> {
  checkTagKeys(request.set);
  const found = resolve({ state, stages: policy.stages }, request.ref);
  const from = { ...factsOf(found).tags };
  for (const key of request.remove ?? []) {
    if (Object.hasOwn(from, key)) continue;
    throw new MregError(
      'MREG_NOT_FOUND',
      `${referenceOf(found)} has no tag '${key}'; it has ${Object.keys(from).join(', ') || 'none'}`,
    );
  }
  const kept = Object.entries(from).filter(([key]) => !request.remove?.includes(key));
  const to = Object.fromEntries([...kept, ...Object.entries(request.set ?? {})]);
  const same =
    Object.keys(from).length === Object.keys(to).length &&
    Object.entries(to).every(([key, value]) => Object.hasOwn(from, key) && from[key] === value);
  const { type, name } = found;
  const change: Change =
    'version' in found
      ? { change: 'tags-changed', type, name, version: found.version, from, to }
      : { change: 'model-tags-changed', type, name, from, to };
  return decided(found, same ? [] : [change]);
}

/** `describe`: sets the description of a version or a model, or removes it if `to` is null. */
export function decideDescription(
  state: State,
  policy: Policy,
  request: { ref: Reference; to: string | null },
): Decided<Labelled | LabelledModel> {
  const found = resolve({ state, stages: policy.stages }, request.ref);
  const from = factsOf(found).description ?? null;
  const { to } = request;
  const { type, name } = found;
  const change: Change =
    'version' in found
      ? { change: 'description-changed', type, name, version: found.version, from, to }
      : { change: 'model-described', type, name, from, to };
  return decided(found, from === to ? [] : [change]);
}

/** `pin` and `unpin`: a pinned version is kept whatever the retention rules say. */
export function decidePin(state: State, policy: Policy, request: { ref: Reference; to: boolean }): Decided {
  const found = resolveVersion({ state, stages: policy.stages }, request.ref);
  const from = found.state.pinned ?? false;
  const { type, name, version } = found;
  return decided(
    found,
    from === request.to ? [] : [{ change: 'pin-changed', type, name, version, from, to: request.to }],
  );
}

type Found = FoundModel | FoundVersion;

function factsOf(found: Found): Pick<ModelState, 'tags' | 'description'> {
  return 'version' in found ? found.state : found.model;
}

function referenceOf(found: Found): string {
  const { type, name } = found;
  return 'version' in found ? formatReference(type, name, found.version) : modelKey(type, name);
}

function decided(found: FoundVersion, changes: Change[]): Decided;
function decided(found: Found, changes: Change[]): Decided<Labelled | LabelledModel>;
function decided(found: Found, changes: Change[]): Decided<Labelled | LabelledModel> {
  const { type, name } = found;
  return { changes, outcome: 'version' in found ? { type, name, version: found.version } : { type, name } };
}
