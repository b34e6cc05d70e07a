import { MregError } from '../../../errors.ts';
import { isTrashedName } from '../../names/name.ts';
import { formatReference, type Reference, type Selector } from '../../names/reference.ts';
import { NO_STAGE, readStage } from '../../names/stage.ts';
import { latestInRange, latestVersion, type Version } from '../../names/version.ts';
import type { ModelState, VersionState } from '../model.ts';
import { modelAt } from '../model.ts';
import { currentKey, keysDisplayed, keysNamed, movedTo } from '../models.ts';
import {
  liveNames,
  liveVersions,
  modelKey,
  pointerOf,
  type State,
  splitKey,
  stagesByVersion,
  versionState,
} from '../state.ts';
import { ambiguous, mention, movedAway, noModel, noVersion } from './not-found.ts';
import { beforeSlash, calledBy } from './other-names.ts';

/** A model that is in the registry. */
export interface FoundModel {
  readonly type: string;
  readonly name: string;
  readonly model: ModelState;
}

/** A version that is in the registry and not in the trash. */
export interface FoundVersion extends FoundModel {
  readonly version: string;
  readonly state: VersionState;
}

/** A version by its names, whether or not it is in the registry. */
export type VersionName = Pick<FoundVersion, 'type' | 'name' | 'version'>;

/** What a reference is looked up in. */
export interface Lookup {
  readonly state: State;
  readonly stages: readonly string[];
}

/** The model that a reference names; a selector in it is refused.
 * @throws MREG_NOT_FOUND, MREG_AMBIGUOUS, MREG_USAGE */
export function resolveModel(lookup: Lookup, reference: Reference): FoundModel {
  const found = resolve(lookup, reference);
  if (!('version' in found)) return found;
  throw new MregError('MREG_USAGE', `'${reference.text}' names a version; a model was expected`, {
    hint: `use ${modelKey(found.type, found.name)}`,
  });
}

/** The version that a reference names; a bare model is refused.
 * @throws MREG_NOT_FOUND, MREG_AMBIGUOUS, MREG_USAGE */
export function resolveVersion(lookup: Lookup, reference: Reference): FoundVersion {
  const found = resolve(lookup, reference);
  if ('version' in found) return found;
  const { text } = reference;
  throw new MregError('MREG_USAGE', `'${text}' names a model; a version of it was expected`, {
    hint: `use ${text}@latest, ${text}@production or one of: ${mention(liveNames(found.model))}`,
  });
}

/** The model or the version that a reference names.
 * @throws MREG_NOT_FOUND, MREG_AMBIGUOUS */
export function resolve(lookup: Lookup, reference: Reference): FoundModel | FoundVersion {
  const { state } = lookup;
  if (reference.selector) {
    const model = lookForModel(state, reference);
    // The display name `team@home`: there is no model `team`.
    const whole = model ? undefined : findDisplayed(state, reference.text);
    return whole ?? select(lookup, model ?? findModel(state, reference), reference.selector);
  }
  const found = findDirectory(state, reference) ?? lookForModel(state, reference);
  return found ?? selectAfterSlash(lookup, reference) ?? findModel(state, reference);
}

/** Finds a version of an earlier state in this state.
 * @throws MREG_NOT_FOUND */
export function findAgain(lookup: Lookup, { type, name, version }: VersionName): FoundVersion {
  const text = formatReference(type, name, version);
  const selector = { kind: 'version', version: version as Version } as const;
  return select(lookup, findModel(lookup.state, { text, type, name, selector }), selector);
}

/** `ppo/Production`, as MLflow writes it: there is no model Production of the type ppo, but a model ppo. */
function selectAfterSlash(lookup: Lookup, reference: Reference): FoundVersion | undefined {
  const head = beforeSlash(reference);
  const model = head && lookForModel(lookup.state, head.model);
  return head && model && select(lookup, model, head.selector);
}

/** The model of this display name, if there is one that the state has read.
 * @throws MREG_AMBIGUOUS */
export function findDisplayed(state: State, display: string, type?: string): FoundModel | undefined {
  const keys = keysDisplayed(state, display).filter(
    (key) => (type ?? splitKey(key).type) === splitKey(key).type,
  );
  const [only] = keys;
  if (keys.length > 1) throw ambiguous(`'${display}' is a model`, keys);
  const model = only === undefined ? undefined : modelAt(state, only);
  return only === undefined || model === undefined ? undefined : { ...splitKey(only), model };
}

/** The model that a type and a name have, if there is one. */
export function getModel(state: State, type: string, name: string): ModelState | undefined {
  return modelAt(state, modelKey(type, name));
}

/** The types in which a model of this name exists. Types in which all its versions are deleted count only if there is no other. */
export function typesOf(state: State, name: string): string[] {
  const suffix = `/${name}`;
  if (isTrashedName(name)) return [];
  const keys = keysNamed(state, name).filter((key) => movedTo(state, key) === undefined);
  const isAlive = (key: string) => liveCount(state, key) > 0;
  const alive = keys.length > 1 ? keys.filter(isAlive) : keys;
  return (alive.length > 0 ? alive : keys).map((key) => key.slice(0, -suffix.length));
}

