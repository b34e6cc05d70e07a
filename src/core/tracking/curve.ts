import type { MetricValue } from './batch.ts';

/** One value of one metric: step, timestamp, value. */
export type CurvePoint = readonly [step: number, timestamp: number, value: MetricValue];

/** The order of a curve, and what makes a point the latest: by step, then by time, then by value; NaN is below all numbers. */
export function comparePoints(a: CurvePoint, b: CurvePoint): number {
  return a[0] - b[0] || a[1] - b[1] || compareValues(a[2], b[2]);
}

/** The order of values; NaN is below all numbers, as it is in MLflow. */
function compareValues(a: MetricValue, b: MetricValue): number {
  const [x, y] = [Number(a), Number(b)];
  if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(y)) - Number(Number.isNaN(x));
  return x < y ? -1 : x > y ? 1 : 0;
}

/** The points in their order, each once. */
export function orderCurve(points: readonly CurvePoint[]): CurvePoint[] {
  const ordered = isOrdered(points) ? points : points.toSorted(comparePoints);
  return ordered.filter((point, at) => at === 0 || comparePoints(ordered[at - 1] as CurvePoint, point) !== 0);
}

/** At most `most` (4 or more) of the points of an ordered curve: the first, the last, and of each stretch the lowest and the
 * highest. So the lowest and the highest of all stay, also if what comes of this is thinned again. */
export function thin(curve: readonly CurvePoint[], most: number): readonly CurvePoint[] {
  if (curve.length <= most) return curve;
  const stretches = Math.max(1, Math.floor((most - 2) / 2));
  const kept = new Set<number>([0, curve.length - 1]);
  for (let stretch = 0; stretch < stretches; stretch += 1) {
    const from = Math.floor((stretch * curve.length) / stretches);
    const to = Math.floor(((stretch + 1) * curve.length) / stretches);
    let [low, high] = [-1, -1];
    for (let at = from; at < to; at += 1) {
      const value = Number(curve[at]?.[2]);
      if (Number.isNaN(value)) continue;
      if (low < 0 || value < Number(curve[low]?.[2])) low = at;
      if (high < 0 || value > Number(curve[high]?.[2])) high = at;
    }
    // A stretch of NaN alone shows one of them.
    kept.add(low < 0 ? from : low).add(high < 0 ? from : high);
  }
  return [...kept].sort((a, b) => a - b).map((at) => curve[at] as CurvePoint);
}

function isOrdered(points: readonly CurvePoint[]): boolean {
  for (let at = 1; at < points.length; at += 1)
    if (comparePoints(points[at - 1] as CurvePoint, points[at] as CurvePoint) > 0) return false;
  return true;
}
