import { MregError } from '../../../errors.ts';
import type { Change, Metrics } from '../../../generated/log-entry.ts';
import { parseAlias } from '../../names/alias.ts';
import type { Bump } from '../../names/bump.ts';
import { parseName } from '../../names/name.ts';
import { nearest } from '../../names/nearest.ts';
import { formatReference } from '../../names/reference.ts';
import { NO_STAGE } from '../../names/stage.ts';
import { nextVersion, type Version } from '../../names/version.ts';
import { fold } from '../../state/fold/fold.ts';
import type { MlflowSource, ModelState, VersionState } from '../../state/model.ts';
import { keysOf } from '../../state/models.ts';
import { findAgain, getModel, typesOf, type VersionName } from '../../state/references/resolve.ts';
import { liveVersions, modelKey, type State, splitKey, versionState } from '../../state/state.ts';
import { aliasChanges } from '../label.ts';
import type { Policy } from '../policy.ts';
import { move } from '../stage.ts';

/** The facts of a new version that the log keeps. */
export interface VersionFacts {
  readonly type: string;
  readonly name: string;
  readonly version: Version;
  readonly directory: string;
  readonly metadata_sha256: string;
  readonly digest: string;
  readonly size: number;
  readonly metrics?: Metrics | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly description?: string | undefined;
  /** The display name of the model. */
  readonly display_name?: string | undefined;
  /** References of the versions it was derived from, as in its metadata. */
  readonly parents?: readonly string[] | undefined;
  /** ISO 8601; undefined means the time of the entry. */
  readonly registered_at?: string | undefined;
  readonly adopted?: true | undefined;
  /** The run that made it. */
  readonly run_id?: string | undefined;
  /** Where a client of MLflow said its files are. */
  readonly mlflow_source?: MlflowSource | undefined;
  /** The number that it has in another registry and keeps (default: the next one). */
  readonly number?: number | undefined;
}

export interface RegisterRequest {
  readonly facts: VersionFacts;
  /** The part that was raised to get the version; undefined if the request named the version. */
  readonly automatic?: Bump | undefined;
  readonly stage: string;
  readonly aliases: readonly string[];
  /** Versions that must still be there when it is registered. */
  readonly requires?: readonly VersionName[] | undefined;
}

/** The result of a registration. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly version: string;
  /** Versions that went to Archived to make room in the stage. */
  readonly displaced: readonly string[];
}

/** Puts a complete version on record, into its stage and under its aliases.
 * @throws MREG_EXISTS where the version is taken, or is no longer the next; MREG_INVALID for a type, name or alias;
 * MREG_NOT_FOUND where a version that it requires was deleted meanwhile */
export function decideRegister(
  state: State,
  policy: Policy,
  { facts, automatic, stage, aliases, requires = [] }: RegisterRequest,
): { changes: Change[]; outcome: Registered } {
  const { type, name, version } = facts;
  checkModelName(state, policy, type, name);
  const model = getModel(state, type, name);
  checkVersionFree(state, type, name, version);
  checkDisplayName(model, facts);
  for (const one of requires) findAgain({ state, stages: policy.stages }, one);
  const next = automatic && chooseVersion(state, type, name, automatic);
  if (next !== undefined && next !== version) throw taken(state, type, name, version);
  const next_number = model?.next_number ?? 1;
  const number = facts.number ?? next_number;
  if (number < next_number) throw numberTaken(type, name, number, next_number);
  const {
    number: _,
    tags,
    metrics,
    description,
    display_name,
    parents,
    registered_at,
    adopted,
    run_id,
    mlflow_source,
    ...required
  } = facts;
  const registered: Change = {
    change: 'version-registered',
    ...required,
    number,
    ...(metrics && Object.keys(metrics).length > 0 && { metrics }),
    ...(tags && Object.keys(tags).length > 0 && { tags }),
    ...(description !== undefined && { description }),
    ...(display_name !== undefined && model?.display_name === undefined && { display_name }),
    ...(parents && parents.length > 0 && { parents: [...parents] }),
    ...(registered_at !== undefined && { registered_at }),
    ...(adopted && { adopted }),
    ...(run_id !== undefined && { run_id }),
    ...(mlflow_source && { mlflow_source }),
  };
  const labels = firstLabels(state, policy, registered, stage, aliases);
  const displaced = labels.flatMap((change) =>
    change.change === 'stage-changed' && change.version !== version ? [change.version] : [],
  );
  return { changes: [registered, ...labels], outcome: { type, name, version, displaced } };
}

/** The error for a number that another version has or had. */
export function numberTaken(type: string, name: string, number: number, next: number): MregError {
  return new MregError(
    'MREG_EXISTS',
    `the number ${number} of ${modelKey(type, name)} is taken: the next one is ${next}`,
    { details: { model: modelKey(type, name), number, next_number: next } },
  );
}

