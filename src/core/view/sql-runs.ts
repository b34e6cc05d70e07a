/** Runs as the rows of a database. */
import type { RunView } from '../../generated/output.ts';
import { finite, givenTimestamp, insert, valueColumns } from './sql-rows.ts';

export const RUN_TABLES = `CREATE TABLE run_metadata (
  id TEXT PRIMARY KEY,
  experiment_id TEXT NOT NULL,
  experiment_name TEXT NOT NULL,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  user_name TEXT,
  started_at TIMESTAMP,
  ended_at TIMESTAMP
);
CREATE TABLE run_params (
  run_id TEXT NOT NULL REFERENCES run_metadata (id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (run_id, name)
);
CREATE TABLE run_tags (
  run_id TEXT NOT NULL REFERENCES run_metadata (id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (run_id, name)
);
CREATE TABLE run_metrics (
  run_id TEXT NOT NULL REFERENCES run_metadata (id),
  name TEXT NOT NULL,
  value DOUBLE PRECISION,
  written TEXT,
  step BIGINT,
  measured_at TIMESTAMP,
  lowest DOUBLE PRECISION,
  highest DOUBLE PRECISION,
  PRIMARY KEY (run_id, name)
);
CREATE INDEX run_metrics_by_name ON run_metrics (name, value);
`;

/** Adds a run with its params, its tags and the last value of each metric. */
export function insertRun(run: RunView, experiment: string): string {
  const { id, name, status, user, started_at, ended_at, params, tags, metrics } = run;
  const times = [givenTimestamp(started_at), givenTimestamp(ended_at)];
  const pairs = (of: Readonly<Record<string, string>>) =>
    Object.entries(of).map(([key, value]) => [id, key, value]);
  return (
    insert('run_metadata', [[id, run.experiment, experiment, name, status, user, ...times]]) +
    insert('run_params', pairs(params)) +
    insert('run_tags', pairs(tags)) +
    insert(
      'run_metrics',
      Object.entries(metrics).map(([key, { value, step, timestamp, min, max }]) => {
        return [id, key, ...valueColumns(value), step, givenTimestamp(timestamp), finite(min), finite(max)];
      }),
    )
  );
}
