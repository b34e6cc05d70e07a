/** Models as MLflow 3 logs them: beside the run, with params, tags and metrics of their own. */

import { randomUUID } from 'node:crypto';
import type { Call } from '../../app.ts';
import { fileInfos } from '../artifacts/list.ts';
import type { FieldRoute, Mlflow } from '../context.ts';
import { tagList } from '../entities.ts';
import { invalid, missing } from '../errors.ts';
import { type Fields, missingValue } from '../fields.ts';
import { type Held, meets } from '../filter/match.ts';
import { compareBy } from '../filter/order.ts';
import { type Comparison, type Grammar, parseFilter } from '../filter/parse.ts';
import { pageOf } from '../paging.ts';
import { ARTIFACT_ROOT } from '../protocol.ts';
import { findActive, knownExperiments } from './experiments.ts';
import { RUN_ENTITIES } from './search-runs.ts';
import type { LoggedModelView } from './types.ts';

const USUAL_PAGE = 100;
const STATUSES = [
  'LOGGED_MODEL_STATUS_UNSPECIFIED',
  'LOGGED_MODEL_PENDING',
  'LOGGED_MODEL_READY',
  'LOGGED_MODEL_UPLOAD_FAILED',
];
const OWN_STATUS = {
  PENDING: 'LOGGED_MODEL_PENDING',
  READY: 'LOGGED_MODEL_READY',
  FAILED: 'LOGGED_MODEL_UPLOAD_FAILED',
} as const;
const TIMES = ['creation_timestamp', 'creation_time', 'last_updated_timestamp', 'last_updated_time'];

const GRAMMAR: Grammar = {
  entities: RUN_ENTITIES,
  texts: ['name', 'model_id', 'model_type', 'status', 'source_run_id'],
  numbers: TIMES,
};

const ATTRIBUTES: Readonly<Record<string, (model: LoggedModelView) => string | number | undefined>> = {
  name: ({ name }) => name,
  model_id: ({ id }) => id,
  model_type: ({ model_type }) => model_type ?? undefined,
  status: ({ status }) => status,
  source_run_id: ({ source_run_id }) => source_run_id ?? undefined,
  creation_timestamp: ({ created_at }) => Date.parse(created_at),
  creation_time: ({ created_at }) => Date.parse(created_at),
  last_updated_timestamp: ({ changed_at }) => Date.parse(changed_at),
  last_updated_time: ({ changed_at }) => Date.parse(changed_at),
};

export const loggedModelRoutes: readonly FieldRoute[] = [
  { method: 'POST', path: '/logged-models', answer: create },
  { method: 'GET', path: '/logged-models/:model_id', answer: get },
  { method: 'PATCH', path: '/logged-models/:model_id', answer: finalize },
  { method: 'DELETE', path: '/logged-models/:model_id', answer: remove },
  { method: 'POST', path: '/logged-models/search', reads: true, answer: search },
  { method: 'PATCH', path: '/logged-models/:model_id/tags', answer: setTags },
  { method: 'DELETE', path: '/logged-models/:model_id/tags/:tag_key', answer: deleteTag },
  { method: 'POST', path: '/logged-models/:model_id/params', answer: logParams },
  { method: 'GET', path: '/logged-models/:model_id/artifacts/directories', answer: listArtifacts },
];

/** A model as `model`. */
function modelOf(model: LoggedModelView): object {
  const { id, experiment, name, source_run_id, status, params, tags, metrics } = model;
  return {
    info: {
      model_id: id,
      experiment_id: experiment,
      name,
      creation_timestamp_ms: Date.parse(model.created_at),
      last_updated_timestamp_ms: Date.parse(model.changed_at),
      artifact_uri: locationOf(model),
      status: OWN_STATUS[status],
      model_type: model.model_type ?? '',
      source_run_id: source_run_id ?? '',
      tags: tagList(tags),
    },
    data: {
      ...(Object.keys(params).length > 0 && { params: tagList(params) }),
      ...(metrics.length > 0 && { metrics: metrics.map((metric) => ({ ...metric, model_id: id })) }),
    },
  };
}

