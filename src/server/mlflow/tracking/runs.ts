import type { Call } from '../../app.ts';
import type { FieldRoute, Mlflow } from '../context.ts';
import { tagList } from '../entities.ts';
import { invalid, missing } from '../errors.ts';
import { type Fields, missingValue } from '../fields.ts';
import { checkKey } from '../limits.ts';
import { ARTIFACT_ROOT } from '../protocol.ts';
import { findActive } from './experiments.ts';
import { datasetsOf, readDatasets } from './inputs.ts';
import type { RunView } from './types.ts';

const STATUSES = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] as const;
const MAX_TAG = 8000;
const LOG_MODEL_TAG = 'mlflow.log-model.history';

export const runRoutes: readonly FieldRoute[] = [
  { method: 'POST', path: '/runs/create', answer: create },
  { method: 'GET', path: '/runs/get', answer: get },
  { method: 'POST', path: '/runs/update', answer: update },
  { method: 'POST', path: '/runs/delete', answer: remove },
  { method: 'POST', path: '/runs/restore', answer: restore },
  { method: 'POST', path: '/runs/set-tag', answer: setTag },
  { method: 'POST', path: '/runs/delete-tag', answer: deleteTag },
  { method: 'POST', path: '/runs/log-inputs', answer: logInputs },
  { method: 'POST', path: '/runs/outputs', answer: logOutputs },
  { method: 'POST', path: '/runs/log-model', answer: logModel },
];

/** A run as `run`. */
export function runOf(run: RunView): object {
  return { info: runInfo(run), data: runData(run), inputs: inputsOf(run), outputs: outputsOf(run) };
}

function runInfo(run: RunView): object {
  return {
    run_uuid: run.id,
    run_id: run.id,
    run_name: run.name,
    experiment_id: run.experiment,
    user_id: run.user ?? '',
    status: run.status,
    start_time: Date.parse(run.started_at),
    ...(run.ended_at !== null && { end_time: Date.parse(run.ended_at) }),
    artifact_uri: artifactUri(run),
    lifecycle_stage: run.deleted_at === null ? 'active' : 'deleted',
  };
}

export function artifactUri({ experiment, id }: RunView): string {
  return `${ARTIFACT_ROOT}${experiment}/${id}/artifacts`;
}

function runData({ metrics, params, tags }: RunView): object {
  const points = Object.entries(metrics).map(([key, { value, timestamp, step }]) => ({
    key,
    value,
    timestamp,
    step,
  }));
  const lists = { metrics: points, params: tagList(params), tags: tagList(tags) };
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0));
}

function inputsOf({ inputs }: RunView): object {
  return {
    ...(inputs.datasets.length > 0 && { dataset_inputs: datasetsOf(inputs.datasets) }),
    ...(inputs.models.length > 0 && { model_inputs: inputs.models }),
  };
}

function outputsOf({ outputs }: RunView): object {
  return outputs.length === 0 ? {} : { model_outputs: outputs };
}

/** The run that a request means: `run_id`, or `run_uuid` as old clients say. */
export function runId(fields: Fields): string {
  const id = fields.text('run_id') || fields.text('run_uuid');
  if (!id) throw missingValue('run_id');
  return id;
}

/** @throws RESOURCE_DOES_NOT_EXIST */
export async function findRun({ registry }: Mlflow, id: string): Promise<RunView> {
  try {
    return await registry.run(id);
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw missing(`Run with id=${id} not found`);
  }
}

/** Whether a failure says that there is no such thing; an id that is none counts too. */
export function isMissing(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'MREG_NOT_FOUND' || error.code === 'MREG_INVALID')
  );
}

/** @throws INVALID_PARAMETER_VALUE for one that was deleted */
export async function findActiveRun(mlflow: Mlflow, id: string): Promise<RunView> {
  const run = await findRun(mlflow, id);
  if (run.deleted_at === null) return run;
  throw invalid(`The run ${id} must be in the 'active' state. Current state is deleted.`);
}

export function checkRunTag(key: string, path = ''): void {
  checkKey(key, path === '' ? 'key' : `${path}.key`);
}

/** What a tag keeps of a text: MLflow cuts what is longer. */
export function tagValue(text: string | undefined): string {
  return (text ?? '').slice(0, MAX_TAG);
}

async function create(mlflow: Mlflow, fields: Fields, { user: caller }: Call): Promise<object> {
  const tags = fields.tags('tags');
  for (const [key, value] of Object.entries(tags)) {
    checkRunTag(key);
    tags[key] = tagValue(value);
  }
  const { id: experiment } = await findActive(mlflow, fields.text('experiment_id') || '0');
  const name = fields.text('run_name') || undefined;
  const tagged = tags['mlflow.runName'];
  if (name !== undefined && tagged !== undefined && name !== tagged)
    throw invalid(
      `Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='${name}', mlflow.runName='${tagged}').`,
    );
  const user = fields.text('user_id') || caller || '';
  const startTime = fields.integer('start_time');
  const run = await mlflow.registry.createRun({
    experiment,
    tags,
    ...(name !== undefined && { name }),
    user,
    ...(startTime && { startTime }),
  });
  return { run: runOf(run) };
}

