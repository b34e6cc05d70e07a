import type { MetricPoint } from '../../generated/output.ts';

/** The order of points: by time of measurement, or by step of the training. */
export const AXES = ['time', 'step'] as const;

export type SeriesAxis = (typeof AXES)[number];

/** Points in the order of an axis, those of one place as they were logged. By step only those that have one. */
export function orderPoints(points: readonly MetricPoint[], by: SeriesAxis): MetricPoint[] {
  if (by === 'time') return points.toSorted(byTime);
  return points
    .filter(({ step }) => step !== undefined)
    .sort((a, b) => (a.step ?? 0) - (b.step ?? 0) || byTime(a, b));
}

/** The place of a point on an axis. */
export function placeOn({ at, step }: MetricPoint, by: SeriesAxis): number {
  return by === 'time' ? Date.parse(at) : (step ?? Number.NaN);
}

function byTime(a: MetricPoint, b: MetricPoint): number {
  return a.at < b.at ? -1 : a.at > b.at ? 1 : 0;
}
