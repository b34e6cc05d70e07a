import type { Field } from './condition.ts';
import { sinceOf } from './value.ts';

/** The samples that fields ask for. */
export interface SampleRange {
  readonly metrics: readonly string[];
  /** Milliseconds of the epoch; -Infinity where all are asked for. */
  readonly since: number;
}

/** What of a version's series the fields ask for; undefined where none asks for any. */
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
