import type { ModelSummary } from '../../generated/manifest.ts';
import { latestVersion } from '../names/version.ts';
import { type ModelState, modelAt } from './model.ts';
import type { State } from './state.ts';

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

/** The keys of the models of this display name. */
export function keysDisplayed({ models, unread }: State, display: string): string[] {
  const read = Object.keys(models).filter((key) => models[key]?.display_name === display);
  return unread ? [...new Set([...unread.keysDisplayed(display), ...read])] : read;
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
    ...(model.display_name !== undefined && { display_name: model.display_name }),
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