async function get(mlflow: Mlflow, fields: Fields): Promise<object> {
  return { run: runOf(await findRun(mlflow, runId(fields))) };
}

async function update(mlflow: Mlflow, fields: Fields): Promise<object> {
  const status = readStatus(fields.enumeration('status'));
  const endTime = fields.integer('end_time');
  const name = fields.text('run_name');
  const { id } = await findActiveRun(mlflow, runId(fields));
  const run = await mlflow.registry.updateRun({
    id,
    ...(status && { status }),
    ...(endTime !== undefined && { endTime }),
    ...(name && { name }),
  });
  return { run_info: runInfo(run) };
}

/** A status by its name, or by the number that clients of protobuf send. */
function readStatus(text: string | undefined): (typeof STATUSES)[number] | undefined {
  if (text === undefined) return undefined;
  const status = STATUSES.find((each) => each === text) ?? STATUSES[Number(text) - 1];
  if (status) return status;
  throw invalid(
    `Invalid value ${JSON.stringify(text)} for parameter 'status' supplied: expected one of ${STATUSES.join(', ')}`,
  );
}

async function remove(mlflow: Mlflow, fields: Fields): Promise<object> {
  const { id } = await findRun(mlflow, runId(fields));
  await mlflow.registry.deleteRun(id);
  return {};
}

async function restore(mlflow: Mlflow, fields: Fields): Promise<object> {
  const { id } = await findRun(mlflow, runId(fields));
  await mlflow.registry.restoreRun(id);
  return {};
}

async function setTag(mlflow: Mlflow, fields: Fields): Promise<object> {
  const asked = runId(fields);
  const [key, value] = [fields.requiredText('key'), tagValue(fields.text('value'))];
  checkRunTag(key);
  const { id } = await findActiveRun(mlflow, asked);
  await mlflow.registry.logBatch({ id, tags: { [key]: value } });
  return {};
}

async function deleteTag(mlflow: Mlflow, fields: Fields): Promise<object> {
  const key = fields.requiredText('key');
  const { id, tags } = await findActiveRun(mlflow, runId(fields));
  if (!Object.hasOwn(tags, key)) throw missing(`No tag with name: ${key} in run with id ${id}`);
  await mlflow.registry.deleteRunTags({ id, keys: [key] });
  return {};
}

async function logInputs(mlflow: Mlflow, fields: Fields): Promise<object> {
  const datasets = readDatasets(fields);
  const models = fields.objects('models').map((model) => ({ model_id: model.requiredText('model_id') }));
  const { id } = await findActiveRun(mlflow, runId(fields));
  await mlflow.registry.logInputs({ id, datasets, models });
  return {};
}

async function logOutputs(mlflow: Mlflow, fields: Fields): Promise<object> {
  const models = fields
    .objects('models')
    .map((model) => ({ model_id: model.requiredText('model_id'), step: model.integer('step') ?? 0 }));
  if (models.length === 0) throw missingValue('models');
  const { id } = await findActiveRun(mlflow, runId(fields));
  await mlflow.registry.logOutputs({ id, models });
  return {};
}

/** What clients of MLflow 2 say of a model that they logged: a tag lists them all. */
async function logModel(mlflow: Mlflow, fields: Fields): Promise<object> {
  const text = fields.text('model_json');
  if (!text) throw missingValue('model_json');
  const model = parseModel(text);
  const { id, tags } = await findActiveRun(mlflow, runId(fields));
  const logged =
    tags[LOG_MODEL_TAG] === undefined ? [] : (JSON.parse(tags[LOG_MODEL_TAG]) as { model_uuid?: unknown }[]);
  const isKnown = logged.some(
    ({ model_uuid }) => model_uuid !== undefined && model_uuid === model.model_uuid,
  );
  if (!isKnown)
    await mlflow.registry.logBatch({ id, tags: { [LOG_MODEL_TAG]: JSON.stringify([...logged, model]) } });
  return {};
}

function parseModel(text: string): { model_uuid?: unknown } {
  let model: unknown;
  try {
    model = JSON.parse(text);
  } catch {
    throw invalid(`Malformed model info. \n ${text} \n is not a valid JSON.`);
  }
  const lacks = ['artifact_path', 'flavors', 'utc_time_created', 'run_id'].filter(
    (member) => typeof model !== 'object' || model === null || !(member in model),
  );
  if (lacks.length === 0) return model as { model_uuid?: unknown };
  throw invalid(`Model json is missing mandatory fields: {${lacks.map((each) => `'${each}'`).join(', ')}}`);
}
