import type { VersionOrigin } from '../../generated/output.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json/index.ts';

/** Where versions came from, as their metadata.json says. */
export interface OriginRequest {
  /** The run in MLflow. */
  readonly runId?: string | undefined;
  /** The hash or identifier of the training data. */
  readonly dataVersion?: string | undefined;
  /** A git commit, or the first seven letters of it and more. */
  readonly commit?: string | undefined;
}

/** The members of metadata.json that tell where a version came from. */
export const ORIGIN_MEMBERS: readonly string[] = ['mlflow_run_id', 'source_data_version', 'source'];

/** Run, data and commit of a version; null for what its metadata does not say. */
export function originOf(ref: string, metadata: JsonObject): VersionOrigin {
  const git = isJsonObject(metadata.source) ? metadata.source.git : undefined;
  return {
    ref,
    run_id: textOrNull(metadata.mlflow_run_id),
    data_version: textOrNull(metadata.source_data_version),
    commit: textOrNull(isJsonObject(git) ? git.commit : undefined),
  };
}

/** Whether a version came from all that is asked for. */
export function cameFrom(origin: VersionOrigin, { runId, dataVersion, commit }: OriginRequest): boolean {
  return (
    (runId === undefined || origin.run_id === runId) &&
    (dataVersion === undefined || origin.data_version === dataVersion) &&
    (commit === undefined || isCommit(origin.commit, commit))
  );
}

const SHORTEST_COMMIT = 7;

function isCommit(full: string | null, wanted: string): boolean {
  if (full === null) return false;
  return full === wanted || (wanted.length >= SHORTEST_COMMIT && full.startsWith(wanted.toLowerCase()));
}

function textOrNull(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
