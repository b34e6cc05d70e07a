import type { MetricValue, RunBatch } from './batch.ts';
import { type CurvePoint, comparePoints } from './curve.ts';

/** A point of a metric as results show it. */
export interface HistoryPoint {
  readonly key: string;
  readonly value: MetricValue;
  /** Milliseconds of the epoch. */
  readonly timestamp: number;
  readonly step: number;
}

/** Takes the points of metrics out of a batch; of all metrics if none is named. */
export function collectPoints(
  into: Map<string, CurvePoint[]>,
  { points = [] }: RunBatch,
  keys: readonly string[],
): void {
  for (const { timestamp, step, metrics } of points) {
    for (const key of keys.length > 0 ? keys : Object.keys(metrics)) {
      if (!Object.hasOwn(metrics, key)) continue;
      const found = into.get(key);
      const point: CurvePoint = [step, timestamp, metrics[key] as MetricValue];
      if (found) found.push(point);
      else into.set(key, [point]);
    }
  }
}

/** The points of a metric by time, then by step, then by value, each once: one that was sent twice is one point. */
export function orderByTime(points: readonly CurvePoint[]): CurvePoint[] {
  const ordered = points.toSorted((a, b) => a[1] - b[1] || comparePoints(a, b));
  return ordered.filter((point, at) => at === 0 || comparePoints(ordered[at - 1] as CurvePoint, point) !== 0);
}
