import type { Target } from '../../core/decide/registration/target.ts';
import { type JsonObject, toPlain } from '../../core/json/index.ts';
import {
  fileList,
  METADATA_SCHEMA,
  type MetadataDocument,
  mergeMetadata,
} from '../../core/metadata/metadata.ts';
import { flattenMetrics } from '../../core/metadata/metrics.ts';
import type { MlflowSource } from '../../core/state/model.ts';
import type { Session } from '../session.ts';
import type { TakenFiles } from './take-files.ts';

/** metadata.json of a new version without its version and time. Later documents of `said` override earlier ones, and the facts that
 * mreg itself knows override all. */
export function completeMetadata(
  { by }: Session,
  { type, name, display }: Target,
  { files }: TakenFiles,
  said: readonly MetadataDocument[],
): JsonObject {
  return mergeMetadata(
    ...said,
    { model_name: name, model_type: type, display_name: display },
    { schema_version: METADATA_SCHEMA, registered_by: { ...by }, files: fileList(files) },
  );
}

/** The part of the metadata that the log holds too, as of the registration. */
export function labelsOf(metadata: JsonObject) {
  const { key_performance_metrics, tags, description, parents, mlflow_run_id, mlflow_source } = metadata;
  return {
    metrics: flattenMetrics(key_performance_metrics),
    tags: tags === undefined ? undefined : (toPlain(tags) as Record<string, string>),
    description: typeof description === 'string' ? description : undefined,
    parents: parents === undefined ? undefined : (toPlain(parents) as string[]),
    run_id: typeof mlflow_run_id === 'string' ? mlflow_run_id : undefined,
    mlflow_source:
      mlflow_source === undefined ? undefined : (toPlain(mlflow_source) as unknown as MlflowSource),
  };
}
