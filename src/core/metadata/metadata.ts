import type { FileRecord, Metadata } from '../../generated/metadata.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json/index.ts';
import { checkKey } from '../names/name.ts';

/** The version of metadata.json's schema that mreg writes. */
export const METADATA_SCHEMA = 1;

/** The order in which the known members are written; others follow as they came. */
const ORDER = [
  'model_name',
  'model_version',
  'training_timestamp',
  'mlflow_run_id',
  'mlflow_source',
  'source_data_version',
  'hyperparameters_config_path',
  'key_performance_metrics',
  'model_artifact_files',
  'notes',
  'schema_version',
  'model_type',
  'display_name',
  'registered_at',
  'registered_by',
  'description',
  'tags',
  'framework',
  'hyperparameters',
  'environment_config',
  'training_data',
  'evaluation_results',
  'feature_importance',
  'pipeline_steps',
  'dependencies',
  'parents',
  'source',
  'files',
] as const satisfies readonly (keyof Metadata)[];

/** A metadata document; members that are undefined are left out. */
export type MetadataDocument = { readonly [Key in (typeof ORDER)[number]]?: JsonValue | undefined } & {
  readonly [key: string]: JsonValue | undefined;
};

/** The names of the members that have a meaning. */
export const METADATA_MEMBERS: readonly string[] = ORDER;

/** Documents laid over each other, the strongest last, in the documented order. Objects of metrics,
 * hyperparameters and tags are merged by their members, all else is replaced.
 * @throws MREG_INVALID for a key that could not be read back */
export function mergeMetadata(...documents: readonly MetadataDocument[]): JsonObject {
  const merged: Record<string, JsonValue> = Object.create(null);
  for (const document of documents) {
    for (const [key, value] of Object.entries(document)) {
      if (value === undefined) continue;
      checkKey(key);
      checkKeys(value);
      merged[key] = MERGED.has(key) ? mergeMembers(merged[key], value) : value;
    }
  }
  const ordered: Record<string, JsonValue> = Object.create(null);
  for (const key of [...ORDER, ...Object.keys(merged)]) {
    const value = merged[key];
    if (value !== undefined) ordered[key] = value;
  }
  return ordered;
}

function checkKeys(value: JsonValue): void {
  if (Array.isArray(value)) value.forEach(checkKeys);
  if (!isJsonObject(value)) return;
  for (const [key, member] of Object.entries(value)) {
    checkKey(key);
    checkKeys(member);
  }
}

const MERGED: ReadonlySet<string> = new Set(['key_performance_metrics', 'hyperparameters', 'tags']);

function mergeMembers(under: JsonValue | undefined, over: JsonValue): JsonValue {
  if (!isJsonObject(under) || !isJsonObject(over)) return over;
  const merged: Record<string, JsonValue> = Object.assign(Object.create(null), under);
  for (const [key, value] of Object.entries(over)) {
    const before = merged[key];
    merged[key] =
      isJsonObject(before) && isJsonObject(value) ? Object.assign(Object.create(null), before, value) : value;
  }
  return merged;
}

/** The list of files as the document holds it. */
export function fileList(files: readonly FileRecord[]): JsonValue {
  return files.map(({ path, size, sha256 }) => ({ path, size, sha256 }));
}
