/** The value of a field of one version, and its reading as a number or a text. */
import { isJsonObject, JsonNumber, type JsonObject, type JsonValue } from '../json/index.ts';
import { aggregate } from '../series/aggregate.ts';
import type { Field, Subject } from './condition.ts';

/** A value that can be compared. */
export type Scalar = string | number | boolean | JsonNumber;

/** The value of a field; undefined if the version has none. An age is in milliseconds. */
export function readField(field: Field, { version, metadata, samples, now }: Subject): JsonValue | undefined {
  const { kind, path, series } = field;
  if (series) {
    const value = aggregate(
      series.over,
      samples?.get(path[0] as string) ?? [],
      sinceOf(series.windowMs, now),
    );
    return Number.isNaN(value) ? undefined : value;
  }
  if (kind === 'age') return now.getTime() - Date.parse(version.registered_at);
  if (path[0] === 'external' && kind === 'text') return version.mlflow_source?.external !== undefined;
  if (kind === 'metadata') return metadata && find(metadata, path);
  // No member of a view has a dot in its name.
  const member = (version as unknown as JsonObject)[path[0] as string] ?? null;
  return find(member, path, 1);
}

/** Whether a value can be compared. */
export function isScalar(value: JsonValue | undefined): value is Scalar {
  return typeof value === 'object' ? value instanceof JsonNumber : value !== undefined;
}

/** A value as it was written. */
export function textOf(value: Scalar): string {
  return value instanceof JsonNumber ? value.text : String(value);
}

/** NaN for a text that is no number; the empty text is none. */
export function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

/** The member at a path, or at the rest of it; a key that has dots itself, such as a metric's, goes before the members of an
 * object. */
function find(value: JsonValue, path: readonly string[], from = 0): JsonValue | undefined {
  if (from === path.length) return value === null ? undefined : value;
  if (!isJsonObject(value)) return undefined;
  const head = path[from] as string;
  const isLast = from === path.length - 1;
  const whole = isLast ? head : path.slice(from).join('.');
  if (Object.hasOwn(value, whole)) return value[whole] ?? undefined;
  return !isLast && Object.hasOwn(value, head) ? find(value[head] ?? null, path, from + 1) : undefined;
}

/** The moment from which samples count. */
export function sinceOf(windowMs: number | undefined, now: Date): number {
  return windowMs === undefined ? Number.NEGATIVE_INFINITY : now.getTime() - windowMs;
}
