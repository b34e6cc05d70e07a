/** Metrics in documents, where they stand in groups, and in the log, where they have dotted names. */
import { isJsonObject, type JsonObject, type JsonValue, metricNumber } from '../json/index.ts';
import type { MetadataDocument } from './metadata.ts';

/** Members that hold the metrics of a document; their own names say nothing. */
const HOLDERS: ReadonlySet<string> = new Set(['metrics', 'key_performance_metrics']);

/** Metrics may stand in a group of a group, and no deeper. */
const MAX_LEVELS = 3;

/** The values of a document by dotted name; what stands in `metrics` stands at the top. */
export function leavesOf(document: JsonObject): [name: string, value: JsonValue][] {
  return Object.entries(document).flatMap(([key, value]) =>
    HOLDERS.has(key) && isJsonObject(value) ? leavesOf(value) : leavesBelow(key, value, 1),
  );
}

function leavesBelow(name: string, value: JsonValue, level: number): [string, JsonValue][] {
  if (!isJsonObject(value) || level === MAX_LEVELS) return [[name, value]];
  return Object.entries(value).flatMap(([key, member]) => leavesBelow(`${name}.${key}`, member, level + 1));
}

/** A document's metrics by dotted name, as the log holds them: `validation.rmse` for a group's member. */
export function flattenMetrics(metrics: JsonValue | undefined): Record<string, number | string> {
  const flat: Record<string, number | string> = Object.create(null);
  if (!isJsonObject(metrics)) return flat;
  for (const [name, value] of leavesOf(metrics)) {
    const number = metricNumber(value);
    if (number !== undefined) flat[name] = number;
  }
  return flat;
}

/** Metrics by dotted name as a document holds them: `validation.rmse` is `{"validation": {"rmse": …}}`. A name
 * that cannot be taken apart, or whose group is itself a metric, stays as it is; `metrics.rmse` is `rmse`. */
export function groupMetrics(metrics: Readonly<Record<string, JsonValue>>): JsonObject {
  const grouped: Record<string, JsonValue> = Object.create(null);
  for (const [written, value] of Object.entries(metrics)) {
    const name = written.replace(/^metrics\.(?=.)/, '');
    const [, group = '', member = ''] = /^([^.]+)\.(.+)$/s.exec(name) ?? [];
    if (group === '' || Object.hasOwn(metrics, group)) grouped[name] = value;
    else grouped[group] = Object.assign(Object.create(null), grouped[group], { [member]: value });
  }
  return grouped;
}

/** A metadata document as people write it, with no more than the one level of groups that the schema has. */
export function regroupMetrics<Document extends MetadataDocument>(document: Document): Document {
  const { key_performance_metrics: metrics } = document;
  if (!isJsonObject(metrics)) return document;
  const isDeep = Object.entries(metrics).some(
    ([key, value]) => isJsonObject(value) && (HOLDERS.has(key) || Object.values(value).some(isJsonObject)),
  );
  if (!isDeep) return document;
  return { ...document, key_performance_metrics: groupMetrics(Object.fromEntries(leavesOf(metrics))) };
}
