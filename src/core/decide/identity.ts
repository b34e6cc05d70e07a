import { MregError } from '../../errors.ts';
import type { JsonObject } from '../json/index.ts';
import type { Bump } from '../names/bump.ts';
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
  const name = wishes.name ?? text(model_name) ?? wishes.defaults?.name ?? nameFromPath(source);
  if (name === undefined) {
    const type = wishes.type === undefined ? '' : ` --type ${wishes.type}`;
    throw new MregError('MREG_USAGE', `'${source.base}' does not say what the model is called`, {
      hint: `mreg register ${source.given}${type} --name NAME`,
    });
  }
  return { type: wishes.type ?? text(model_type) ?? wishes.defaults?.type, name };
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
  const { name, type = knownType(state, name) } = decideModel(wishes, metadata, source);
  if (type === undefined) {
    throw new MregError('MREG_USAGE', `no type given for the new model '${name}'`, {
      hint: `mreg register ${source.given} --type ${policy.types?.[0] ?? 'TYPE'}${wishes.name === undefined ? '' : ` --name ${name}`}`,
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

/** Names of places, not of models: what a training script calls its output. */
const PLACES: ReadonlySet<string> = new Set(
  (
    'adapter artifact artifacts best best_model build checkpoint checkpoints ckpt ckpts data dist export exported exports ' +
    'final final_model last latest model models out output outputs result results run runs save saved saved_model src ' +
    'target temp tmp train trained training weights work workspace'
  ).split(' '),
);

/** The model's name that a path's last part gives, or undefined where it says nothing. */
function nameFromPath({ base, kind }: Pick<SourceName, 'base' | 'kind'>): string | undefined {
  const name = kind === 'file' ? base.replace(/(?<!^)\.[A-Za-z][A-Za-z0-9]{0,11}$/, '') : base;
  const stem = name.toLowerCase().replace(/[-_.]?\d+$/, '');
  return PLACES.has(stem) || stem === '' || !isName(name) ? undefined : name;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
