import type { VersionView } from '../../generated/output.ts';
import { type Direction, directionOf, isBetter } from '../query/direction.ts';
import { metricAsNumber } from '../values/metric-number.ts';
import { shownMetrics } from './logged.ts';

/** The values of one metric over the versions of a model, in order of registration. */
export interface MetricTrend {
  readonly name: string;
  /** Which values are better; undefined if it is not known. */
  readonly direction: Direction | undefined;
  readonly points: readonly TrendPoint[];
  /** The place of the best point, the newest of equals; undefined where no direction is known or all are the same. */
  readonly best: number | undefined;
  /** How many versions have the metric, but no finite number in it. */
  readonly unplottable: number;
}

export interface TrendPoint {
  readonly version: VersionView;
  readonly value: number;
}

/** A trend for each metric, those that most versions have first. */
export function trendsOf(
  versions: readonly VersionView[],
  directions?: Readonly<Record<string, Direction>>,
): MetricTrend[] {
  const ordered = versions.toSorted((a, b) => a.number - b.number);
  const points = new Map<string, TrendPoint[]>();
  const unplottable = new Map<string, number>();
  for (const version of ordered) {
    for (const [name, text] of Object.entries(shownMetrics(version))) {
      const value = metricAsNumber(text);
      const known = points.get(name) ?? [];
      points.set(name, known);
      if (Number.isFinite(value)) known.push({ version, value });
      else unplottable.set(name, (unplottable.get(name) ?? 0) + 1);
    }
  }
  return [...points]
    .map(([name, found]) => {
      const direction = directionOf(name, directions);
      return {
        name,
        direction,
        points: found,
        best: direction && bestOf(found, direction),
        unplottable: unplottable.get(name) ?? 0,
      };
    })
    .sort((a, b) => b.points.length - a.points.length);
}

function bestOf(points: readonly TrendPoint[], direction: Direction): number | undefined {
  const [first] = points;
  if (!first || points.every(({ value }) => value === first.value)) return undefined;
  return points.reduce(
    (best, { value }, at) => (isBetter(points[best]?.value ?? Number.NaN, value, direction) ? best : at),
    0,
  );
}
