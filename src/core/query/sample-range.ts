import type { Field } from './condition.ts';
import { sinceOf } from './value.ts';

/** The part of a version's series that a condition needs. */
export interface SampleRange {
  readonly metrics: readonly string[];
  /** Milliseconds of the epoch; -Infinity for all samples. */
  readonly since: number;
}

/** The part of a version's series that fields need; undefined if they need none. */
export function sampleRange(fields: readonly Field[], now: Date): SampleRange | undefined {
  const series = fields.flatMap(({ path, series: of }) => (of ? [{ metric: path[0] as string, ...of }] : []));
  if (series.length === 0) return undefined;
  return {
    metrics: [...new Set(series.map(({ metric }) => metric))],
    since: series.reduce(
      (least, { windowMs }) => Math.min(least, sinceOf(windowMs, now)),
      Number.POSITIVE_INFINITY,
    ),
  };
}
