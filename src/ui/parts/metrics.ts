/** Metrics of many versions or runs: which there are, and which value is best. */

import { withQuery } from '../address.ts';
import { useResource } from '../api/resource.ts';

type Directions = Readonly<Record<string, 'min' | 'max'>>;

/** The metrics that these have, those that most have first. */
export function metricNames(
  all: readonly { readonly metrics: Readonly<Record<string, unknown>> }[],
): string[] {
  const many = new Map<string, number>();
  for (const { metrics } of all)
    for (const name of Object.keys(metrics)) many.set(name, (many.get(name) ?? 0) + 1);
  return [...many].sort((a, b) => b[1] - a[1]).map(([name]) => name);
}

/** Which values of these metrics are better, as far as something tells. */
export function useDirections(metrics: readonly string[]): Directions {
  const path =
    metrics.length === 0 ? undefined : withQuery('/directions', { metric: metrics.slice(0, MOST) });
  return useResource<{ directions: Directions }>(path).data?.directions ?? NONE;
}

const MOST = 100;
const NONE: Directions = {};
