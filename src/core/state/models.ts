import type { ModelSummary } from '../../generated/manifest.ts';
import { latestVersion } from '../names/version.ts';
import type { ModelState } from './model.ts';
import type { State } from './state.ts';

/** Models by <type>/<name>, each whole. */
export type Models = Readonly<Record<string, ModelState>>;

/** What `manifest.json` says of each model, in one line; a line is parsed when it is asked for. */
export interface Summaries {
  has(key: string): boolean;
  /** @throws MREG_DAMAGED for a line that is no summary */
  get(key: string): ModelSummary | undefined;
  /** In the order of the file. */
  keys(): readonly string[];
  /** The keys of the models of this name, in whatever type. */
  keysNamed(name: string): readonly string[];
}

/** The keys of all models, also of those that a state has not read. */
export function keysOf({ models, unread }: State): string[] {
  const read = Object.keys(models);
  return unread ? [...new Set([...unread.keys(), ...read])] : read;
}

/** The keys of the models of this name, in whatever type. */
export function keysNamed({ models, unread }: State, name: string): string[] {
  const suffix = `/${name}`;
  const read = Object.keys(models).filter((key) => key.endsWith(suffix));
  return unread ? [...new Set([...unread.keysNamed(name), ...read])] : read;
}

/** A model by its key, own members only; undefined for one that the state has not read, or that does not exist. */
export function modelAt({ models }: Pick<State, 'models'>, key: string): ModelState | undefined {
  return Object.hasOwn(models, key) ? models[key] : undefined;
}

/** What the manifest says of a model. */
export function summarize(model: ModelState): ModelSummary {
  const live: string[] = [];
  let size = 0;
  for (const [version, state] of Object.entries(model.versions)) {
    if (state.deleted) continue;
    live.push(version);
    size += state.size;
  }
  const pointers = Object.entries(model.stages).map(([stage, [version = '']]) => [stage, version] as const);
  return {
    revision: model.revision,
    next_number: model.next_number,
    versions: live.length,
    latest: latestVersion(live) ?? null,
    size,
    stages: Object.fromEntries(pointers.sort(byName)),
    aliases: Object.fromEntries(Object.entries(model.aliases).sort(byName)),
  };
}

/** Every model's summary by its key.
 * @throws MREG_DAMAGED */
export function* eachSummary(state: State): Generator<readonly [key: string, summary: ModelSummary]> {
  for (const key of keysOf(state)) {
    const model = modelAt(state, key);
    const summary = model ? summarize(model) : state.unread?.get(key);
    if (summary) yield [key, summary];
  }
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
