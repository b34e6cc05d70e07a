import type { FieldRoute, Mlflow } from '../context.ts';
import { downloadUri, modelVersion, tagsOf } from '../entities.ts';
import { invalid, missing } from '../errors.ts';
import type { Fields } from '../fields.ts';
import { meets } from '../filter/match.ts';
import { compareBy, parseOrder } from '../filter/order.ts';
import { type Comparison, type Grammar, parseFilter } from '../filter/parse.ts';
import { checkAlias, checkFreeAlias, checkModelName, checkTag } from '../limits.ts';
import { allModels, findModel, findVersion, isPick, type NamedVersion, pick, readStage } from '../lookup.ts';
import { pageOf, pageSize } from '../paging.ts';
import { createVersion } from './create-version.ts';
import { meetsTag, withoutPrompts } from './registered-models.ts';

const ENTITIES = { attribute: 'attribute', tag: 'tag', tags: 'tag' } as const;
const GRAMMAR: Grammar = {
  entities: ENTITIES,
  texts: ['name', 'run_id', 'source_path'],
  numbers: ['version_number', 'creation_timestamp', 'last_updated_timestamp'],
  lists: ['name', 'run_id'],
};

const USUAL_PAGE = 10_000;
const MAX_PAGE = 200_000;

const ATTRIBUTES: Readonly<Record<string, (found: NamedVersion) => string | number>> = {
  name: ({ name }) => name,
  run_id: ({ version }) => version.run_id ?? '',
  source_path: (found) => found.version.mlflow_source?.uri ?? downloadUri(found),
  version_number: ({ version }) => version.number,
  creation_timestamp: ({ version }) => Date.parse(version.registered_at),
  last_updated_timestamp: ({ version }) => Date.parse(version.updated_at),
};

const SORTABLE = ['name', 'version_number', 'creation_timestamp', 'last_updated_timestamp'];

export const modelVersionRoutes: readonly FieldRoute[] = [
  { method: 'POST', path: '/model-versions/create', answer: createVersion },
  { method: 'GET', path: '/model-versions/get', answer: get },
  { method: 'PATCH', path: '/model-versions/update', answer: update },
  { method: 'DELETE', path: '/model-versions/delete', answer: remove },
  { method: 'POST', path: '/model-versions/transition-stage', answer: transition },
  { method: 'GET', path: '/model-versions/get-download-uri', answer: getDownloadUri },
  { method: 'GET', path: '/model-versions/search', repeated: ['order_by'], answer: search },
  { method: 'POST', path: '/model-versions/set-tag', answer: setTag },
  { method: 'DELETE', path: '/model-versions/delete-tag', answer: deleteTag },
  { method: 'GET', path: '/registered-models/alias', answer: getByAlias },
  { method: 'POST', path: '/registered-models/alias', answer: setAlias },
  { method: 'DELETE', path: '/registered-models/alias', answer: deleteAlias },
];

/** The version that `name` and `version` of a request mean. */
function askedVersion(mlflow: Mlflow, fields: Fields): Promise<NamedVersion> {
  return findVersion(mlflow, fields.requiredText('name'), fields.requiredText('version'));
}

async function changed(mlflow: Mlflow, { name, version }: NamedVersion): Promise<object> {
  return { model_version: modelVersion(await findVersion(mlflow, name, String(version.number))) };
}

async function get(mlflow: Mlflow, fields: Fields): Promise<object> {
  return { model_version: modelVersion(await askedVersion(mlflow, fields)) };
}

async function update(mlflow: Mlflow, fields: Fields): Promise<object> {
  const found = await askedVersion(mlflow, fields);
  await mlflow.registry.describe({ ref: found.version.ref, to: fields.text('description') || null });
  return changed(mlflow, found);
}

async function remove(mlflow: Mlflow, fields: Fields): Promise<object> {
  const found = await askedVersion(mlflow, fields);
  await mlflow.registry.delete({ refs: [found.version.ref], force: true });
  return {};
}

async function transition(mlflow: Mlflow, fields: Fields): Promise<object> {
  const text = fields.requiredText('stage');
  const archives = fields.flag('archive_existing_versions');
  const to = readStage(text);
  if (archives && to !== 'Staging' && to !== 'Production')
    throw invalid(
      `Model version transition cannot archive existing model versions because '${text}' is not an Active stage. Valid stages are ('Staging', 'Production')`,
    );
  const found = await askedVersion(mlflow, fields);
  await mlflow.registry.transition({ ref: found.version.ref, to, keepExisting: !archives });
  return changed(mlflow, found);
}

async function getDownloadUri(mlflow: Mlflow, fields: Fields): Promise<object> {
  return { artifact_uri: downloadUri(await askedVersion(mlflow, fields)) };
}

