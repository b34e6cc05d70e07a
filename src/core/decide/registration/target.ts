import { MregError } from '../../../errors.ts';
import type { JsonObject } from '../../json/index.ts';
import type { Bump } from '../../names/bump.ts';
import { DEFAULT_TYPE, pathName } from '../../names/default-name.ts';
import { isDisplayName, plainName } from '../../names/display-name.ts';
import { isName, parseName } from '../../names/name.ts';
import { parseVersion, type Version } from '../../names/version.ts';
import { keysOf, movedTo } from '../../state/models.ts';
import { findDisplayed, typesOf } from '../../state/references/resolve.ts';
import { modelKey, type State } from '../../state/state.ts';
import type { Policy } from '../policy.ts';
import { checkModelName, chooseVersion, knownType } from './register.ts';

/** What a request says of the type, name and version to register. */
export interface TargetRequest {
  readonly type?: string | undefined;
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  readonly bump?: Bump | undefined;
  /** Type and name if neither the request nor the metadata says them. */
  readonly defaults?: { readonly type?: string | undefined; readonly name?: string | undefined } | undefined;
}

/** The path to register: as it was given, and the last part of the real path, which is empty for several paths. */
export interface SourceName {
  readonly given: string;
  readonly base: string;
  readonly kind: 'file' | 'directory';
}

/** Where a new version will stand. */
export interface Target {
  readonly type: string;
  readonly name: string;
  /** The display name, if the model is called by one. */
  readonly display: string | undefined;
  /** The version, or the one that comes next now. */
  readonly version: Version;
  /** The part to raise; undefined if the version was asked for. */
  readonly automatic: Bump | undefined;
}

/** A model as the request, the metadata or the path names it, before it is looked up in the registry. */
export interface NamedModel {
  /** Undefined if only the existing models can tell. */
  readonly type: string | undefined;
  /** A plain name, made from `display` if there is one. */
  readonly name: string;
  /** The name as given, if it is no plain name. */
  readonly display: string | undefined;
}

/** The model of a new version: its name comes from the request, else from the metadata, else from the configuration, else from
 * the path. The request may name it `type/name`.
 * @throws MREG_USAGE if none of them names it */
export function nameModel(request: TargetRequest, metadata: JsonObject, source: SourceName): NamedModel {
  const type = request.type ?? text(metadata.model_type) ?? request.defaults?.type;
  const [askedType, askedName] = request.type === undefined ? splitName(request.name ?? '') : [];
  if (askedName !== undefined) return { type: askedType, name: askedName, display: undefined };
  const told = text(metadata.display_name) ?? text(metadata.model_name);
  const called = request.name ?? told ?? request.defaults?.name ?? nameOf(source);
  if (called === undefined) {
    throw new MregError(
      'MREG_USAGE',
      `'${source.base || source.given}' does not say what the model is called`,
      {
        hint: `mreg register ${source.given}${request.type === undefined ? '' : ` --type ${request.type}`} --name NAME`,
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
export function defaultType({ types }: Policy): string | undefined {
  if (types === undefined || types.includes(DEFAULT_TYPE)) return DEFAULT_TYPE;
  return types.length === 1 ? types[0] : undefined;
}

/** Type, name and version of a new version of the model that `named` names.
 * @throws MREG_USAGE if nothing tells the type; MREG_INVALID, MREG_EXISTS, MREG_AMBIGUOUS */
export function decideTarget(
  state: State,
  policy: Policy,
  { named, request, metadata, source }: TargetFacts,
): Target {
  const { type, name, display } = placeModel(state, policy, named, request);
  if (type === undefined) {
    throw new MregError('MREG_USAGE', `no type given for the new model '${name}'`, {
      hint: `mreg register ${source.given} --type ${policy.types?.[0]}${request.name === undefined ? '' : ` --name ${name}`}`,
    });
  }
  const isTold = request.name === undefined && text(metadata.model_name) === name;
  if (isTold) told('model_name', () => parseName('model name', name));
  checkModelName(state, policy, type, name);
  return { type, name, display, ...decideVersion(state, { type, name }, request, metadata) };
}

/** What is known of a new version before the registry is asked. */
export interface TargetFacts {
  readonly named: NamedModel;
  readonly request: TargetRequest;
  readonly metadata: JsonObject;
  readonly source: SourceName;
}

/** The version that the request or the metadata asks for, else the next one of the model.
 * @throws MREG_INVALID */
export function decideVersion(
  state: State,
  { type, name }: { readonly type: string; readonly name: string },
  request: Pick<TargetRequest, 'version' | 'bump'>,
  metadata: JsonObject = {},
): Pick<Target, 'version' | 'automatic'> {
  if (request.version !== undefined) return { version: parseVersion(request.version), automatic: undefined };
  const asked = request.bump === undefined ? text(metadata.model_version) : undefined;
  if (asked !== undefined)
    return { version: told('model_version', () => parseVersion(asked)), automatic: undefined };
  const automatic = request.bump ?? 'patch';
  return { version: chooseVersion(state, type, name, automatic), automatic };
}

/** The type and the plain name of a model: of the existing one that bears the name or display name, else of a new one.
 * @throws MREG_AMBIGUOUS */
export function placeModel(
  state: State,
  policy: Policy,
  named: NamedModel,
  request: TargetRequest,
): NamedModel {
  const written = named.display ?? request.name ?? '';
  const isPlain = isName(written) && typesOf(state, written).length > 0;
  const known = isPlain ? undefined : findDisplayed(state, written, request.type);
  if (known) return { type: known.type, name: known.name, display: written };
  if (named.display === undefined)
    return { ...named, type: named.type ?? knownType(state, named.name) ?? defaultType(policy) };
  const type = named.type ?? defaultType(policy);
  return type === undefined ? named : { ...named, type, name: freeName(state, type, named.display) };
}

/** The plain name for a display name, with a number if a model has it: a display name is not mixed up with another model. */
export function freeName(state: State, type: string, display: string): string {
  const name = plainName(display);
  const isTaken = takenNames(state, type);
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!isTaken(candidate)) return candidate;
  }
}

/** Whether a new model of a type cannot have a name: a model has it, or has or had one that differs in case only. */
export function takenNames(state: State, type: string): (name: string) => boolean {
  const keys = new Map(keysOf(state).map((key) => [key.toLowerCase(), key]));
  return (name) => {
    const wanted = modelKey(type, name);
    const key = keys.get(wanted.toLowerCase());
    return key !== undefined && (key !== wanted || movedTo(state, key) === undefined);
  };
}

function nameOf({ base, kind }: SourceName): string | undefined {
  const name = pathName(base, kind);
  return name !== undefined && (isName(name) || isDisplayName(name)) ? name : undefined;
}

/** Runs `read` and names the member of the metadata in its error: nobody typed the value on the command line.
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
