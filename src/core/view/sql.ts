/** Versions as the rows of a database. */
import type { MetricPoint, VersionView } from '../../generated/output.ts';
import { isJsonObject, type JsonObject, type JsonValue, stringifyJson } from '../json/index.ts';
import { insert, timestamp, valueColumns } from './sql-rows.ts';

/** The tables, which must not be there yet: nothing of a database's owner is dropped. */
export const TABLES = `CREATE TABLE model_metadata (
  id BIGINT PRIMARY KEY,
  model_type TEXT NOT NULL,
  model_name TEXT NOT NULL,
  model_version TEXT NOT NULL,
  number BIGINT NOT NULL,
  stage TEXT NOT NULL,
  aliases JSON NOT NULL,
  description TEXT,
  framework TEXT,
  framework_version TEXT,
  hyperparameters JSON,
  source_data_version TEXT,
  run_id TEXT,
  registered_at TIMESTAMP NOT NULL,
  size_bytes BIGINT NOT NULL,
  digest TEXT NOT NULL,
  directory TEXT NOT NULL,
  metadata JSON,
  UNIQUE (model_type, model_name, model_version)
);
CREATE TABLE model_tags (
  model_id BIGINT NOT NULL REFERENCES model_metadata (id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (model_id, name)
);
CREATE TABLE model_metrics (
  id BIGINT PRIMARY KEY,
  model_id BIGINT NOT NULL REFERENCES model_metadata (id),
  name TEXT NOT NULL,
  value DOUBLE PRECISION,
  written TEXT,
  step BIGINT,
  measured_at TIMESTAMP NOT NULL,
  source TEXT NOT NULL
);
CREATE INDEX model_metrics_by_name ON model_metrics (model_id, name, measured_at);
`;

/** Adds a version. Without metadata what only that holds is NULL. */
export function insertVersion(id: number, version: VersionView, metadata: JsonObject | undefined): string {
  const framework = isJsonObject(metadata?.framework) ? metadata.framework : undefined;
  const { hyperparameters, source_data_version: data } = metadata ?? {};
  return insert('model_metadata', [
    [
      id,
      version.type,
      version.model,
      version.version,
      version.number,
      version.stage,
      stringifyJson(version.aliases),
      version.description,
      textOf(framework?.name),
      textOf(framework?.version),
      hyperparameters === undefined ? null : stringifyJson(hyperparameters),
      textOf(data),
      version.run_id,
      timestamp(version.registered_at),
      version.size,
      version.digest,
      version.directory,
      metadata === undefined ? null : stringifyJson(metadata),
    ],
  ]);
}

/** Adds the tags of a version; nothing where it has none. */
export function insertTags(id: number, { tags }: VersionView): string {
  return insert(
    'model_tags',
    Object.entries(tags).map(([name, value]) => [id, name, value]),
  );
}

/** A metric of a version at a moment. */
type Measured = readonly [
  name: string,
  value: number | string,
  step: number | null,
  at: string,
  source: string,
];

/** What a version was registered with. */
export function registeredMetrics({ metrics, registered_at }: VersionView): Measured[] {
  return Object.entries(metrics).map(([name, value]) => [name, value, null, registered_at, 'registered']);
}

/** What was logged of it later. */
export function loggedMetrics({ at, step, metrics }: MetricPoint): Measured[] {
  return Object.entries(metrics).map(([name, value]) => [name, value, step ?? null, at, 'logged']);
}

/** Adds metrics of a version under ids from `first` on. */
export function insertMetrics(id: number, first: number, metrics: readonly Measured[]): string {
  return insert(
    'model_metrics',
    metrics.map(([name, value, step, at, source], index) => {
      return [first + index, id, name, ...valueColumns(value), step, timestamp(at), source];
    }),
  );
}

function textOf(value: JsonValue | undefined): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : stringifyJson(value);
}
