import { MregError } from '../../errors.ts';
import type { JsonObject } from '../json/index.ts';
import type { Bump } from '../names/bump.ts';
import { DEFAULT_TYPE, pathName } from '../names/default-name.ts';
import { isDisplayName, plainName } from '../names/display-name.ts';
import { isName, parseName } from '../names/name.ts';
import { parseVersion, type Version } from '../names/version.ts';
import { keysOf, movedTo } from '../state/models.ts';
import { findDisplayed } from '../state/resolve.ts';
import { modelKey, type State } from '../state/state.ts';
import type { Policy } from './policy.ts';
import { checkModelName, chooseVersion, knownType } from './register.ts';

/** What was said, one way or another, of a version that is to be registered. */
export interface Wishes {
  readonly type?: string | undefined;
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  readonly bump?: Bump | undefined;
  /** Type and name where neither the wishes nor the metadata say. */
  readonly defaults?: { readonly type?: string | undefined; readonly name?: string | undefined } | undefined;
}

/** What is to be registered, as it was called, and the last part of its real path; empty for several paths. */
export interface SourceName {
  readonly given: string;
  readonly base: string;
  readonly kind: 'file' | 'directory';
}

/** Where a new version will stand. */
export interface Target {
  readonly type: string;
  readonly name: string;
  /** What the model is called elsewhere, if that is no plain name. */
  readonly display: string | undefined;
  /** The version, or the one that comes next now. */
  readonly version: Version;
  /** The part to raise; undefined where the version was asked for. */
  readonly automatic: Bump | undefined;
}

/** A model as it was called. */
export interface Called {
  /** Undefined where only the existing models can tell. */
  readonly type: string | undefined;
  /** A plain name, made from `display` if there is one. */
  readonly name: string;
  /** The name as given, if it is no plain name. */
  readonly display: string | undefined;
}

/** The model that a new version is of: what was asked for, else what the metadata says, else the configuration, else
 * what the path's name tells. A name that was asked for may be `type/name`.
 * @throws MREG_USAGE where nothing tells the name */
export function decideModel(wishes: Wishes, metadata: JsonObject, source: SourceName): Called {
  const type = wishes.type ?? text(metadata.model_type) ?? wishes.defaults?.type;
  const [wishedType, wishedName] = wishes.type === undefined ? splitName(wishes.name ?? '') : [];
  if (wishedName !== undefined) return { type: wishedType, name: wishedName, display: undefined };
  const told = text(metadata.display_name) ?? text(metadata.model_name);
  const called = wishes.name ?? told ?? wishes.defaults?.name ?? nameOf(source);
  if (called === undefined) {
    throw new MregError(
      'MREG_USAGE',
      `'${source.base || source.given}' does not say what the model is called`,
      {
        hint: `mreg register ${source.given}${wishes.type === undefined ? '' : ` --type ${wishes.type}`} --name NAME`,
      },
    );
  }
  const display = isDisplayName(called) ? called : undefined;
  return { type, name: display === undefined ? called : plainName(display), display };
}

/** Type and name of `type/name`. */
function splitName(text: string): readonly [type: string, name: string] | readonly [] {
  const [type = '', name = '', ...more] = text.split('/');
  return more.length === 0 && isName(type) && isName(name) ? [type, name] : [];
}

/** Undefined if the configuration lists several types, and not this one. */
function defaultType({ types }: Policy): string | undefined {
  if (types === undefined || types.includes(DEFAULT_TYPE)) return DEFAULT_TYPE;
  return types.length === 1 ? types[0] : undefined;
}

/** Type, name and version of a new version.
 * @throws MREG_USAGE where nothing tells; MREG_INVALID, MREG_EXISTS, MREG_AMBIGUOUS */
export function decideTarget(
  state: State,
  policy: Policy,
  wishes: Wishes,
  metadata: JsonObject,
  source: SourceName,
): Target {
  const { type, name, display } = findTarget(state, policy, wishes, decideModel(wishes, metadata, source));
  if (type === undefined) {
    throw new MregError('MREG_USAGE', `no type given for the new model '${name}'`, {
      hint: `mreg register ${source.given} --type ${policy.types?.[0]}${wishes.name === undefined ? '' : ` --name ${name}`}`,
    });
  }
  const isTold = wishes.name === undefined && text(metadata.model_name) === name;
  if (isTold) told('model_name', () => parseName('model name', name));
  checkModelName(state, policy, type, name);
  const asked = wishes.version ?? (wishes.bump === undefined ? text(metadata.model_version) : undefined);
  if (asked === undefined) {
    const automatic = wishes.bump ?? 'patch';
    return { type, name, display, version: chooseVersion(state, type, name, automatic), automatic };
  }
  const version =
    wishes.version === undefined ? told('model_version', () => parseVersion(asked)) : parseVersion(asked);
  return { type, name, display, version, automatic: undefined };
}

/** Where a model will stand that is called so.
 * @throws MREG_AMBIGUOUS */
export function placeModel(
  state: State,
  policy: Policy,
  wishes: { readonly type?: string | undefined; readonly name: string },
): Called {
  return findTarget(
    state,
    policy,
    wishes,
    decideModel(wishes, {}, { given: wishes.name, base: '', kind: 'directory' }),
  );
}

/** The model that bears the name already, under whatever plain name, else where a new one will stand. */
function findTarget(state: State, policy: Policy, wishes: Wishes, called: Called): Called {
  const spoken = called.display ?? wishes.name ?? '';
  const known = isName(spoken) ? undefined : findDisplayed(state, spoken, wishes.type);
  if (known) return { type: known.type, name: known.name, display: spoken };
  if (called.display === undefined)
    return { ...called, type: called.type ?? knownType(state, called.name) ?? defaultType(policy) };
  const type = called.type ?? defaultType(policy);
  return type === undefined ? called : { ...called, type, name: freeName(state, type, called.display) };
}

/** The plain name for a display name, with a number if a model has it: a display name is not mixed up with another model. */
export function freeName(state: State, type: string, display: string): string {
  const name = plainName(display);
  const keys = keysOf(state).filter((key) => movedTo(state, key) === undefined);
  const taken = new Set(keys.map((key) => key.toLowerCase()));
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!taken.has(modelKey(type, candidate).toLowerCase())) return candidate;
  }
}

function nameOf({ base, kind }: SourceName): string | undefined {
  const name = pathName(base, kind);
  return name !== undefined && (isName(name) || isDisplayName(name)) ? name : undefined;
}

/** A fault of what the metadata say, which nobody typed.
 * @throws MREG_INVALID */
function told<T>(member: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MregError)) throw error;
    const { code, message, hint, details } = error;
    throw new MregError(code, `${member} in the metadata: ${message}`, { hint, details });
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
