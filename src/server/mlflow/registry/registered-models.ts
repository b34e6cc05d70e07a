import type { FieldRoute, Mlflow } from '../context.ts';
import { latestVersions, modelVersion, registeredModel } from '../entities.ts';
import { invalid, MlflowError } from '../errors.ts';
import type { Fields } from '../fields.ts';
import { meets } from '../filter/match.ts';
import { compareBy, parseOrder } from '../filter/order.ts';
import { type Comparison, type Grammar, parseFilter } from '../filter/parse.ts';
import { checkModelName, checkTag } from '../limits.ts';
import { allModels, findModel, isPick, lookForModel, type NamedModel, pick, readStage } from '../lookup.ts';
import { pageOf, pageSize } from '../paging.ts';

/** A model with this tag is a prompt, and no search for models finds it. */
export const PROMPT_TAG = 'mlflow.prompt.is_prompt';

const ENTITIES = { attribute: 'attribute', tag: 'tag', tags: 'tag' } as const;
const GRAMMAR: Grammar = { entities: ENTITIES, texts: ['name'], numbers: [], lists: ['name'] };

const ORDER_KEYS: Readonly<Record<string, (found: NamedModel) => string | number>> = {
  name: ({ name }) => name,
  creation_timestamp: ({ model }) => Date.parse(model.created_at),
  timestamp: ({ model }) => Date.parse(model.created_at),
  last_updated_timestamp: ({ model }) => Date.parse(model.updated_at),
};

export const registeredModelRoutes: readonly FieldRoute[] = [
  { method: 'POST', path: '/registered-models/create', answer: create },
  { method: 'GET', path: '/registered-models/get', answer: get },
  { method: 'PATCH', path: '/registered-models/update', answer: update },
  { method: 'POST', path: '/registered-models/rename', answer: rename },
  { method: 'DELETE', path: '/registered-models/delete', answer: remove },
  { method: 'GET', path: '/registered-models/search', repeated: ['order_by'], answer: search },
  { method: 'GET', path: '/registered-models/get-latest-versions', repeated: ['stages'], answer: latest },
  { method: 'POST', path: '/registered-models/get-latest-versions', reads: true, answer: latest },
  { method: 'POST', path: '/registered-models/set-tag', answer: setTag },
  { method: 'DELETE', path: '/registered-models/delete-tag', answer: deleteTag },
];

async function create(mlflow: Mlflow, fields: Fields): Promise<object> {
  const name = fields.requiredText('name');
  const tags = fields.tags('tags');
  const description = fields.text('description');
  checkModelName(name);
  for (const [key, value] of Object.entries(tags)) checkTag(key, value);
  const taken = await lookForModel(mlflow, name);
  if (taken) throw alreadyExists(name, isPrompt(taken), tags[PROMPT_TAG] === 'true');
  await mlflow.registry.createModel({ name, exact: true, tags, ...(description && { description }) });
  return { registered_model: registeredModel(await findModel(mlflow, name)) };
}

function alreadyExists(name: string, wasPrompt: boolean, isNewPrompt: boolean): MlflowError {
  const kind = (prompt: boolean) => (prompt ? 'Prompt' : 'Registered Model');
  if (wasPrompt === isNewPrompt)
    return new MlflowError('RESOURCE_ALREADY_EXISTS', `${kind(isNewPrompt)} (name=${name}) already exists.`);
  return new MlflowError(
    'RESOURCE_ALREADY_EXISTS',
    `Tried to create a ${kind(isNewPrompt).toLowerCase()} with name '${name}', but the name is already taken by a ${kind(wasPrompt).toLowerCase()}. MLflow does not allow creating a model and a prompt with the same name.`,
  );
}

export function isPrompt({ model }: NamedModel): boolean {
  return model.tags[PROMPT_TAG] === 'true';
}

async function get(mlflow: Mlflow, fields: Fields): Promise<object> {
  return { registered_model: registeredModel(await findModel(mlflow, fields.requiredText('name'))) };
}

async function update(mlflow: Mlflow, fields: Fields): Promise<object> {
  const name = fields.requiredText('name');
  const { model } = await findModel(mlflow, name);
  await mlflow.registry.describe({ ref: model.ref, to: fields.text('description') || null });
  return { registered_model: registeredModel(await findModel(mlflow, name)) };
}

