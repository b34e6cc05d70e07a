/** How models of an MLflow registry come into this one: which versions are new, and which labels differ. */
import { MregError } from '../../errors.ts';
import type { Change } from '../../generated/log-entry.ts';
import { parseAlias } from '../names/alias.ts';
import { formatReference } from '../names/reference.ts';
import { readStage } from '../names/stage.ts';
import { readVersion, type Version } from '../names/version.ts';
import type { ModelState, VersionState } from '../state/model.ts';
import { ambiguous } from '../state/references/not-found.ts';
import { getModel } from '../state/references/resolve.ts';
import { modelKey, type State, splitKey, stageOf, versionState } from '../state/state.ts';
import { decideCreate } from './model.ts';
import type { Policy } from './policy.ts';
import { keysElsewhere, placeElsewhere } from './registration/elsewhere.ts';
import { checkModelName, numberTaken } from './registration/register.ts';

type Texts = Readonly<Record<string, string>>;

/** A model there. */
export interface ModelThere {
  readonly name: string;
  readonly description: string;
  /** Milliseconds of the epoch. */
  readonly created_at: number;
  readonly tags: Texts;
  /** The number that each alias shows. */
  readonly aliases: Readonly<Record<string, number>>;
}

/** A version there. */
export interface VersionThere {
  readonly number: number;
  readonly stage: string;
  readonly description: string;
  readonly source: string;
  readonly created_at: number;
  readonly tags: Texts;
}

/** A version there, and what it is here. */
export interface PulledVersion<There extends VersionThere> {
  readonly there: There;
  readonly version: Version;
  /** `here`: it was pulled before; `gone`: likewise, and it was purged since. */
  readonly is: 'new' | 'here' | 'gone';
}

/** A model there, and where it stands here. */
export interface PulledModel<There extends VersionThere> {
  readonly type: string;
  readonly name: string;
  readonly exists: boolean;
  readonly versions: readonly PulledVersion<There>[];
}

/** The tag of a version's semantic version, where a registry like this one has written it. */
const VERSION_TAG = 'mreg.version';
const DIGEST_TAG = 'mreg.digest';
const OTHER_TYPE = 'pull it under another type: --type TYPE';

/** Which versions of a model are here, and what the others will be called: as a tag says, else `vN.0.0`.
 * @throws MREG_EXISTS if a number or a version is taken by something else; MREG_AMBIGUOUS if models of several types are called so and
 * none came from there; MREG_INVALID for a name, MREG_USAGE if the configuration
 * leaves the type open */
export function planPull<There extends VersionThere>(
  state: State,
  policy: Policy,
  model: { readonly name: string; readonly type?: string | undefined },
  versions: readonly There[],
  versionTag: string = VERSION_TAG,
): PulledModel<There> {
  const chosenType = model.type ?? typePulled(state, model.name, versions);
  const { type, name } = placeElsewhere(state, policy, { name: model.name, type: chosenType });
  if (type === undefined)
    throw new MregError('MREG_USAGE', `no type given for the new model '${name}'`, {
      hint: `add --type ${policy.types?.[0]}`,
    });
  checkModelName(state, policy, type, name);
  const here = getModel(state, type, name);
  const byNumber = new Map([...(here?.versions ?? [])].map((entry) => [entry[1].number, entry]));
  const taken = new Set(here?.versions.names());
  const planned = versions
    .toSorted((a, b) => a.number - b.number)
    .map((there): PulledVersion<There> => {
      const [version, known] = byNumber.get(there.number) ?? [];
      if (version !== undefined && known && isSame(known, there))
        return { there, version: version as Version, is: 'here' };
      if (known) {
        const { code, message, details } = numberTaken(type, name, there.number, here?.next_number ?? 1);
        throw new MregError(code, message, { hint: OTHER_TYPE, details });
      }
      const wanted = readVersion(there.tags[versionTag] ?? there.tags[VERSION_TAG] ?? '');
      const chosen = wanted ?? (`v${there.number}.0.0` as Version);
      if (there.number < (here?.next_number ?? 1)) return { there, version: chosen, is: 'gone' };
      if (taken.has(chosen))
        throw new MregError(
          'MREG_EXISTS',
          `${formatReference(type, name, chosen)} is taken: version ${there.number} cannot be called so`,
          {
            hint: OTHER_TYPE,
            details: { ref: formatReference(type, name, chosen), number: there.number },
          },
        );
      taken.add(chosen);
      return { there, version: chosen, is: 'new' };
    });
  return { type, name, exists: here !== undefined && here.moved_to === undefined, versions: planned };
}

/** The type of the model that earlier pulls made of the one there; undefined if it need not be known.
 * @throws MREG_AMBIGUOUS */
function typePulled(state: State, called: string, versions: readonly VersionThere[]): string | undefined {
  const keys = keysElsewhere(state, called);
  if (keys.length < 2) return undefined;
  const types = keys.map((key) => splitKey(key));
  const pulled = types.filter(({ type, name }) => {
    const here = getModel(state, type, name)?.versions.states() ?? [];
    return versions.some((there) => here.some((one) => one.number === there.number && isSame(one, there)));
  });
  if (pulled.length === 1) return pulled[0]?.type;
  const { code, message, details } = ambiguous(`'${called}' is a model`, keys);
  throw new MregError(code, message, {
    hint: `say which, such as --type ${types[0]?.type}`,
    details,
  });
}

/** By the moment of its registration and by its source: nobody can change either. */
function isSame({ registered_at, mlflow_source }: VersionState, there: VersionThere): boolean {
  return Date.parse(registered_at) === there.created_at && mlflow_source?.uri === there.source;
}

