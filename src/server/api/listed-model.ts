import type { CatalogueModel } from '../../registry.ts';

/** The values of a model's main metric over its versions. */
interface Trend {
  readonly metric: string;
  /** In the order of registration, the newest of them. */
  readonly values: readonly number[];
}

/** A model in a list: all that is said of it, and the course of one metric in the place of its versions. */
export interface ListedModel extends Omit<CatalogueModel, 'versions'> {
  readonly trend: Trend | null;
}

const MOST_VALUES = 24;

/** What a list shows of a model. */
export function listModel({ versions, ...model }: CatalogueModel): ListedModel {
  return { ...model, trend: trendOf(versions) };
}

/** The main metric is the first that the newest version has. */
function trendOf(versions: CatalogueModel['versions']): Trend | null {
  const [metric] = Object.keys(versions[0]?.metrics ?? {});
  if (metric === undefined) return null;
  const values: number[] = [];
  for (const { metrics } of versions) {
    const value = metrics[metric];
    if (typeof value === 'number') values.push(value);
    if (values.length === MOST_VALUES) break;
  }
  return { metric, values: values.reverse() };
}
