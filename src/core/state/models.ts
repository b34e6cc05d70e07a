import type { ModelState } from '../../generated/manifest.ts';
import type { ManifestText } from '../manifest/manifest-text.ts';

/** Models by key, as a state holds them. */
export type Models = Readonly<Record<string, ModelState>>;

interface Layers {
  readonly text: ManifestText;
  /** What was changed since; it wins over the text. */
  readonly changed: ReadonlyMap<string, ModelState>;
}

const layersOf = new WeakMap<Models, Layers>();

/** The models of a manifest's text. They are used like any record, but one is parsed only when it is asked for.
 * To read one that is damaged throws MREG_DAMAGED. */
export function modelsIn(text: ManifestText): Models {
  return createView({ text, changed: new Map() });
}

/** The models with those of `changed` in the place of their own, or added at the end. */
export function withModels(models: Models, changed: ReadonlyMap<string, ModelState>): Models {
  const layers = layersOf.get(models);
  if (!layers) return { ...models, ...Object.fromEntries(changed) };
  return createView({ text: layers.text, changed: new Map([...layers.changed, ...changed]) });
}

/** Every model with its key, for who looks at each of them once: those of a text are not kept.
 * @throws MREG_DAMAGED */
export function* eachModel(models: Models): Generator<readonly [key: string, model: ModelState]> {
  const layers = layersOf.get(models);
  if (!layers) {
    yield* Object.entries(models);
    return;
  }
  for (const batch of layers.text.batches())
    for (const entry of Object.entries(batch)) if (!layers.changed.has(entry[0])) yield entry;
  yield* layers.changed;
}

/** The text that models stand in, and those that have changed since; undefined for models that come from no text. */
export function sourceOf(models: Models): Layers | undefined {
  return layersOf.get(models);
}

/** The keys of the models of this name, in whatever type. */
export function keysNamed(models: Models, name: string): string[] {
  const layers = layersOf.get(models);
  const suffix = `/${name}`;
  if (!layers) return Object.keys(models).filter((key) => key.endsWith(suffix));
  const changed = [...layers.changed.keys()].filter((key) => key.endsWith(suffix));
  return [...new Set([...layers.text.keysNamed(name), ...changed])];
}

function createView(layers: Layers): Models {
  const { text, changed } = layers;
  const has = (key: string | symbol) => typeof key === 'string' && (changed.has(key) || text.has(key));
  const get = (key: string) => changed.get(key) ?? text.model(key);
  const view: Models = new Proxy<Record<string, ModelState>>(
    {},
    {
      has: (_, key) => has(key),
      get: (_, key) => (typeof key === 'string' ? get(key) : undefined),
      ownKeys: () => [...new Set([...text.keys(), ...changed.keys()])],
      // A getter, so that listing the keys parses nothing.
      getOwnPropertyDescriptor: (_, key) =>
        has(key) ? { get: () => get(key as string), enumerable: true, configurable: true } : undefined,
      set: () => false,
    },
  );
  layersOf.set(view, layers);
  return view;
}
