import type { FieldRoute, Mlflow } from '../context.ts';
import { invalid } from '../errors.ts';
import type { Fields } from '../fields.ts';
import { meets } from '../filter/match.ts';
import { parseOrder } from '../filter/order.ts';
import { type Comparison, type Entity, type Grammar, parseFilter } from '../filter/parse.ts';
import { readToken, writeToken } from '../paging.ts';
import { knownExperiments, readView } from './experiments.ts';
import { artifactUri, runOf } from './runs.ts';
import type { RunOrder, RunView } from './types.ts';

const USUAL_PAGE = 1000;
const MAX_PAGE = 50_000;
const CONTEXT_TAG = 'mlflow.data.context';

export const RUN_ENTITIES: Readonly<Record<string, Entity>> = {
  metric: 'metric',
  metrics: 'metric',
  parameter: 'parameter',
  parameters: 'parameter',
  param: 'parameter',
  params: 'parameter',
  tag: 'tag',
  tags: 'tag',
  attribute: 'attribute',
  attributes: 'attribute',
  attr: 'attribute',
  run: 'attribute',
  dataset: 'dataset',
  datasets: 'dataset',
};

const ALIASES: Readonly<Record<string, string>> = {
  created: 'start_time',
  Created: 'start_time',
  'run name': 'run_name',
  'Run name': 'run_name',
  'Run Name': 'run_name',
};

export const RUN_GRAMMAR: Grammar = {
  entities: RUN_ENTITIES,
  texts: ['run_id', 'run_name', 'user_id', 'status', 'artifact_uri', 'lifecycle_stage', 'experiment_id'],
  numbers: ['start_time', 'end_time'],
  lists: ['run_id'],
  aliases: ALIASES,
  nulls: true,
};

const ATTRIBUTES: Readonly<Record<string, (run: RunView) => string | number | undefined>> = {
  run_id: ({ id }) => id,
  run_name: ({ name }) => name,
  user_id: ({ user }) => user ?? undefined,
  status: ({ status }) => status,
  artifact_uri: artifactUri,
  lifecycle_stage: ({ deleted_at }) => (deleted_at === null ? 'active' : 'deleted'),
  experiment_id: ({ experiment }) => experiment,
  start_time: ({ started_at }) => Date.parse(started_at),
  end_time: ({ ended_at }) => (ended_at === null ? undefined : Date.parse(ended_at)),
};

export const searchRunRoutes: readonly FieldRoute[] = [
  { method: 'POST', path: '/runs/search', reads: true, answer: search },
];

async function search(mlflow: Mlflow, fields: Fields): Promise<object> {
  const limit = fields.integer('max_results') ?? USUAL_PAGE;
  const wrong = `Invalid value ${limit} for parameter 'max_results' supplied`;
  if (limit > MAX_PAGE)
    throw invalid(
      `${wrong}:  Hint: Value was of type 'int'. See the API docs for more information about request parameters.`,
    );
  if (limit < 1) throw invalid(`${wrong}. It must be a positive integer`);
  const experiments = fields.texts('experiment_ids');
  const where = parseRunFilter(fields.text('filter'));
  const order = fields.texts('order_by').flatMap(readRunOrder);
  const offset = readToken(fields.text('page_token'));
  const known = await knownExperiments(mlflow, experiments);
  if (known.length === 0) return {};
  const { runs, next } = await mlflow.registry.searchRuns({
    experiments: known,
    view: readView(fields, 'run_view_type'),
    ...(where && { where }),
    order,
    limit,
    offset,
  });
  return {
    ...(runs.length > 0 && { runs: runs.map(runOf) }),
    ...(next !== null && { next_page_token: writeToken(next) }),
  };
}

/** A filter in MLflow's grammar, as a question to a run; undefined for an empty one.
 * @throws INVALID_PARAMETER_VALUE */
export function parseRunFilter(filter: string | undefined): ((run: RunView) => boolean) | undefined {
  const comparisons = parseFilter(filter, RUN_GRAMMAR);
  return comparisons.length === 0 ? undefined : (run) => comparisons.every((each) => fits(run, each));
}

function fits(run: RunView, comparison: Comparison): boolean {
  const { entity, key } = comparison;
  switch (entity) {
    case 'metric':
      return meets(metricOf(run, key), comparison);
    case 'parameter':
      return meets(own(run.params, key), comparison);
    case 'tag':
      return meets(own(run.tags, key), comparison);
    case 'attribute':
      return meets(ATTRIBUTES[key]?.(run), comparison);
    case 'dataset':
      return run.inputs.datasets.some(({ name, digest, tags }) =>
        meets(key === 'name' ? name : key === 'digest' ? digest : own(tags, CONTEXT_TAG), comparison),
      );
  }
}

function rankOf(value: number | undefined): number {
  return value === undefined ? 2 : Number.isNaN(value) ? 1 : 0;
}

function metricOf({ metrics }: RunView, key: string): number | undefined {
  const value = own(metrics, key)?.value;
  return value === undefined ? undefined : Number(value);
}

/** One key of `order_by`.
 * @throws INVALID_PARAMETER_VALUE */
export function readRunOrder(text: string): readonly RunOrder[] {
  const { entity, key: asked, descending } = parseOrder(text, RUN_ENTITIES);
  const key = own(ALIASES, asked) ?? asked;
  // Numbers, then NaN, then nothing, either way.
  if (entity === 'metric')
    return [{ key: (run) => rankOf(metricOf(run, key)) }, { key: (run) => metricOf(run, key), descending }];
  if (entity === 'parameter') return [{ key: ({ params }) => own(params, key), descending }];
  if (entity === 'tag') return [{ key: ({ tags }) => own(tags, key), descending }];
  if (entity === 'dataset')
    return [
      {
        key: ({ inputs }) => (key === 'name' || key === 'digest' ? inputs.datasets[0]?.[key] : undefined),
        descending,
      },
    ];
  const of = own(ATTRIBUTES, key);
  if (of) return [{ key: of, descending }];
  throw invalid(
    `Invalid attribute key '${asked}' specified. Valid keys are '${Object.keys(ATTRIBUTES).join("', '")}'`,
  );
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
