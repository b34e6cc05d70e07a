/** The points of metrics, as clients and pages read them. */

import type { FieldRoute, Mlflow } from '../context.ts';
import { invalid } from '../errors.ts';
import { type Fields, missingValue } from '../fields.ts';
import { readToken, writeToken } from '../paging.ts';
import { isMissing, runId } from './runs.ts';
import type { Point } from './types.ts';

const MAX_BULK = 25_000;
const MAX_BULK_RUNS = 100;
const MAX_INTERVAL = 2500;

export const metricRoutes: readonly FieldRoute[] = [
  { method: 'GET', path: '/metrics/get-history', answer: history },
  { method: 'GET', path: '/metrics/get-history-bulk', repeated: ['run_id'], answer: bulk },
  { method: 'GET', path: '/metrics/get-history-bulk-interval', repeated: ['run_ids'], answer: interval },
];

async function history(mlflow: Mlflow, fields: Fields): Promise<object> {
  const id = runId(fields);
  const key = fields.requiredText('metric_key');
  const size = fields.integer('max_results');
  if (size !== undefined && size <= 0)
    throw invalid(
      `Invalid value ${size} for parameter 'max_results' supplied. It must be a positive integer.`,
    );
  const offset = readToken(fields.text('page_token'));
  const { points, next } = await pageOfHistory(mlflow, id, key, offset, size);
  return {
    ...(points.length > 0 && { metrics: points.map(pointOf) }),
    ...(next !== null && { next_page_token: writeToken(Number(next)) }),
  };
}

/** All points of a metric by their times. */
async function pointsOf(mlflow: Mlflow, id: string, key: string): Promise<readonly Point[]> {
  return (await pageOfHistory(mlflow, id, key, 0, undefined)).points;
}

/** Points of a metric by their times; none of a run that is not there. */
async function pageOfHistory(
  { registry }: Mlflow,
  id: string,
  key: string,
  offset: number,
  limit: number | undefined,
): Promise<{ readonly points: readonly Point[]; readonly next: string | null }> {
  try {
    return await registry.metricHistory({ id, keys: [key], limit, after: String(offset) });
  } catch (error) {
    if (isMissing(error)) return { points: [], next: null };
    throw error;
  }
}

function pointOf({ key, value, timestamp, step }: Point): object {
  return { key, value, timestamp, step };
}

async function bulk(mlflow: Mlflow, fields: Fields): Promise<object> {
  const ids = fields.texts('run_id');
  if (ids.length === 0) throw invalid('GetMetricHistoryBulk request must specify at least one run_id.');
  if (ids.length > MAX_BULK_RUNS)
    throw invalid(
      `GetMetricHistoryBulk request cannot specify more than ${MAX_BULK_RUNS} run_ids. Received ${ids.length} run_ids.`,
    );
  const key = fields.text('metric_key');
  if (key === undefined) throw invalid('GetMetricHistoryBulk request must specify a metric_key.');
  const most = Math.min(fields.integer('max_results') ?? MAX_BULK, MAX_BULK);
  const metrics: object[] = [];
  for (const id of [...ids].sort()) {
    if (metrics.length >= most) break;
    const points = await pointsOf(mlflow, id, key);
    for (const { value, timestamp, step } of points)
      metrics.push({ key, value, timestamp, step, run_id: id });
  }
  return { metrics: metrics.slice(0, most) };
}

/** At most so many points of each run, at steps that are spread evenly; the first and the last step of each run among them. */
async function interval(mlflow: Mlflow, fields: Fields): Promise<object> {
  const ids = fields.texts('run_ids');
  if (ids.length === 0) throw missingValue('run_ids');
  if (ids.length > MAX_BULK_RUNS)
    throw invalid(
      `GetMetricHistoryBulkInterval request must specify at most ${MAX_BULK_RUNS} run_ids. Received ${ids.length} run_ids. See the API docs for more information about request parameters.`,
    );
  const key = fields.requiredText('metric_key');
  const most = fields.integer('max_results') ?? MAX_INTERVAL;
  if (most < 1 || most > MAX_INTERVAL)
    throw invalid(
      `max_results must be between 1 and ${MAX_INTERVAL}. See the API docs for more information about request parameters.`,
    );
  const [start, end] = [fields.integer('start_step'), fields.integer('end_step')];
  if ((start === undefined) !== (end === undefined))
    throw invalid('If either start step or end step are specified, both must be specified.');
  if (start !== undefined && end !== undefined && start > end)
    throw invalid(`end_step must be greater than start_step. Found start_step=${start} and end_step=${end}.`);
  const ofRuns = await Promise.all(
    ids.map(async (id) => {
      const points = await pointsOf(mlflow, id, key);
      return {
        id,
        points: points.filter(
          ({ step }) => start === undefined || (step >= start && step <= (end as number)),
        ),
      };
    }),
  );
  const steps = [...new Set(ofRuns.flatMap(({ points }) => points.map(({ step }) => step)))].sort(
    (a, b) => a - b,
  );
  const kept = new Set(spread(steps, most));
  for (const { points } of ofRuns) {
    const own = points.map(({ step }) => step);
    if (own.length > 0) kept.add(Math.min(...own)).add(Math.max(...own));
  }
  const metrics = ofRuns.flatMap(({ id, points }) => {
    const sorted = points
      .filter(({ step }) => kept.has(step))
      .sort((a, b) => a.step - b.step || a.timestamp - b.timestamp);
    return thin(sorted, MAX_INTERVAL).map((point) => ({ ...pointOf(point), run_id: id }));
  });
  return metrics.length > 0 ? { metrics } : {};
}

/** At most so many of them, evenly, with the first and the last: many points may share a step. */
function thin<T>(points: readonly T[], most: number): readonly T[] {
  if (points.length <= most) return points;
  if (most === 1) return points.slice(-1);
  const stride = (points.length - 1) / (most - 1);
  const kept = new Set(Array.from({ length: most }, (_, index) => Math.round(index * stride)));
  return [...kept].map((index) => points[index] as T);
}

/** So many of the steps, evenly, with the last. */
function spread(steps: readonly number[], most: number): readonly number[] {
  if (steps.length <= most) return steps;
  const kept = Array.from(
    { length: most },
    (_, index) => steps[Math.floor((index * steps.length) / most)] as number,
  );
  return [...kept, steps.at(-1) as number];
}
