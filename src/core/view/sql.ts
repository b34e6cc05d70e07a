/** Versions as the rows of a database, in SQL that SQLite and PostgreSQL read alike: texts in single quotes, times without a zone, in UTC. */
import type { MetricPoint, VersionView } from '../../generated/output.ts';
import { isJsonObject, type JsonObject, type JsonValue, stringifyJson } from '../json/index.ts';
import { metricAsNumber } from '../values/metric-number.ts';

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

type Value = string | number | null;

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

/** Adds metrics of a version under ids from `first` on. `written` is there where no double is the number: of NaN and the infinities,
 * whose `value` is NULL, and of numbers with more digits than a double has. */
export function insertMetrics(id: number, first: number, metrics: readonly Measured[]): string {
  return insert(
    'model_metrics',
    metrics.map(([name, value, step, at, source], index) => {
      const number = metricAsNumber(value);
      const finite = Number.isFinite(number) ? number : null;
      const written = typeof value === 'string' ? value : null;
      return [first + index, id, name, finite, written, step, timestamp(at), source];
    }),
  );
}

/** Rows in a statement. */
const AT_ONCE = 500;

function insert(table: string, rows: readonly (readonly Value[])[]): string {
  let sql = '';
  for (let next = 0; next < rows.length; next += AT_ONCE) {
    const values = rows.slice(next, next + AT_ONCE).map((row) => `(${row.map(literal).join(', ')})`);
    sql += `INSERT INTO ${table} VALUES ${values.join(',\n  ')};\n`;
  }
  return sql;
}

/** A NUL, which neither database takes in a text, is written as U+FFFD. */
function literal(value: Value): string {
  if (typeof value !== 'string') return String(value ?? 'NULL');
  return `'${value.replaceAll("'", "''").replaceAll('\0', '\ufffd')}'`;
}

/** 2026-05-03T14:00:00.000Z as both databases and SQLAlchemy write it. */
function timestamp(instant: string): string {
  return new Date(instant).toISOString().replace('T', ' ').replace('Z', '');
}

function textOf(value: JsonValue | undefined): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : stringifyJson(value);
}
