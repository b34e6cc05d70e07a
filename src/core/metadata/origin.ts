import type { VersionOrigin } from '../../generated/output.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json/index.ts';

/** The origins of versions, as their metadata.json gives them. */
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

/** The origin of a version's code: the commit, and the CI run. */
export interface SourceFacts {
  readonly commit?: string | undefined;
  readonly branch?: string | undefined;
  /** The work tree had uncommitted changes. */
  readonly dirty: boolean;
  readonly runUrl?: string | undefined;
}

/** The `source` of a metadata.json, which anybody may have written. */
export function sourceFacts(metadata: JsonObject): SourceFacts {
  const source = isJsonObject(metadata.source) ? metadata.source : {};
  const git = isJsonObject(source.git) ? source.git : {};
  const text = (value: JsonValue | undefined) => (typeof value === 'string' ? value : undefined);
  return {
    commit: text(git.commit),
    branch: text(git.branch),
    dirty: git.dirty === true,
    runUrl: text(source.run_url),
  };
}

/** The commit that a run was made from, as MLflow's clients keep it in its tags: the `source` of a metadata.json, if they say. */
export function sourceOfRun(tags: Readonly<Record<string, string>>): JsonObject | undefined {
  const named = [
    ['commit', tags['mlflow.source.git.commit']],
    ['branch', tags['mlflow.source.git.branch']],
    ['remote', tags['mlflow.source.git.repoURL']],
  ].filter((pair): pair is [string, string] => pair[1] !== undefined);
  return named.length > 0 ? { git: Object.fromEntries(named) } : undefined;
}

/** Run, data and commit of a version; null if its metadata lacks them. */
export function originOf(ref: string, metadata: JsonObject): VersionOrigin {
  return {
    ref,
    run_id: textOrNull(metadata.mlflow_run_id),
    data_version: textOrNull(metadata.source_data_version),
    commit: sourceFacts(metadata).commit ?? null,
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