function checkDisplayName(
  model: ModelState | undefined,
  { type, name, display_name: wanted }: VersionFacts,
): void {
  const bears = model?.display_name;
  if (wanted === undefined || bears === undefined || bears === wanted) return;
  throw new MregError('MREG_EXISTS', `${modelKey(type, name)} is '${bears}', not '${wanted}'`, {
    hint: 'give the other model a name of its own: add --name NAME',
    details: { wanted, display_name: bears },
  });
}

/** The version that comes next; versions in the trash count, since their names are not free. */
export function chooseVersion(state: State, type: string, name: string, bump: Bump): Version {
  const top = getModel(state, type, name)?.versions.totals().highest;
  return nextVersion(top === undefined ? [] : [top], bump);
}

/** @throws MREG_EXISTS, with the next free version in the hint */
export function checkVersionFree(state: State, type: string, name: string, version: Version): void {
  const model = getModel(state, type, name);
  if (model && versionState(model, version)) throw taken(state, type, name, version);
}

/** Names are unique without regard to case, since some file systems ignore it.
 * @throws MREG_INVALID, MREG_EXISTS */
export function checkModelName(state: State, policy: Policy, type: string, name: string): void {
  parseName('type', type);
  parseName('model name', name);
  if (policy.types && !policy.types.includes(type)) {
    const close = nearest(type, policy.types);
    throw new MregError('MREG_INVALID', `type '${type}' is not one of ${policy.types.join(', ')}`, {
      hint: close && `did you mean ${close}?`,
    });
  }
  if (getModel(state, type, name)) return;
  const folded = modelKey(type, name).toLowerCase();
  for (const key of keysOf(state)) {
    const { type: otherType } = splitKey(key);
    if (key.toLowerCase() === folded) throw sameButCase(modelKey(type, name), key);
    if (otherType !== type && otherType.toLowerCase() === type.toLowerCase())
      throw sameButCase(type, otherType);
  }
}

function sameButCase(wanted: string, taken: string): MregError {
  return new MregError('MREG_EXISTS', `'${wanted}' and '${taken}' differ in case only`, {
    hint: `use ${taken}`,
    details: { wanted, taken },
  });
}

/** The type of a model that exists in one type only.
 * @throws MREG_AMBIGUOUS */
export function knownType(state: State, name: string): string | undefined {
  const types = typesOf(state, name);
  if (types.length > 1) {
    throw new MregError('MREG_AMBIGUOUS', `'${name}' is a model in several types: ${types.join(', ')}`, {
      hint: `add --type ${types[0]}`,
    });
  }
  return types[0];
}

/** The newest live version of a model that holds the same files; with `wanted`, only that version is compared. */
export function findIdentical(
  state: State,
  {
    type,
    name,
    wanted,
  }: { readonly type: string; readonly name: string; readonly wanted?: string | undefined },
  digest: string,
): string | undefined {
  const model = getModel(state, type, name);
  const same = ([version, of]: [string, VersionState]) =>
    of.digest === digest && (wanted === undefined || version === wanted);
  return model && liveVersions(model).findLast(same)?.[0];
}

function firstLabels(
  state: State,
  policy: Policy,
  registered: Change & { change: 'version-registered' },
  stage: string,
  aliases: readonly string[],
): Change[] {
  const { type, name, version } = registered;
  const entry = {
    revision: state.revision + 1,
    id: '',
    previous: null,
    at: '',
    by: { user: '', host: '' },
    command: '',
    reason: null,
    changes: [registered],
  };
  const model = getModel(fold(state, [{ entry, sha256: '' }]), type, name);
  const added = model && versionState(model, version);
  if (!model || !added) throw new RangeError('a version that was registered is not in the state');
  const found = { type, name, model, version, state: added };
  const staged = stage === NO_STAGE ? [] : move(found, stage, policy, {}).changes;
  const names = new Set(aliases.map((alias) => parseAlias(alias, policy.stages)));
  return [...staged, ...[...names].flatMap((alias) => aliasChanges(found, alias))];
}

function taken(state: State, type: string, name: string, version: Version): MregError {
  const free = chooseVersion(state, type, name, 'patch');
  const trashed = getModel(state, type, name)?.versions.get(version)?.deleted ? ' (in the trash)' : '';
  return new MregError('MREG_EXISTS', `${formatReference(type, name, version)} exists${trashed}`, {
    hint: `the next free version is ${free}: add --version ${free}, or leave --version out`,
    details: { ref: formatReference(type, name, version), next_free: free },
  });
}
