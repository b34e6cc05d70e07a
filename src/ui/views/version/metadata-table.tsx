import type { Metadata } from '../../../generated/metadata.ts';

/** Shown elsewhere in the view. */
const ELSEWHERE = new Set([
  'files',
  'model_artifact_files',
  'key_performance_metrics',
  'tags',
  'description',
  'mlflow_source',
]);

/** Everything that metadata.json says, by dotted name. */
export function MetadataTable({ metadata }: { readonly metadata: Metadata }) {
  const rows = Object.entries(metadata)
    .filter(([name]) => !ELSEWHERE.has(name))
    .flatMap(([name, value]) => flatten(name, value));
  return (
    <dl class="pairs">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class="text">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function flatten(name: string, value: unknown): [string, string][] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object'))
    return [[name, value.join(', ')]];
  if (typeof value !== 'object') return [[name, String(value)]];
  return Object.entries(value).flatMap(([key, within]) => flatten(`${name}.${key}`, within));
}
