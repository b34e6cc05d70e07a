import type { FieldRoute, Mlflow } from '../context.ts';
import { tagList } from '../entities.ts';
import { invalid, MlflowError, missing } from '../errors.ts';
import type { Fields } from '../fields.ts';
import { meets } from '../filter/match.ts';
import { compareBy, parseOrder } from '../filter/order.ts';
import { type Comparison, type Grammar, parseFilter } from '../filter/parse.ts';
import { checkKey, tooLong } from '../limits.ts';
import { pageOf } from '../paging.ts';
import { ARTIFACT_ROOT } from '../protocol.ts';
import type { ExperimentView } from './types.ts';

const MAX_NAME = 500;
const MAX_TAG = 20_000;
const MAX_PAGE = 50_000;

const ENTITIES = { attribute: 'attribute', tag: 'tag', tags: 'tag' } as const;
const GRAMMAR: Grammar = {
  entities: ENTITIES,
  texts: ['name', 'experiment_id'],
  numbers: ['creation_time', 'last_update_time'],
  nulls: true,
};

const ATTRIBUTES: Readonly<Record<string, (experiment: ExperimentView) => string | number>> = {
  name: ({ name }) => name,
  experiment_id: ({ id }) => id,
  creation_time: ({ created_at }) => timeOf(created_at),
  last_update_time: ({ changed_at }) => timeOf(changed_at),
};

export const experimentRoutes: readonly FieldRoute[] = [
  { method: 'POST', path: '/experiments/create', answer: create },
  { method: 'GET', path: '/experiments/get', answer: get },
  { method: 'GET', path: '/experiments/get-by-name', answer: getByName },
  { method: 'POST', path: '/experiments/delete', answer: remove },
  { method: 'POST', path: '/experiments/restore', answer: restore },
  { method: 'POST', path: '/experiments/update', answer: update },
  { method: 'GET', path: '/experiments/search', repeated: ['order_by'], answer: search },
  { method: 'POST', path: '/experiments/search', reads: true, answer: search },
  { method: 'POST', path: '/experiments/set-experiment-tag', answer: setTag },
  { method: 'POST', path: '/experiments/delete-experiment-tag', answer: deleteTag },
];

function timeOf(at: string | null): number {
  return at === null ? 0 : Date.parse(at);
}

/** An experiment as `experiment`. */
function experimentOf({ id, name, tags, created_at, changed_at, deleted_at }: ExperimentView): object {
  return {
    experiment_id: id,
    name,
    artifact_location: `${ARTIFACT_ROOT}${id}`,
    lifecycle_stage: deleted_at === null ? 'active' : 'deleted',
    ...(created_at !== null && { creation_time: timeOf(created_at) }),
    ...(changed_at !== null && { last_update_time: timeOf(changed_at) }),
    tags: tagList(tags),
  };
}

/** The experiment of an id.
 * @throws RESOURCE_DOES_NOT_EXIST */
async function findExperiment({ registry }: Mlflow, id: string): Promise<ExperimentView> {
  const { experiments } = await registry.experiments({ view: 'all' });
  const found = experiments.find((experiment) => experiment.id === id);
  if (found) return found;
  if (!/^\d+$/.test(id))
    throw invalid(`Invalid experiment ID '${id}'. Experiment ID must be a valid integer.`);
  throw missing(`No Experiment with id=${id} exists`);
}

/** Those of the experiments that there are: to search in others finds nothing.
 * @throws INVALID_PARAMETER_VALUE for what is no id */
export async function knownExperiments(
  { registry }: Mlflow,
  ids: readonly string[],
): Promise<readonly string[]> {
  const wrong = ids.find((id) => !/^\d+$/.test(id));
  if (wrong !== undefined)
    throw invalid(`Invalid experiment ID '${wrong}'. Experiment ID must be a valid integer.`);
  const { experiments } = await registry.experiments({ view: 'all' });
  return ids.filter((id) => experiments.some((experiment) => experiment.id === id));
}

function checkTag(key: string, value: string): void {
  checkKey(key, 'key');
  if (value.length > MAX_TAG) throw tooLong('value', MAX_TAG);
}

function checkName(name: string): void {
  if (name.trim() === '') throw invalid(`Invalid experiment name: '${name}'`);
  if (name.length > MAX_NAME) throw tooLong('name', MAX_NAME);
}

async function create(mlflow: Mlflow, fields: Fields): Promise<object> {
  const name = fields.requiredText('name');
  const tags = fields.tags('tags');
  checkName(name);
  for (const [key, value] of Object.entries(tags)) checkTag(key, value);
  await checkFree(mlflow, name);
  const { experiment } = await mlflow.registry.createExperiment({ name, tags });
  return { experiment_id: experiment.id };
}

async function checkFree({ registry }: Mlflow, name: string): Promise<void> {
  const { experiments } = await registry.experiments({ view: 'all' });
  const taken = experiments.find((experiment) => experiment.name === name);
  if (!taken) return;
  const { id, deleted_at } = taken;
  throw new MlflowError(
    'RESOURCE_ALREADY_EXISTS',
    deleted_at === null
      ? `Experiment(name=${name}) already exists.`
      : `Experiment(name=${name}) already exists in deleted state. Experiment '${id}' can be restored, or permanently deleted with mreg gc.`,
  );
}

