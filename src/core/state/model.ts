import type { ModelSummary } from '../../generated/manifest.ts';
import type { ModelFile, VersionState } from '../../generated/model.ts';
import { Versions } from './versions.ts';

export type { VersionState };

/** The source of a version's files, as a client of MLflow gave it. */
export type MlflowSource = NonNullable<VersionState['mlflow_source']>;

/** A model as its file holds it, under the key of the state. */
export type StoredModel = Omit<ModelFile, 'model'>;

/** A model as the log gives it. */
export type ModelState = Omit<StoredModel, 'versions'> & { versions: Versions };

/** The model that a file holds. */
export function toState(stored: StoredModel): ModelState {
  return { ...stored, versions: new Versions(stored.versions) };
}

/** A model in an archive without history: the revision there means nothing here. */
export type PackedModel = Omit<StoredModel, 'revision'>;

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
  /** The keys of the models of this display name. */
  keysDisplayed(display: string): readonly string[];
}

/** A model by its key, own members only; undefined for one that the state has not read, or that does not exist. */
export function modelAt({ models }: { readonly models: Models }, key: string): ModelState | undefined {
  return Object.hasOwn(models, key) ? models[key] : undefined;
}
