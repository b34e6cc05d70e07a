/** Runs as answers of mreg's own interface. */
import { MregError } from '../../errors.ts';
import type { RunListResult, RunView } from '../../generated/output.ts';
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

/** What a search found, for the pages after the first. */
interface Kept {
  readonly found: RunListResult;
  readonly at: number;
}

const KEPT = new WeakMap<Registry, Map<string, Kept>>();
const KEPT_FOR_MS = 30_000;
const MOST_KEPT = 4;

/** Runs of experiments, of all where none are given. The first page sees the registry as it is; those after it go on with what the
 * first has found, so that a run that begins meanwhile moves none from one page to the next.
 * @throws MREG_INVALID, MREG_NOT_FOUND */
export async function searchRuns(
  registry: Registry,
  asked: Asked,
  experiments: readonly string[],
): Promise<object> {
  const all = KEPT.get(registry) ?? new Map<string, Kept>();
  KEPT.set(registry, all);
  const key = JSON.stringify([
    experiments,
    ...['where', 'filter', 'order_by', 'view'].map((name) => asked.queries(name)),
  ]);
  const kept = (asked.count('cursor') ?? 0) > 0 ? all.get(key) : undefined;
  const isFresh = kept && performance.now() - kept.at < KEPT_FOR_MS;
  const found = isFresh ? kept.found : await findRuns(registry, asked, experiments);
  const { items, next_cursor } = pageOf(found.runs, asked);
  all.delete(key);
  if (next_cursor !== null) all.set(key, isFresh ? kept : { found, at: performance.now() });
  if (all.size > MOST_KEPT) all.delete(all.keys().next().value as string);
  const { unreadable, unknown_fields } = found;
  return { runs: items, unreadable, unknown_fields, next_cursor };
}

async function findRuns(
  registry: Registry,
  asked: Asked,
  experiments: readonly string[],
): Promise<RunListResult> {
  const where = said(() => parseRunFilter(asked.query('filter')));
  const order = said(() => asked.queries('order_by').flatMap(readRunOrder));
  return registry.searchRuns({
    ...(experiments.length > 0 && { experiments }),
    view: asked.query('view') as 'active' | undefined,
    condition: asked.query('where'),
    ...(where && { where }),
    order,
  });
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