async function search(mlflow: Mlflow, fields: Fields): Promise<object> {
  const size = pageSize(fields.integer('max_results'), USUAL_PAGE, MAX_PAGE);
  const wanted = withoutPrompts(parseFilter(fields.text('filter'), GRAMMAR));
  const keys = fields.texts('order_by').map((text) => {
    const { entity, key, descending } = parseOrder(text, ENTITIES);
    const of = entity === 'attribute' && SORTABLE.includes(key) ? ATTRIBUTES[key] : undefined;
    if (!of)
      throw invalid(`Invalid order by key '${key}' specified. Valid keys are '${SORTABLE.join("', '")}'`);
    return { key, of, descending };
  });
  const named = new Set(keys.map(({ key }) => key));
  const rest = ['last_updated_timestamp', 'name', 'version_number']
    .filter((key) => !named.has(key) && (keys.length === 0 || key !== 'last_updated_timestamp'))
    .map((key) => ({
      of: ATTRIBUTES[key] as (found: NamedVersion) => string | number,
      descending: key !== 'name',
    }));
  const only = onlyName(wanted);
  const found = (await allModels(mlflow))
    .filter(({ name }) => only === undefined || name === only)
    .flatMap(({ name, model }) => model.versions.map((version) => ({ name, model, version })))
    .filter((version) => wanted.every((each) => fits(version, each)));
  found.sort(compareBy([...keys, ...rest]));
  const { items, ...next } = pageOf(found, fields.text('page_token'), size);
  return { ...(items.length > 0 && { model_versions: items.map(modelVersion) }), ...next };
}

/** The one name that a filter asks for: most do. */
function onlyName(comparisons: readonly Comparison[]): string | undefined {
  const found = comparisons.find(
    ({ entity, key, comparator }) => entity === 'attribute' && key === 'name' && comparator === '=',
  );
  return found && String(found.value);
}

function fits(found: NamedVersion, comparison: Comparison): boolean {
  const { entity, key } = comparison;
  if (entity === 'tag') return meetsTag(tagsOf(found.version), comparison);
  return meets(ATTRIBUTES[key]?.(found), comparison);
}

async function setTag(mlflow: Mlflow, fields: Fields): Promise<object> {
  const [key, value] = [fields.requiredText('key'), fields.text('value') ?? ''];
  checkModelName(fields.requiredText('name'));
  checkTag(key, value);
  const { version } = await askedVersion(mlflow, fields);
  const shown = tagsOf(version)[key];
  if (shown === value) return {};
  // It would be hidden by what the version is.
  if (shown !== version.tags[key])
    throw invalid(
      `The tag '${key}' says what the version is, which is '${shown}': it cannot be set to '${value}'.`,
    );
  await mlflow.registry.tag({ ref: version.ref, set: { [key]: value } });
  return {};
}

async function deleteTag(mlflow: Mlflow, fields: Fields): Promise<object> {
  const key = fields.requiredText('key');
  checkModelName(fields.requiredText('name'));
  checkTag(key, '');
  const { version } = await askedVersion(mlflow, fields);
  if (Object.hasOwn(version.tags, key)) await mlflow.registry.tag({ ref: version.ref, remove: [key] });
  return {};
}

async function getByAlias(mlflow: Mlflow, fields: Fields): Promise<object> {
  const [name, alias] = [fields.requiredText('name'), fields.requiredText('alias')];
  checkModelName(name);
  if (!isPick(alias)) checkAlias(alias);
  const found = await findModel(mlflow, name);
  const version = isPick(alias)
    ? await pick(mlflow, found, alias)
    : alias.toLowerCase() === 'latest'
      ? found.model.newest
      : found.model.aliased(alias);
  if (version) return { model_version: modelVersion({ ...found, version }) };
  if (alias.toLowerCase() === 'latest') throw missing(`Latest version not found for model ${name}.`);
  throw invalid(`Registered model alias ${alias} not found.`);
}

async function setAlias(mlflow: Mlflow, fields: Fields): Promise<object> {
  const alias = fields.requiredText('alias');
  checkModelName(fields.requiredText('name'));
  checkFreeAlias(alias);
  const { version } = await askedVersion(mlflow, fields);
  await mlflow.registry.setAlias({ ref: version.ref, alias });
  return {};
}

async function deleteAlias(mlflow: Mlflow, fields: Fields): Promise<object> {
  const [name, alias] = [fields.requiredText('name'), fields.requiredText('alias')];
  checkModelName(name);
  checkAlias(alias);
  const { model } = await findModel(mlflow, name);
  if (Object.hasOwn(model.aliases, alias)) await mlflow.registry.removeAlias({ model: model.ref, alias });
  return {};
}
