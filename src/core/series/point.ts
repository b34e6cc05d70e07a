/**
 * Points of a metric series as people and trainers write them: one JSON object a line, `at` and `step` beside the
 * values. What `mreg metric show --ndjson` prints can be read back.
 */
import { MregError } from '../../errors.ts';
import type { MetricPoint } from '../../generated/output.ts';
import {
  isJsonObject,
  JsonNumber,
  type JsonObject,
  type JsonValue,
  metricNumber,
  parseJson,
  toPlain,
} from '../json/index.ts';
import { flattenMetrics, groupMetrics, leavesOf } from '../metadata/metrics.ts';
import { parseMoment } from '../values/moment.ts';

/** The moment and the step of points without their own. */
export interface PointDefaults {
  readonly at: Date;
  readonly step?: number | undefined;
}

/** The most that one call may log: its points are one batch, which is logged as a whole. */
export const MAX_POINTS_BYTES = 64 * 1024 * 1024;
const MAX_NAME = 256;

/** The points of a file, one a line; empty lines are passed over. `at` may be left out, as may `step`.
 * @throws MREG_INVALID with the line of what is wrong */
export function parsePoints(bytes: Uint8Array, file: string, defaults: PointDefaults): MetricPoint[] {
  const points: MetricPoint[] = [];
  for (let start = 0, line = 1; start < bytes.length; line += 1) {
    const newline = bytes.indexOf(10, start);
    const end = newline === -1 ? bytes.length : newline;
    const text = bytes.subarray(start, end);
    start = end + 1;
    if (text.every((byte) => byte === 32 || byte === 9 || byte === 13)) continue;
    points.push(parsePoint(text, `${file}, line ${line}`, defaults));
  }
  return points;
}

function parsePoint(bytes: Uint8Array, place: string, defaults: PointDefaults): MetricPoint {
  const value = parseJson(bytes, { file: place });
  if (!isJsonObject(value)) throw invalid(place, 'an object such as {"loss": 0.1} was expected');
  const { at, step, ...values } = value;
  return makePoint(
    values,
    {
      at: at === undefined ? defaults.at : momentOf(at, place),
      step: step === undefined ? defaults.step : stepOf(step, place),
    },
    place,
  );
}

/** A point from its values, which may stand in groups. `place` names it in errors.
 * @throws MREG_INVALID */
export function makePoint(values: JsonObject, { at, step }: PointDefaults, place: string): MetricPoint {
  const metrics = flattenMetrics(groupMetrics(values));
  const other = leavesOf(values).find(([, value]) => metricNumber(value) === undefined);
  if (other) throw invalid(place, `'${other[0]}' is neither a number nor a group of numbers`);
  if (Object.keys(metrics).length === 0) throw invalid(place, 'at least one metric was expected');
  const odd = Object.keys(metrics).find((name) => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name));
  if (odd !== undefined)
    throw invalid(place, `a name without control characters was expected, not ${JSON.stringify(odd)}`);
  const long = Object.keys(metrics).find((name) => name === '' || name.length > MAX_NAME);
  if (long !== undefined)
    throw invalid(place, `a name of 1 to ${MAX_NAME} characters was expected, not ${long.length}`);
  return { at: at.toISOString(), ...(step !== undefined && { step }), metrics: { ...metrics } };
}

function momentOf(value: JsonValue, place: string): Date {
  if (typeof value !== 'string' || !/^\d{4}-/.test(value))
    throw invalid(place, `at ${JSON.stringify(toPlain(value))} is not a time such as 2026-05-03T14:00:00Z`);
  return parseMoment(value, new Date(0), 'start');
}

function stepOf(value: JsonValue, place: string): number {
  const step = value instanceof JsonNumber ? value.toNumber() : value;
  if (typeof step === 'number' && Number.isSafeInteger(step) && step >= 0) return step;
  throw invalid(place, `step ${JSON.stringify(toPlain(value))} is not a whole number from 0`);
}

function invalid(place: string, problem: string): MregError {
  return new MregError('MREG_INVALID', `${place}: ${problem}`, { details: { place } });
}