function locationOf({ experiment, id }: LoggedModelView): string {
  return `${ARTIFACT_ROOT}${experiment}/models/${id}/artifacts`;
}

function askedId({ params }: Call): string {
  return params.model_id ?? '';
}

/** @throws RESOURCE_DOES_NOT_EXIST, also for one that was deleted */
async function findModel({ registry }: Mlflow, id: string, allowDeleted = false): Promise<LoggedModelView> {
  const model = await registry.loggedModel(id).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && /NOT_FOUND|INVALID/.test(String(error.code)))
      return undefined;
    throw error;
  });
  if (model && (allowDeleted || model.deleted_at === null)) return model;
  throw missing(`Logged model with ID '${id}' not found.`);
}

async function create(mlflow: Mlflow, fields: Fields): Promise<object> {
  const { id: experiment } = await findActive(mlflow, fields.requiredText('experiment_id'));
  const name = fields.text('name') || undefined;
  if (name !== undefined && /[/:.%"']/.test(name))
    throw invalid(
      `Invalid model name ('${name}') provided. Model name must be a non-empty string and cannot contain the following characters: ('/', ':', '.', '%', '"', "'")`,
    );
  const [model_type, source_run_id] = [fields.text('model_type'), fields.text('source_run_id')];
  const model = await mlflow.registry.createLoggedModel({
    experiment,
    name: name ?? `model-${randomUUID().slice(0, 8)}`,
    ...(model_type && { model_type }),
    ...(source_run_id && { source_run_id }),
    params: fields.tags('params'),
    tags: fields.tags('tags'),
  });
  return { model: modelOf(model) };
}

async function get(mlflow: Mlflow, fields: Fields, call: Call): Promise<object> {
  return { model: modelOf(await findModel(mlflow, askedId(call), fields.flag('allow_deleted'))) };
}

async function finalize(mlflow: Mlflow, fields: Fields, call: Call): Promise<object> {
  const text = fields.enumeration('status');
  if (text === undefined) throw missingValue('status');
  const status = STATUSES.find((each) => each === text) ?? STATUSES[Number(text)];
  const own = (Object.keys(OWN_STATUS) as (keyof typeof OWN_STATUS)[]).find(
    (key) => OWN_STATUS[key] === status,
  );
  if (!own) throw invalid(`Invalid model status: ${text}. Expected statuses are READY and FAILED`);
  const { id } = await findModel(mlflow, askedId(call));
  return { model: modelOf(await mlflow.registry.finalizeLoggedModel({ id, status: own })) };
}

async function remove(mlflow: Mlflow, _fields: Fields, call: Call): Promise<object> {
  const { id } = await findModel(mlflow, askedId(call), true);
  await mlflow.registry.deleteLoggedModel(id);
  return {};
}

async function setTags(mlflow: Mlflow, fields: Fields, call: Call): Promise<object> {
  const tags = fields.tags('tags');
  const { id } = await findModel(mlflow, askedId(call));
  return { model: modelOf(await mlflow.registry.setLoggedModelTags({ id, tags })) };
}

async function deleteTag(mlflow: Mlflow, _fields: Fields, call: Call): Promise<object> {
  const key = call.params.tag_key ?? '';
  const { id, tags } = await findModel(mlflow, askedId(call));
  if (!Object.hasOwn(tags, key)) throw missing(`No tag with key '${key}' found for model with ID '${id}'.`);
  return { model: modelOf(await mlflow.registry.deleteLoggedModelTag({ id, key })) };
}

async function logParams(mlflow: Mlflow, fields: Fields, call: Call): Promise<object> {
  const params = fields.tags('params');
  const { id } = await findModel(mlflow, askedId(call));
  await mlflow.registry.logLoggedModelParams({ id, params });
  return {};
}

async function listArtifacts(mlflow: Mlflow, fields: Fields, call: Call): Promise<object> {
  const model = await findModel(mlflow, askedId(call));
  const files = await fileInfos(mlflow, model.id, fields.text('artifact_directory_path') ?? '');
  return { root_uri: locationOf(model), ...(files.length > 0 && { files }) };
}

/** A data set that a metric was measured on. */
interface OnDataset {
  readonly name: string;
  readonly digest: string | undefined;
}

async function search(mlflow: Mlflow, fields: Fields): Promise<object> {
  const experiments = fields.texts('experiment_ids');
  if (experiments.length === 0) return {};
  const size = fields.integer('max_results') || USUAL_PAGE;
  if (size < 1)
    throw invalid(
      `Invalid value ${size} for parameter 'max_results' supplied. It must be a positive integer`,
    );
  const wanted = parseFilter(fields.text('filter'), GRAMMAR);
  const datasets = fields.objects('datasets').map((dataset) => ({
    name: dataset.text('dataset_name') ?? '',
    digest: dataset.text('dataset_digest') || undefined,
  }));
  if (datasets.some(({ name }) => name === ''))
    throw invalid('`dataset_name` in the `datasets` clause must be specified.');
  const order = fields.objects('order_by').map(readOrder);
  const known = await knownExperiments(mlflow, experiments);
  if (known.length === 0) return {};
  const { models } = await mlflow.registry.searchLoggedModels({ experiments: known });
  const asksMetrics = wanted.some(({ entity }) => entity === 'metric');
  const found = models.filter(
    (model) =>
      (datasets.length === 0 || asksMetrics || model.metrics.some((metric) => isOn(metric, datasets))) &&
      wanted.every((each) => fits(model, each, datasets)),
  );
  found.sort(
    compareBy([
      ...order,
      { of: ({ created_at }: LoggedModelView) => Date.parse(created_at), descending: true },
      { of: ({ id }: LoggedModelView) => id, descending: false },
    ]),
  );
  const { items, ...next } = pageOf(found, fields.text('page_token'), size);
  return { ...(items.length > 0 && { models: items.map(modelOf) }), ...next };
}

function isOn(metric: LoggedModelView['metrics'][number], datasets: readonly OnDataset[]): boolean {
  return datasets.some(
    ({ name, digest }) =>
      metric.dataset_name === name && (digest === undefined || metric.dataset_digest === digest),
  );
}

function fits(model: LoggedModelView, comparison: Comparison, datasets: readonly OnDataset[]): boolean {
  const { entity, key } = comparison;
  const text = (table: Readonly<Record<string, string>>): Held =>
    Object.hasOwn(table, key) ? table[key] : undefined;
  if (entity === 'parameter') return meets(text(model.params), comparison);
  if (entity === 'tag') return meets(text(model.tags), comparison);
  if (entity !== 'metric') return meets(ATTRIBUTES[key]?.(model), comparison);
  return model.metrics.some(
    (metric) =>
      metric.key === key &&
      (datasets.length === 0 || isOn(metric, datasets)) &&
      meets(Number(metric.value), comparison),
  );
}

function readOrder(given: Fields): { of: (model: LoggedModelView) => string | number; descending: boolean } {
  const name = given.text('field_name')?.trim();
  if (!name) throw invalid('`field_name` in the `order_by` clause must be specified.');
  const isDescending = given.has('ascending') && !given.flag('ascending');
  const [dataset, digest] = [given.text('dataset_name'), given.text('dataset_digest')];
  if (digest && !dataset)
    throw invalid('`dataset_digest` can only be specified if `dataset_name` is also specified.');
  const [entity, ...rest] = name.split('.');
  if (rest.length === 0) {
    const of = Object.hasOwn(ATTRIBUTES, name) ? ATTRIBUTES[name] : undefined;
    if (!of) throw invalid(`Invalid order by field name: ${name}`);
    return { of: (model) => of(model) ?? '', descending: isDescending };
  }
  if (entity !== 'metrics')
    throw invalid(`Invalid order by field name: ${name}. Only metrics are supported.`);
  const key = rest.join('.');
  const last = isDescending ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const of = ({ metrics }: LoggedModelView) => {
    const fitting = metrics
      .filter(
        (metric) =>
          metric.key === key && (!dataset || isOn(metric, [{ name: dataset, digest: digest || undefined }])),
      )
      .sort((a, b) => b.timestamp - a.timestamp);
    const value = fitting[0] === undefined ? Number.NaN : Number(fitting[0].value);
    return Number.isNaN(value) ? last : value;
  };
  return { of, descending: isDescending };
}