async function get(mlflow: Mlflow, fields: Fields): Promise<object> {
  return { experiment: experimentOf(await findExperiment(mlflow, fields.requiredText('experiment_id'))) };
}

async function getByName({ registry }: Mlflow, fields: Fields): Promise<object> {
  const name = fields.requiredText('experiment_name');
  const { experiments } = await registry.experiments({ view: 'all' });
  const found = experiments.find((experiment) => experiment.name === name);
  if (found) return { experiment: experimentOf(found) };
  throw missing(`Could not find experiment with name '${name}'`);
}

async function remove(mlflow: Mlflow, fields: Fields): Promise<object> {
  const { id } = await findExperiment(mlflow, fields.requiredText('experiment_id'));
  await mlflow.registry.deleteExperiment({ id });
  return {};
}

async function restore(mlflow: Mlflow, fields: Fields): Promise<object> {
  const { id } = await findExperiment(mlflow, fields.requiredText('experiment_id'));
  await mlflow.registry.restoreExperiment({ id });
  return {};
}

async function update(mlflow: Mlflow, fields: Fields): Promise<object> {
  const [id, name] = [fields.requiredText('experiment_id'), fields.requiredText('new_name')];
  checkName(name);
  const found = await findExperiment(mlflow, id);
  if (found.deleted_at !== null) throw invalid('Cannot rename a non-active experiment.');
  if (found.name === name) return {};
  await checkFree(mlflow, name);
  await mlflow.registry.renameExperiment({ id, name });
  return {};
}

/** The kinds of view by their names, and by the numbers that clients of protobuf send. */
export function readView(fields: Fields, name: string): 'active' | 'deleted' | 'all' {
  const text = fields.enumeration(name);
  if (text === undefined || text === 'ACTIVE_ONLY' || text === '1') return 'active';
  if (text === 'DELETED_ONLY' || text === '2') return 'deleted';
  if (text === 'ALL' || text === '3') return 'all';
  throw invalid(
    `Invalid value "${text}" for parameter '${name}' supplied: expected ACTIVE_ONLY, DELETED_ONLY or ALL`,
  );
}

async function search({ registry }: Mlflow, fields: Fields): Promise<object> {
  const size = fields.integer('max_results') ?? 0;
  const wrong = `Invalid value ${size} for parameter 'max_results' supplied.`;
  if (size < 1) throw invalid(`${wrong} It must be a positive integer`);
  if (size > MAX_PAGE) throw invalid(`${wrong} It must be at most ${MAX_PAGE}`);
  const wanted = parseFilter(fields.text('filter'), GRAMMAR);
  const keys = fields.texts('order_by').map((text) => {
    const { entity, key, descending } = parseOrder(text, ENTITIES);
    const of = entity === 'attribute' ? ATTRIBUTES[key] : undefined;
    if (!of)
      throw invalid(`Invalid attribute key '${key}' specified. Valid keys are '${Object.keys(ATTRIBUTES)}'`);
    return { of: key === 'experiment_id' ? ({ id }: ExperimentView) => Number(id) : of, descending };
  });
  const usual = [{ of: ATTRIBUTES.creation_time as (e: ExperimentView) => number, descending: true }];
  const last = { of: ({ id }: ExperimentView) => Number(id), descending: keys.length === 0 };
  const { experiments } = await registry.experiments({ view: readView(fields, 'view_type') });
  const found = experiments.filter((experiment) => wanted.every((each) => fits(experiment, each)));
  found.sort(compareBy([...(keys.length > 0 ? keys : usual), last]));
  const { items, ...next } = pageOf(found, fields.text('page_token'), size);
  return { ...(items.length > 0 && { experiments: items.map(experimentOf) }), ...next };
}

function fits(experiment: ExperimentView, comparison: Comparison): boolean {
  const { entity, key } = comparison;
  const { tags } = experiment;
  if (entity === 'tag') return meets(Object.hasOwn(tags, key) ? tags[key] : undefined, comparison);
  return meets(ATTRIBUTES[key]?.(experiment), comparison);
}

async function setTag(mlflow: Mlflow, fields: Fields): Promise<object> {
  const [id, key, value] = [
    fields.requiredText('experiment_id'),
    fields.requiredText('key'),
    fields.text('value') ?? '',
  ];
  checkTag(key, value);
  await findActive(mlflow, id);
  await mlflow.registry.setExperimentTags({ id, set: { [key]: value } });
  return {};
}

/** @throws INVALID_PARAMETER_VALUE for one that was deleted */
export async function findActive(mlflow: Mlflow, id: string): Promise<ExperimentView> {
  const found = await findExperiment(mlflow, id);
  if (found.deleted_at === null) return found;
  throw invalid(`The experiment ${id} must be in the 'active' state. Current state is deleted.`);
}

async function deleteTag(mlflow: Mlflow, fields: Fields): Promise<object> {
  const [id, key] = [fields.requiredText('experiment_id'), fields.requiredText('key')];
  const { tags } = await findActive(mlflow, id);
  if (!Object.hasOwn(tags, key)) throw missing(`No tag with name: ${key} in experiment with id ${id}`);
  await mlflow.registry.setExperimentTags({ id, remove: [key] });
  return {};
}
