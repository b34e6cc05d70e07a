import type { CatalogueModel, VersionViews } from '../../registry.ts';

/** The values of a model's main metric over its versions. */
interface Trend {
  readonly metric: string;
  /** In the order of registration, the newest of them. */
  readonly values: readonly number[];
}

/** A model in a list: all that is said of it, and the course of one metric in the place of its versions. */
export interface ListedModel extends Omit<CatalogueModel, keyof VersionViews> {
  readonly trend: Trend | null;
}

const MOST_VALUES = 24;

/** What a list shows of a model. */
export function listModel(model: CatalogueModel): ListedModel {
  return { ...model, trend: trendOf(model) };
}

/** The main metric is the first that the newest version has. */
function trendOf(model: CatalogueModel): Trend | null {
  const [metric] = Object.keys(model.newest?.metrics ?? {});
  if (metric === undefined) return null;
  const values: number[] = [];
  for (const { metrics } of model.newestFirst()) {
    const value = metrics[metric];
    if (typeof value === 'number') values.push(value);
    if (values.length === MOST_VALUES) break;
  }
  return { metric, values: values.reverse() };
}
