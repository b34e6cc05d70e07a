/** Fields that no version has: more often a mistyped name than a question. */
import { isJsonObject, type JsonValue } from '../json/index.ts';
import { nearest } from '../names/nearest.ts';
import type { Condition, Field, Subject } from './condition.ts';
import { FIELD_NAMES } from './fields.ts';
import { nearestMetric } from './metric-name.ts';
import { readField } from './value.ts';

/** A field that none of the versions has, and the one that was probably meant. */
export interface UnknownField {
  readonly name: string;
  readonly nearest: string | null;
}

/** The fields whose value a condition compares; `exists` may well ask for a field that nothing has. */
export function comparedFields(condition: Condition): readonly Field[] {
  if (condition.kind === 'not') return comparedFields(condition.part);
  if (condition.kind !== 'comparison') return condition.parts.flatMap(comparedFields);
  return condition.operator === 'exists' ? [] : [condition.field];
}

/** The fields that no subject has; empty if there is no subject. */
export function unknownFields(fields: readonly Field[], subjects: readonly Subject[]): UnknownField[] {
  if (subjects.length === 0) return [];
  return fields
    .filter(canBeUnknown)
    .filter((field) => !subjects.some((subject) => hasField(field, subject)))
    .filter(({ name }, at, all) => all.findIndex((other) => other.name === name) === at)
    .map((field) => ({ name: field.name, nearest: nearestField(field, subjects) ?? null }));
}

/** Whether a version may lack the field. Every version has all others. */
function canBeUnknown({ kind, path, series }: Field): boolean {
  if (kind === 'series') return series?.over !== 'count';
  return kind === 'metric' || kind === 'metadata' || path[0] === 'tags';
}

function hasField(field: Field, subject: Subject): boolean {
  return field.series
    ? (subject.samples?.get(field.path[0] as string)?.length ?? 0) > 0
    : readField(field, subject) !== undefined;
}

function nearestField({ name, kind, path, series }: Field, subjects: readonly Subject[]): string | undefined {
  const [head = '', ...rest] = path;
  const wanted = rest.join('.');
  const of = (names: (subject: Subject) => Iterable<string>) => [
    ...new Set(subjects.flatMap((subject) => [...names(subject)])),
  ];
  const metrics = () => of(({ version }) => Object.keys(version.metrics));
  if (series) return nearestMetric(head, metrics());
  if (kind === 'metric') return nearestMetric(wanted, metrics()) ?? nearest(name, FIELD_NAMES);
  if (head === 'tags') {
    const close = nearest(
      wanted,
      of(({ version }) => Object.keys(version.tags)),
    );
    return close && `tags.${close}`;
  }
  const close = nearest(
    wanted,
    of(({ metadata }) => leaves(metadata?.[head] ?? null)),
  );
  return close && `${name.slice(0, name.length - wanted.length)}${close}`;
}

function leaves(value: JsonValue, prefix = ''): string[] {
  if (!isJsonObject(value)) return prefix === '' ? [] : [prefix.slice(0, -1)];
  return Object.entries(value).flatMap(([key, member]) => leaves(member, `${prefix}${key}.`));
}
