import { formatReference, parseReference } from '../../names/reference.ts';
import { ARCHIVED, NO_STAGE } from '../../names/stage.ts';
import { modelAt } from '../model.ts';
import { currentKey } from '../models.ts';
import { liveVersions, modelKey, type State, stageOf, versionState } from '../state.ts';
import { type FoundVersion, typesOf } from './resolve.ts';

/** A reason to keep a version: the stage or alias that points at it, its pin, or a version derived from it. */
export interface Referrer {
  readonly kind: 'stage' | 'alias' | 'pin' | 'descendant';
  /** The stage, the alias or the descendant's reference; empty for a pin. */
  readonly name: string;
}

/** The live versions that were derived from each version, by reference. */
export type Descendants = ReadonlyMap<string, readonly string[]>;

/** The descendants of each version, as far as both are in the registry. */
export function findDescendants(state: State): Descendants {
  const descendants = new Map<string, string[]>();
  for (const [key, model] of Object.entries(state.models)) {
    for (const [version, { parents = [] }] of liveVersions(model)) {
      for (const text of parents) {
        const parent = exactReference(state, text);
        if (parent === undefined) continue;
        descendants.set(parent, [...(descendants.get(parent) ?? []), `${key}@${version}`]);
      }
    }
  }
  return descendants;
}

/** The referrers of a version. Archived and None are no referrers. */
export function referrersOf(
  { type, name, model, version, state }: FoundVersion,
  descendants: Descendants,
): Referrer[] {
  const stage = stageOf(model, version);
  const aliases = Object.keys(model.aliases).filter((alias) => model.aliases[alias] === version);
  const derived = descendants.get(formatReference(type, name, version)) ?? [];
  return [
    ...(stage === NO_STAGE || stage === ARCHIVED ? [] : [{ kind: 'stage', name: stage } as const]),
    ...aliases.sort().map((alias) => ({ kind: 'alias', name: alias }) as const),
    ...(state.pinned ? [{ kind: 'pin', name: '' } as const] : []),
    ...derived.map((ref) => ({ kind: 'descendant', name: ref }) as const),
  ];
}

/** `in Production`, `alias champion`, `pinned`, `parent of rl_agents/ppo@v2.0.0`. */
export function describeReferrer({ kind, name }: Referrer): string {
  switch (kind) {
    case 'stage':
      return `in ${name}`;
    case 'alias':
      return `alias ${name}`;
    case 'pin':
      return 'pinned';
    case 'descendant':
      return `parent of ${name}`;
  }
}

/** The full reference of the version that `text` names by version or number; undefined if it is not in the registry, as parents may be. */
export function exactReference(state: State, text: string): string | undefined {
  const reference = readReference(text);
  const types =
    reference && (reference.type === undefined ? typesOf(state, reference.name) : [reference.type]);
  const [type] = types ?? [];
  if (reference?.selector === undefined || type === undefined || types?.length !== 1) return undefined;
  const { selector, name } = reference;
  const key = currentKey(state, modelKey(type, name));
  const model = modelAt(state, key);
  if (!model) return undefined;
  const version =
    selector.kind === 'version'
      ? selector.version
      : selector.kind === 'number'
        ? model.versions.numbered(selector.number)
        : undefined;
  return version !== undefined && versionState(model, version) ? `${key}@${version}` : undefined;
}

function readReference(text: string): ReturnType<typeof parseReference> | undefined {
  try {
    return parseReference(text);
  } catch {
    return undefined;
  }
}
