/** Metrics of many versions or runs: which there are, and which value is best. */

import { withQuery } from '../address.ts';
import { useResource } from '../api/resource.ts';
import { namesOf } from './names.ts';

type Directions = Readonly<Record<string, 'min' | 'max'>>;

/** The metrics that these have, those that most have first. */
export function metricNames(all: readonly { readonly metrics: object }[]): string[] {
  return namesOf(all, ({ metrics }) => metrics);
}

/** Which values of these metrics are better, as far as something tells. */
export function useDirections(metrics: readonly string[]): Directions {
  const path =
    metrics.length === 0 ? undefined : withQuery('/directions', { metric: metrics.slice(0, MOST) });
  return useResource<{ directions: Directions }>(path).data?.directions ?? NONE;
}

const MOST = 100;
const NONE: Directions = {};
