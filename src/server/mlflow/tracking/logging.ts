/** Params, metrics and tags of a run, one at a time and many at once. */

import type { FieldRoute, Mlflow } from '../context.ts';
import { invalid } from '../errors.ts';
import { type Fields, missingValue } from '../fields.ts';
import { checkKey } from '../limits.ts';
import { checkRunTag, findActiveRun, runId, tagValue } from './runs.ts';
import type { PointInput } from './types.ts';

const MAX_PARAM = 6000;
const LIMITS = { metrics: 1000, params: 100, tags: 100 } as const;
const MAX_TOTAL = 1000;

export const loggingRoutes: readonly FieldRoute[] = [
  { method: 'POST', path: '/runs/log-metric', answer: logMetric },
  { method: 'POST', path: '/runs/log-parameter', answer: logParameter },
  { method: 'POST', path: '/runs/log-batch', answer: logBatch },
];

async function logMetric(mlflow: Mlflow, fields: Fields): Promise<object> {
  const id = runId(fields);
  const point = readPoint(fields, '');
  await findActiveRun(mlflow, id);
  await mlflow.registry.logBatch({ id, points: [point] });
  return {};
}

function readPoint(fields: Fields, path: string): PointInput {
  const at = (member: string) => (path === '' ? member : `${path}.${member}`);
  const required = <T>(member: string, read: () => T): T => {
    if (!fields.has(member)) throw missingValue(at(member));
    return read();
  };
  const key = required('key', () => fields.requiredText('key'));
  const value = required('value', () => fields.requiredDouble('value'));
  const timestamp = required('timestamp', () => fields.requiredInteger('timestamp'));
  checkKey(key, path === '' ? 'name' : `${path}.name`);
  if (timestamp < 0)
    throw invalid(
      `Invalid value ${timestamp} for parameter '${at('timestamp')}' supplied: metric '${key}' (value=${value}). Timestamp must be a nonnegative long (64-bit integer) `,
    );
  const [model_id, dataset_name, dataset_digest] = ['model_id', 'dataset_name', 'dataset_digest'].map(
    (member) => fields.text(member),
  );
  return {
    key,
    value,
    timestamp,
    step: fields.integer('step') ?? 0,
    ...(model_id && { model_id }),
    ...(dataset_name && { dataset_name }),
    ...(dataset_digest && { dataset_digest }),
  };
}

async function logParameter(mlflow: Mlflow, fields: Fields): Promise<object> {
  const id = runId(fields);
  const [key, value] = readParam(fields, '');
  const { params } = await findActiveRun(mlflow, id);
  checkUnchanged(id, params, { [key]: value }, true);
  await mlflow.registry.logBatch({ id, params: { [key]: value } });
  return {};
}

function readParam(fields: Fields, path: string): [key: string, value: string] {
  const at = (member: string) => (path === '' ? member : `${path}.${member}`);
  if (!fields.has('key')) throw missingValue(at('key'));
  const key = fields.requiredText('key');
  checkKey(key, at('key'));
  return [key, (fields.text('value') ?? '').slice(0, MAX_PARAM)];
}

/** The same value again is no change.
 * @throws INVALID_PARAMETER_VALUE */
function checkUnchanged(
  id: string,
  known: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>>,
  alone: boolean,
): void {
  const changed = Object.entries(given).filter(
    ([key, value]) => Object.hasOwn(known, key) && known[key] !== value,
  );
  const [first] = changed;
  if (!first) return;
  const [key, value] = first;
  if (alone)
    throw invalid(
      `Changing param values is not allowed. Param with key='${key}' was already logged with value='${known[key]}' for run ID='${id}'. Attempted logging new value '${value}'.`,
    );
  const shown = changed.map(
    ([each, now]) => `{'key': '${each}', 'old_value': '${known[each]}', 'new_value': '${now}'}`,
  );
  throw invalid(
    `Changing param values is not allowed. Params were already logged='[${shown.join(', ')}]' for run ID='${id}'.`,
  );
}

async function logBatch(mlflow: Mlflow, fields: Fields): Promise<object> {
  const id = fields.requiredText('run_id');
  const [metrics, given, labels] = [
    fields.objects('metrics'),
    fields.objects('params'),
    fields.objects('tags'),
  ];
  const counts = { metrics: metrics.length, params: given.length, tags: labels.length };
  for (const [kind, limit] of Object.entries(LIMITS))
    checkCount(kind, counts[kind as keyof typeof LIMITS], limit);
  const total = counts.metrics + counts.params + counts.tags;
  checkCount('metrics, params, and tags', total, MAX_TOTAL);
  const points = metrics.map((metric, index) => readPoint(metric, `metrics[${index}]`));
  const pairs = given.map((param, index) => readParam(param, `params[${index}]`));
  const params = Object.fromEntries(pairs);
  const repeated = pairs.map(([key]) => key).filter((key, index, keys) => keys.indexOf(key) !== index);
  if (repeated.length > 0)
    throw invalid(
      `Duplicate parameter keys have been submitted: [${repeated.map((key) => `'${key}'`).join(', ')}]. Please ensure the request contains only one param value per param key.`,
    );
  const tags = Object.fromEntries(
    labels.map((tag, index) => {
      const path = `tags[${index}]`;
      if (!tag.has('key')) throw missingValue(`${path}.key`);
      const [key, value] = [tag.requiredText('key'), tagValue(tag.text('value'))];
      checkRunTag(key, path);
      return [key, value];
    }),
  );
  const run = await findActiveRun(mlflow, id);
  checkUnchanged(id, run.params, params, false);
  if (total > 0) await mlflow.registry.logBatch({ id, points, params, tags });
  return {};
}

function checkCount(kind: string, count: number, limit: number): void {
  if (count <= limit) return;
  throw invalid(
    `A batch logging request can contain at most ${limit} ${kind}. Got ${count} ${kind}. Please split up ${kind} across multiple requests and try again.`,
  );
}
