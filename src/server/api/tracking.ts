/** Runs as answers of mreg's own interface. */
import { MregError } from '../../errors.ts';
import type { RunView } from '../../generated/output.ts';
import type { Registry } from '../../registry.ts';
import { parseRunFilter, readRunOrder } from '../mlflow/tracking/search-runs.ts';
import { type Asked, pageOf } from './route.ts';

/** What a search for runs may say. */
export interface RunSearch {
  readonly experiment?: string;
  readonly where?: string;
  readonly filter?: string;
  readonly order_by?: string;
  readonly view?: string;
}

/** Runs of experiments, of all where none are given.
 * @throws MREG_INVALID, MREG_NOT_FOUND */
export async function searchRuns(
  registry: Registry,
  asked: Asked,
  experiments: readonly string[],
): Promise<object> {
  const where = said(() => parseRunFilter(asked.query('filter')));
  const order = said(() => asked.queries('order_by').flatMap(readRunOrder));
  const { runs, unreadable, unknown_fields } = await registry.searchRuns({
    ...(experiments.length > 0 && { experiments }),
    view: asked.query('view') as 'active' | undefined,
    condition: asked.query('where'),
    ...(where && { where }),
    order,
  });
  const { items, next_cursor } = pageOf(runs, asked);
  return { runs: items, unreadable, unknown_fields, next_cursor };
}

/** A mistake in MLflow's grammar, as this interface tells of mistakes. */
function said<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new MregError('MREG_INVALID', error instanceof Error ? error.message : String(error));
  }
}

/** @throws MREG_NOT_FOUND, MREG_USAGE */
export async function curvesOf(registry: Registry, asked: Asked): Promise<object> {
  const id = asked.part('id');
  const keys = asked.queries('name');
  const since = asked.count('since_step');
  const { metrics } = await registry.metricCurves({
    id,
    ...(keys.length > 0 && { keys }),
    points: asked.count('points'),
  });
  return {
    metrics: Object.fromEntries(
      Object.entries(metrics).map(([key, points]) => [
        key,
        points
          .filter(({ step }) => since === undefined || step >= since)
          .map(({ step, timestamp, value }) => ({ step, at: new Date(timestamp).toISOString(), value })),
      ]),
    ),
  };
}

/** Runs side by side: params, those that differ, and the best value of each metric. What is best follows from its name.
 * @throws MREG_NOT_FOUND, MREG_USAGE */
export async function compareRuns(
  registry: Registry,
  ids: readonly string[],
  metrics?: readonly string[],
  params?: readonly string[],
): Promise<object> {
  if (!Array.isArray(ids) || ids.length === 0) throw new MregError('MREG_USAGE', 'run_ids names no run');
  const runs = await Promise.all(ids.map((id) => registry.run(id)));
  const keys = metrics ?? namesOf(runs, (run) => run.metrics);
  const names = params ?? namesOf(runs, (run) => run.params);
  const rows = Object.fromEntries(names.map((name) => [name, runs.map((run) => run.params[name] ?? null)]));
  return {
    runs,
    params: rows,
    differs: names.filter((name) => new Set(rows[name]).size > 1),
    metrics: Object.fromEntries(keys.map((key) => [key, compareMetric(runs, key)])),
  };
}

function namesOf(runs: readonly RunView[], of: (run: RunView) => object): string[] {
  return [...new Set(runs.flatMap((run) => Object.keys(of(run))))].sort();
}

function compareMetric(runs: readonly RunView[], key: string): object {
  const values = runs.map(({ metrics }) => metrics[key]?.value ?? null);
  const direction = /loss|error|rmse|mae|mse|drawdown|latency|time/i.test(key) ? 'min' : 'max';
  const numbers = values.filter((value): value is number => typeof value === 'number');
  const best = numbers.length === 0 ? null : Math[direction](...numbers);
  return { values, best: best === null ? null : (runs[values.indexOf(best)]?.id ?? null), direction };
}
