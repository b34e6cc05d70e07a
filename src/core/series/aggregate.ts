import type { MetricPoint } from '../../generated/output.ts';
import { metricAsNumber } from '../values/metric-number.ts';

/** The aggregates of a metric's points that a condition can use. */
export const AGGREGATES = ['latest', 'mean', 'min', 'max', 'count'] as const;

export type Aggregate = (typeof AGGREGATES)[number];

/** One value of one metric. */
export interface Sample {
  /** Milliseconds of the epoch. */
  readonly at: number;
  /** NaN if the value is no number. */
  readonly value: number;
}

/** The samples of each metric, in the order in which they were logged. */
export type Samples = ReadonlyMap<string, readonly Sample[]>;

/** Takes the samples of the metrics asked for out of points, from a moment on. */
export function collectSamples(
  into: Map<string, Sample[]>,
  points: readonly MetricPoint[],
  metrics: readonly string[],
  since: number,
): void {
  for (const { at, metrics: values } of points) {
    const time = Date.parse(at);
    if (time < since) continue;
    for (const metric of metrics) {
      if (!Object.hasOwn(values, metric)) continue;
      const samples = into.get(metric);
      const sample = { at: time, value: metricAsNumber(values[metric]) };
      if (samples) samples.push(sample);
      else into.set(metric, [sample]);
    }
  }
}

/** The value of an aggregate over the samples from a moment on. NaN where there is none, and where one of them is
 * NaN: nobody can say what the lowest of them is. The latest is the one with the highest time, of several the last
 * that was logged. */
export function aggregate(over: Aggregate, samples: readonly Sample[], since: number): number {
  const inside = samples.filter(({ at }) => at >= since);
  if (over === 'count') return inside.length;
  if (inside.length === 0) return Number.NaN;
  if (over === 'latest') return inside.reduce((last, sample) => (sample.at >= last.at ? sample : last)).value;
  const values = inside.map(({ value }) => value);
  if (values.some(Number.isNaN)) return Number.NaN;
  if (over === 'mean') return values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((best, value) => (over === 'min' ? Math.min(best, value) : Math.max(best, value)));
}
