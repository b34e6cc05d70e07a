/** The fields of conditions on runs; the language is that of conditions on versions (docs/conditions.md). */
import { MregError } from '../../errors.ts';
import type { RunView } from '../../generated/output.ts';
import type { JsonValue } from '../json/index.ts';
import { nearest } from '../names/nearest.ts';
import type { Field, FieldKind } from '../query/condition.ts';
import type { FieldLanguage } from '../query/fields.ts';
import { nearestMetric } from '../query/metric-name.ts';
import type { UnknownField } from '../query/unknown-field.ts';

const FIELDS: Readonly<Record<string, FieldKind>> = {
  id: 'text',
  name: 'text',
  experiment: 'text',
  status: 'text',
  user: 'text',
  started_at: 'time',
  ended_at: 'time',
  age: 'age',
};

/** The fields of runs: those of the table, `metrics.…`, `params.…` and `tags.…`; any other name is a metric. */
export const RUN_FIELDS: FieldLanguage = {
  names: [...Object.keys(FIELDS), 'params', 'tags'],
  fieldOf(name, path): Field | undefined {
    const [head = '', ...rest] = path;
    if (rest.length === 0 && Object.hasOwn(FIELDS, head))
      return { name, kind: FIELDS[head] as FieldKind, path };
    if (head !== 'metrics' && head !== 'params' && head !== 'tags')
      return { name, kind: 'metric', path: ['metrics', path.join('.')] };
    if (rest.length === 0) return undefined;
    const kind = head === 'metrics' ? 'metric' : head === 'tags' ? 'text' : 'metadata';
    return { name, kind, path: [head, rest.join('.')] };
  },
};

/** A run, and the facts beside it that conditions may need. */
export interface RunSubject {
  readonly run: RunView;
  /** The name of its experiment. */
  readonly experiment: string;
  readonly now: Date;
}

/** The value of a field; undefined if the run has none. An age is in milliseconds. */
export function readRunField(
  { kind, path, series }: Field,
  { run, experiment, now }: RunSubject,
): JsonValue | undefined {
  const [head = '', key = ''] = path;
  if (series) {
    const metric = ownOf(run.metrics, head);
    return series.over === 'latest' ? metric?.value : (metric?.[series.over as 'min' | 'max'] ?? undefined);
  }
  if (kind === 'age') return now.getTime() - Date.parse(run.started_at);
  switch (head) {
    case 'metrics':
      return ownOf(run.metrics, key)?.value;
    case 'params':
      return ownOf(run.params, key);
    case 'tags':
      return ownOf(run.tags, key);
    case 'experiment':
      return [run.experiment, experiment];
    case 'status':
      return [run.status, run.status.toLowerCase()];
    default:
      return run[head as 'id' | 'name' | 'user' | 'started_at' | 'ended_at'] ?? undefined;
  }
}

/** The fields that no run has, each with the one that was probably meant; none where there is no run to have any. */
export function unknownRunFields(fields: readonly Field[], runs: readonly RunView[]): UnknownField[] {
  if (runs.length === 0) return [];
  const namesOf = (member: 'metrics' | 'params' | 'tags') => [
    ...new Set(runs.flatMap((run) => Object.keys(run[member]))),
  ];
  return fields.flatMap(({ name, path: [head = '', key = head], series }): UnknownField[] => {
    const member = series ? 'metrics' : head;
    if (member !== 'metrics' && member !== 'params' && member !== 'tags') return [];
    const names = namesOf(member);
    if (names.includes(key)) return [];
    if (member === 'metrics') {
      // A word alone is a metric; people also write a param so.
      const param = namesOf('params').includes(key) ? `params.${key}` : undefined;
      return [
        { name, nearest: param ?? nearestMetric(key, names) ?? nearest(name, RUN_FIELDS.names) ?? null },
      ];
    }
    const close = nearest(key, names);
    return [{ name, nearest: close === undefined ? null : `${member}.${close}` }];
  });
}

/** Refuses aggregates that only a version's series has.
 * @throws MREG_INVALID */
export function checkRunFields(fields: readonly Field[]): void {
  for (const { name, series } of fields) {
    if (!series || (/^(?:latest|min|max)$/.test(series.over) && series.windowMs === undefined)) continue;
    throw new MregError('MREG_INVALID', `'${name}' cannot be asked of a run`, {
      hint: 'latest(m), min(m) and max(m) can, over all of its points',
    });
  }
}

function ownOf<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
