/** Models as the rows of a database. */
import { insert, timestamp } from './sql-rows.ts';
import type { ModelDetails } from './view.ts';

export const MODEL_TABLES = `CREATE TABLE registry_models (
  model_type TEXT NOT NULL,
  model_name TEXT NOT NULL,
  display_name TEXT,
  description TEXT,
  latest_version TEXT,
  created_at TIMESTAMP,
  updated_at TIMESTAMP,
  PRIMARY KEY (model_type, model_name)
);
CREATE TABLE registry_model_tags (
  model_type TEXT NOT NULL,
  model_name TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (model_type, model_name, name),
  FOREIGN KEY (model_type, model_name) REFERENCES registry_models (model_type, model_name)
);
`;

/** Adds a model with its tags. */
export function insertModel(details: ModelDetails): string {
  const { type, model, display_name, description, latest, created_at, updated_at, tags } = details;
  const times = [created_at, updated_at].map((at) => (at === '' ? null : timestamp(at)));
  return (
    insert('registry_models', [[type, model, display_name, description, latest, ...times]]) +
    insert(
      'registry_model_tags',
      Object.entries(tags).map(([name, value]) => [type, model, name, value]),
    )
  );
}
