import type { Line } from '../charts/chart.tsx';
import { spreadOf } from './grouping.ts';

/** How far the lines of a group are apart: from the lowest to the highest, or a standard deviation to either side. */
export type Band = 'min-max' | 'deviation';

const MOST_PLACES = 400;

/**
 * One line for several: their mean, and the band around it. Lines may have points at other places; between two points a line is
 * taken to be straight, and where it has not begun or has ended it does not count.
 */
export function averageLines(label: string, lines: readonly Line[], band: Band, isLog: boolean): Line {
  const places = placesOf(lines);
  const read = lines.map((line) => readAt(line, places));
  const spreads = places.map((_, at) => spreadOf(read.map((values) => values[at])));
  const edge = (sign: 1 | -1) =>
    spreads.map((spread) => {
      if (!spread) return null;
      const { mean, deviation, low, high } = spread;
      const value = mean + sign * deviation;
      // No logarithm goes below zero, as a deviation may.
      return band === 'deviation' && (value > 0 || !isLog) ? value : sign < 0 ? low : high;
    });
  return {
    label,
    x: places,
    y: spreads.map((spread) => spread?.mean ?? null),
    band: { low: edge(-1), high: edge(1) },
  };
}

/** Where one of the lines has a point; some of these places if there are many. */
function placesOf(lines: readonly Line[]): readonly number[] {
  const all = [...new Set(lines.flatMap(({ x }) => x))].sort((a, b) => a - b);
  if (all.length <= MOST_PLACES) return all;
  const step = (all.length - 1) / (MOST_PLACES - 1);
  return Array.from({ length: MOST_PLACES }, (_, at) => all[Math.round(at * step)] as number);
}

/** The values of a line at places that rise; undefined before its first point and after its last. */
function readAt({ x, y }: Line, places: readonly number[]): readonly (number | undefined)[] {
  let next = 0;
  return places.map((place) => {
    while (next < x.length && (x[next] as number) < place) next += 1;
    const [after, value] = [x[next], y[next]];
    if (after === undefined || typeof value !== 'number') return undefined;
    if (after === place) return value;
    const [before, from] = [x[next - 1], y[next - 1]];
    if (before === undefined || typeof from !== 'number') return undefined;
    return from + ((value - from) * (place - before)) / (after - before);
  });
}