async function rename(mlflow: Mlflow, fields: Fields): Promise<object> {
  const name = fields.requiredText('name');
  const to = fields.requiredText('new_name');
  checkModelName(to);
  const { model } = await findModel(mlflow, name);
  if (to !== name && (await lookForModel(mlflow, to)))
    throw new MlflowError('RESOURCE_ALREADY_EXISTS', `Registered Model (name=${to}) already exists.`);
  if (to !== name) await mlflow.registry.renameModel({ model: model.ref, to, exact: true });
  return { registered_model: registeredModel(await findModel(mlflow, to)) };
}

async function remove(mlflow: Mlflow, fields: Fields): Promise<object> {
  const { model } = await findModel(mlflow, fields.requiredText('name'));
  await mlflow.registry.deleteModel({ model: model.ref, force: true });
  return {};
}

async function search(mlflow: Mlflow, fields: Fields): Promise<object> {
  const size = pageSize(fields.integer('max_results'), 100, 1000);
  const wanted = withoutPrompts(parseFilter(fields.text('filter'), GRAMMAR));
  const keys = fields.texts('order_by').map((text) => {
    const { entity, key, descending } = parseOrder(text, ENTITIES);
    const of = entity === 'attribute' ? ORDER_KEYS[key] : undefined;
    if (!of)
      throw invalid(
        `Invalid order by key '${key}' specified. Valid keys are '${Object.keys(ORDER_KEYS).join("', '")}'`,
      );
    return { of, descending };
  });
  const models = (await allModels(mlflow)).filter((found) => wanted.every((each) => fits(found, each)));
  models.sort(compareBy([...keys, { of: ({ name }: NamedModel) => name, descending: false }]));
  const { items, ...next } = pageOf(models, fields.text('page_token'), size);
  return { ...(items.length > 0 && { registered_models: items.map(registeredModel) }), ...next };
}

/** Prompts are found by searches that ask for them. */
export function withoutPrompts(comparisons: readonly Comparison[]): readonly Comparison[] {
  if (comparisons.some(({ entity, key }) => entity === 'tag' && key === PROMPT_TAG)) return comparisons;
  return [...comparisons, { entity: 'tag', key: PROMPT_TAG, comparator: '!=', value: 'true' }];
}

function fits({ name, model }: NamedModel, comparison: Comparison): boolean {
  return comparison.entity === 'attribute' ? meets(name, comparison) : meetsTag(model.tags, comparison);
}

/** What lacks the tag of prompts is no prompt; of any other tag, what lacks it meets nothing. */
export function meetsTag(tags: Readonly<Record<string, string>>, comparison: Comparison): boolean {
  const { key } = comparison;
  const value = Object.hasOwn(tags, key) ? tags[key] : key === PROMPT_TAG ? 'false' : undefined;
  return meets(value, comparison);
}

async function latest(mlflow: Mlflow, fields: Fields): Promise<object> {
  const found = await findModel(mlflow, fields.requiredText('name'));
  const asked = fields.texts('stages');
  const [only] = asked;
  // `models:/name/v1.2.0` comes as a stage.
  if (only !== undefined && asked.length === 1 && isPick(only)) {
    const version = await pick(mlflow, found, only);
    return version ? { model_versions: [modelVersion({ ...found, version })] } : {};
  }
  const stages: readonly string[] = asked.map(readStage);
  const versions = latestVersions(found).filter(
    ({ version }) => stages.length === 0 || stages.includes(version.stage),
  );
  return versions.length > 0 ? { model_versions: versions.map(modelVersion) } : {};
}

async function setTag(mlflow: Mlflow, fields: Fields): Promise<object> {
  const [name, key, value] = [
    fields.requiredText('name'),
    fields.requiredText('key'),
    fields.text('value') ?? '',
  ];
  checkModelName(name);
  checkTag(key, value);
  const { model } = await findModel(mlflow, name);
  await mlflow.registry.tag({ ref: model.ref, set: { [key]: value } });
  return {};
}

async function deleteTag(mlflow: Mlflow, fields: Fields): Promise<object> {
  const [name, key] = [fields.requiredText('name'), fields.requiredText('key')];
  checkModelName(name);
  checkTag(key, '');
  const { model } = await findModel(mlflow, name);
  if (Object.hasOwn(model.tags, key)) await mlflow.registry.tag({ ref: model.ref, remove: [key] });
  return {};
}