function liveCount(state: State, key: string): number {
  const model = modelAt(state, key);
  return model ? model.versions.totals().live : (state.unread?.get(key)?.versions ?? 0);
}

function findModel(state: State, reference: Reference): FoundModel {
  const found = lookForModel(state, reference);
  if (found) return found;
  const former = formerKey(state, reference);
  throw former === undefined ? noModel(state, calledBy(reference)) : movedAway(state, former);
}

/** By type and name, else by display name. */
function lookForModel(state: State, reference: Reference): FoundModel | undefined {
  const { type, name } = reference;
  const types = type === undefined ? typesOf(state, name) : [type];
  const [only] = types;
  if (types.length > 1)
    throw ambiguous(
      `'${name}' is a model`,
      types.map((found) => modelKey(found, name)),
    );
  const model = only === undefined ? undefined : getModel(state, only, name);
  return only === undefined || model === undefined || model.moved_to !== undefined
    ? findDisplayed(state, calledBy(reference))
    : { type: only, name, model };
}

/** Whether a reference may name the directory of a version: no model has this name. */
export function mayBeDirectory(
  state: State,
  { name, selector }: Pick<Reference, 'name' | 'selector'>,
): boolean {
  return selector === undefined && /_v?\d/.test(name) && typesOf(state, name).length === 0;
}

/** The version of `rl_agents/ppo_v0.2.0_20240116103015`. The log knows every directory, so the name is not parsed. */
function findDirectory(state: State, { type, name }: Reference): FoundVersion | undefined {
  if (!mayBeDirectory(state, { name })) return undefined;
  const matches = (directory: string) =>
    type === undefined ? directory.endsWith(`/${name}`) : directory === `${type}/${name}`;
  const found: FoundVersion[] = [];
  for (const [key, model] of Object.entries(state.models)) {
    for (const [version, state] of liveVersions(model)) {
      if (matches(state.directory)) found.push({ ...splitKey(key), model, version, state });
    }
  }
  if (found.length > 1)
    throw ambiguous(
      `'${name}' is a directory`,
      found.map(({ state }) => state.directory),
    );
  return found[0];
}

function select({ stages }: Lookup, found: FoundModel, selector: Selector): FoundVersion {
  const version = pick(found, selector, stages);
  const state = version === undefined ? undefined : versionState(found.model, version);
  if (version === undefined || state === undefined) throw noVersion(found, selector, stages);
  if (state.deleted) {
    throw new MregError(
      'MREG_NOT_FOUND',
      `${formatReference(found.type, found.name, version)} is in the trash`,
      {
        hint: `mreg restore ${formatReference(found.type, found.name, version)}`,
        details: { deleted_at: state.deleted.at },
      },
    );
  }
  return { ...found, version, state };
}

function pick({ model }: FoundModel, selector: Selector, stages: readonly string[]): string | undefined {
  switch (selector.kind) {
    case 'version':
      return selector.version;
    case 'number':
      return model.versions.numbered(selector.number);
    case 'latest':
      return model.versions.totals().latest;
    case 'range':
      return latestInRange(liveNames(model), selector.range);
    case 'name': {
      const stage = readStage(selector.name, [...stages, ...Object.keys(model.stages)]);
      if (stage === NO_STAGE) return latestUnstaged(model);
      if (stage !== undefined) return pointerOf(model, stage);
      return Object.hasOwn(model.aliases, selector.name) ? model.aliases[selector.name] : undefined;
    }
  }
}

/** The latest version that has no stage: what `promote` takes next, and MLflow's `/None`. */
export function latestUnstaged(model: ModelState): string | undefined {
  const staged = stagesByVersion(model);
  return latestVersion(liveNames(model).filter((version) => !staged.has(version)));
}

/** The model or the version that a reference names. A name that no model has now also finds the model that had it before.
 * @throws MREG_NOT_FOUND, MREG_AMBIGUOUS */
export function resolveFormer(lookup: Lookup, reference: Reference): FoundModel | FoundVersion {
  const { state } = lookup;
  const former = lookForModel(state, reference) ? undefined : formerKey(state, reference);
  const key = former === undefined ? undefined : currentKey(state, former);
  const model = key === undefined ? undefined : modelAt(state, key);
  if (key === undefined || model === undefined) return resolve(lookup, reference);
  const found = { ...splitKey(key), model };
  return reference.selector ? select(lookup, found, reference.selector) : found;
}

function formerKey(state: State, { type, name }: Reference): string | undefined {
  const keys = type === undefined ? keysNamed(state, name) : [modelKey(type, name)];
  return keys.find((one) => movedTo(state, one) !== undefined);
}