/** The model, as it is there, before its first version.
 * @throws MREG_EXISTS if somebody made it meanwhile; MREG_INVALID */
export function decidePulledModel(
  state: State,
  policy: Policy,
  type: string | undefined,
  { name, description, tags, created_at }: ModelThere,
): { changes: Change[]; outcome: { readonly type: string; readonly name: string } } {
  return decideCreate(state, policy, {
    name,
    exact: true,
    type,
    tags,
    ...(description !== '' && { description }),
    created_at: new Date(created_at).toISOString(),
  });
}

/** What a version has after a pull. */
export interface PulledLabels {
  readonly version: string;
  readonly stage: string;
  readonly aliases: readonly string[];
  /** Labels that it has there and does not get here: a stage that has gates or is none of this registry's, an alias that is reserved. */
  readonly withheld: readonly string[];
  readonly changed: boolean;
}

/** Makes the labels of a model, and of its versions that were pulled, what they are there. Whatever else is here stays.
 * @throws MREG_CONFLICT if a version has left meanwhile */
export function decidePulledLabels<There extends VersionThere>(
  state: State,
  policy: Policy,
  { type, name, versions }: PulledModel<There>,
  there: ModelThere,
): { changes: Change[]; outcome: readonly PulledLabels[] } {
  const model = getModel(state, type, name);
  if (!model) throw gone(modelKey(type, name));
  const labels = versions
    // In the trash, or purged: somebody here wanted it so.
    .filter(({ is, version }) => is !== 'gone' && isLive(versionState(model, version)))
    .map((pulled) => labelsOf(policy, type, name, model, pulled, there));
  const kept = new Map(
    labels.flatMap(({ outcome }) => outcome.aliases.map((alias) => [alias, outcome.version])),
  );
  const pulled = new Set(labels.map(({ outcome }) => outcome.version));
  const removed = Object.entries(model.aliases).filter(([alias, at]) => pulled.has(at) && !kept.has(alias));
  const changes: Change[] = [
    ...aboutModel(type, name, model, there),
    ...removed.map(([alias, from]): Change => ({ change: 'alias-removed', type, name, alias, from })),
    ...labels.flatMap(({ changes: own }) => own),
  ];
  const changed = new Set(
    changes.flatMap((change) =>
      'version' in change ? change.version : 'from' in change ? String(change.from) : [],
    ),
  );
  return {
    changes,
    outcome: labels.map(({ outcome }) => ({
      ...outcome,
      changed: changed.has(outcome.version) || outcome.changed,
    })),
  };
}

function labelsOf(
  policy: Policy,
  type: string,
  name: string,
  model: ModelState,
  { there, version }: PulledVersion<VersionThere>,
  { aliases }: ModelThere,
): { changes: Change[]; outcome: PulledLabels } {
  const state = versionState(model, version) as VersionState;
  const of = { type, name, version };
  const changes: Change[] = [];
  const withheld: string[] = [];
  const from = stageOf(model, version);
  const known = readStage(there.stage, policy.stages);
  const isOpen = known !== undefined && (known === from || (policy.gates?.[known]?.length ?? 0) === 0);
  const stage = isOpen ? known : from;
  if (!isOpen) withheld.push(there.stage);
  if (stage !== from) changes.push({ change: 'stage-changed', ...of, from, to: stage });
  const own = Object.keys(aliases).filter((alias) => aliases[alias] === there.number);
  const free = own.filter((alias) => isFree(alias, policy));
  withheld.push(...own.filter((alias) => !free.includes(alias)));
  for (const alias of free) {
    const at = Object.hasOwn(model.aliases, alias) ? (model.aliases[alias] as string) : null;
    if (at !== version) changes.push({ change: 'alias-moved', type, name, alias, from: at, to: version });
  }
  const tags = ownTags(there.tags);
  if (!isEqual(state.tags ?? {}, tags))
    changes.push({ change: 'tags-changed', ...of, from: state.tags ?? {}, to: tags });
  const described = state.description ?? null;
  const description = there.description === '' ? null : there.description;
  if (described !== description)
    changes.push({ change: 'description-changed', ...of, from: described, to: description });
  return { changes, outcome: { version, stage, aliases: free, withheld, changed: changes.length > 0 } };
}

function aboutModel(type: string, name: string, model: ModelState, there: ModelThere): Change[] {
  const of = { type, name };
  const described = model.description ?? null;
  const description = there.description === '' ? null : there.description;
  return [
    ...(described === description
      ? []
      : [{ change: 'model-described', ...of, from: described, to: description } as const]),
    ...(isEqual(model.tags ?? {}, there.tags)
      ? []
      : [{ change: 'model-tags-changed', ...of, from: model.tags ?? {}, to: { ...there.tags } } as const]),
  ];
}

/** The tags without those that every version has anyway. */
export function ownTags(tags: Texts): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags).filter(([key]) => key !== VERSION_TAG && key !== DIGEST_TAG),
  );
}

function isLive(state: VersionState | undefined): boolean {
  return state !== undefined && state.deleted === undefined;
}

function isFree(alias: string, { stages }: Policy): boolean {
  try {
    return parseAlias(alias, stages) === alias;
  } catch {
    return false;
  }
}

function isEqual(a: Texts, b: Texts): boolean {
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && a[key] === b[key])
  );
}

function gone(model: string): MregError {
  return new MregError('MREG_CONFLICT', `${model} was renamed or deleted meanwhile`, {
    hint: 'run the command again',
  });
}
