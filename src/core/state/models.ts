import type { ModelSummary } from '../../generated/manifest.ts';
import { isTrashedName } from '../names/name.ts';
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
  const keys = unread ? [...new Set([...unread.keysDisplayed(display), ...read])] : read;
  return keys.filter((key) => isModel(key, {}));
}

/** The present name of the model that had this key, which may be a name in the trash; undefined if it did not move. */
export function movedTo(state: State, key: string): string | undefined {
  const model = modelAt(state, key);
  return model ? model.moved_to : state.unread?.get(key)?.moved_to;
}

/** The present key of the model that had this key. */
export function currentKey(state: State, key: string): string {
  const type = key.slice(0, key.indexOf('/') + 1);
  const seen = new Set([key]);
  let now = key;
  for (let to = movedTo(state, now); to !== undefined && !seen.has(type + to); to = movedTo(state, now)) {
    now = type + to;
    seen.add(now);
  }
  return now;
}

/** Whether a key is that of a model that people can name: neither a free name nor a model in the trash. */
export function isModel(key: string, { moved_to }: Pick<ModelSummary, 'moved_to'>): boolean {
  return moved_to === undefined && !isTrashedName(key.slice(key.indexOf('/') + 1));
}

/** The line of a model in the manifest. */
export function summarize(model: ModelState): ModelSummary {
  const { live, latest = null, size } = model.versions.totals();
  const pointers = Object.entries(model.stages).map(([stage, [version = '']]) => [stage, version] as const);
  return {
    revision: model.revision,
    next_number: model.next_number,
    versions: live,
    latest,
    size,
    stages: Object.fromEntries(pointers.sort(byName)),
    aliases: Object.fromEntries(Object.entries(model.aliases).sort(byName)),
    ...(model.display_name !== undefined && { display_name: model.display_name }),
    ...(model.moved_to !== undefined && { moved_to: model.moved_to }),
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
