import { MregError } from '../../errors.ts';
import type { JsonObject } from '../json/index.ts';
import type { Bump } from '../names/bump.ts';
import { DEFAULT_TYPE, pathName } from '../names/default-name.ts';
import { isName } from '../names/name.ts';
import { parseVersion, type Version } from '../names/version.ts';
import type { State } from '../state/state.ts';
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

/** What is to be registered, as it was called, and the last part of its real path. */
export interface SourceName {
  readonly given: string;
  readonly base: string;
  readonly kind: 'file' | 'directory';
}

/** Where a new version will stand. */
export interface Target {
  readonly type: string;
  readonly name: string;
  /** The version, or the one that comes next now. */
  readonly version: Version;
  /** The part to raise; undefined where the version was asked for. */
  readonly automatic: Bump | undefined;
}

/** The model that a new version is of: what was asked for, else what the metadata says, else the configuration, else
 * what the path's name tells. The type is undefined where only the existing models can tell.
 * @throws MREG_USAGE where nothing tells the name */
export function decideModel(
  wishes: Wishes,
  { model_name, model_type }: JsonObject,
  source: SourceName,
): { readonly type: string | undefined; readonly name: string } {
  const name = wishes.name ?? text(model_name) ?? wishes.defaults?.name ?? nameOf(source);
  if (name === undefined) {
    const type = wishes.type === undefined ? '' : ` --type ${wishes.type}`;
    throw new MregError('MREG_USAGE', `'${source.base}' does not say what the model is called`, {
      hint: `mreg register ${source.given}${type} --name NAME`,
    });
  }
  return { type: wishes.type ?? text(model_type) ?? wishes.defaults?.type, name };
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
  const { name, type = knownType(state, name) ?? defaultType(policy) } = decideModel(
    wishes,
    metadata,
    source,
  );
  if (type === undefined) {
    throw new MregError('MREG_USAGE', `no type given for the new model '${name}'`, {
      hint: `mreg register ${source.given} --type ${policy.types?.[0]}${wishes.name === undefined ? '' : ` --name ${name}`}`,
    });
  }
  checkModelName(state, policy, type, name);
  const asked = wishes.version ?? (wishes.bump === undefined ? text(metadata.model_version) : undefined);
  if (asked === undefined) {
    const automatic = wishes.bump ?? 'patch';
    return { type, name, version: chooseVersion(state, type, name, automatic), automatic };
  }
  return { type, name, version: parseVersion(asked), automatic: undefined };
}

function nameOf({ base, kind }: SourceName): string | undefined {
  const name = pathName(base, kind);
  return name !== undefined && isName(name) ? name : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
