/** The documents of MLflow's REST interface as a pull reads them. */

import type {
  RemoteLoggedModel,
  RemoteModel,
  RemotePoint,
  RemoteRun,
  RemoteVersion,
  Texts,
} from '../place.ts';
import type { Answer } from './http.ts';

/** A list of `{key, value}` as an object. */
export function textsOf(list: Answer): Texts {
  return Object.fromEntries((list ?? []).map(({ key, value }: Answer) => [String(key), String(value ?? '')]));
}

export function modelOf(model: Answer): RemoteModel {
  const aliases = (model.aliases ?? []).map(({ alias, version }: Answer) => [alias, Number(version)]);
  return {
    name: model.name,
    description: model.description ?? '',
    created_at: Number(model.creation_timestamp),
    tags: textsOf(model.tags),
    aliases: Object.fromEntries(aliases),
  };
}

export function versionOf(version: Answer): RemoteVersion {
  const source = String(version.source ?? '');
  return {
    model: version.name,
    number: Number(version.version),
    stage: version.current_stage ?? 'None',
    description: version.description ?? '',
    source,
    run_id: version.run_id || undefined,
    run_link: version.run_link || undefined,
    model_id: version.model_id || loggedModelIn(source),
    user: version.user_id || undefined,
    created_at: Number(version.creation_timestamp),
    tags: textsOf(version.tags),
  };
}

/** The id of the logged model that a source names. */
function loggedModelIn(source: string): string | undefined {
  return (
    /^models:\/+(m-[\w-]+)$/.exec(source)?.[1] ?? /\/models\/(m-[\w-]+)\/artifacts(?:\/|$)/.exec(source)?.[1]
  );
}

export function pointOf(point: Answer): RemotePoint {
  const { key, value, timestamp, step, model_id, dataset_name, dataset_digest, run_id } = point;
  return {
    key,
    value,
    timestamp: Number(timestamp),
    step: Number(step ?? 0),
    ...(model_id && { model_id }),
    ...(dataset_name && { dataset_name }),
    ...(dataset_digest && { dataset_digest }),
    ...(run_id && { run_id }),
  };
}

export function runOf({ info, data = {}, inputs = {}, outputs = {} }: Answer): RemoteRun {
  const tags = textsOf(data.tags);
  return {
    id: info.run_id ?? info.run_uuid,
    experiment: String(info.experiment_id),
    name: info.run_name || tags['mlflow.runName'] || '',
    user: info.user_id || tags['mlflow.user'] || '',
    status: info.status ?? 'RUNNING',
    started_at: info.start_time === undefined ? undefined : Number(info.start_time),
    ended_at: info.end_time ? Number(info.end_time) : undefined,
    artifacts: info.artifact_uri ?? '',
    params: textsOf(data.params),
    tags,
    latest: (data.metrics ?? []).map(pointOf),
    datasets: (inputs.dataset_inputs ?? []).map(({ dataset, tags: own }: Answer) => ({
      ...dataset,
      ...(own?.length > 0 && { tags: textsOf(own) }),
    })),
    inputs: (inputs.model_inputs ?? []).map(({ model_id }: Answer) => model_id),
    outputs: (outputs.model_outputs ?? []).map(({ model_id, step }: Answer) => ({
      model_id,
      step: Number(step ?? 0),
    })),
  };
}

export function loggedModelOf({ info, data = {} }: Answer): RemoteLoggedModel {
  return {
    id: info.model_id,
    experiment: String(info.experiment_id),
    name: info.name ?? '',
    model_type: info.model_type || undefined,
    source_run_id: info.source_run_id || undefined,
    status: info.status ?? 'LOGGED_MODEL_READY',
    created_at: Number(info.creation_timestamp_ms),
    artifacts: info.artifact_uri ?? '',
    params: textsOf(data.params),
    tags: textsOf(info.tags),
    points: (data.metrics ?? []).map(pointOf),
  };
}
