/** Routes that dashboards of MLflow's world have clients for. */
import type { Registry } from '../../registry.ts';
import { MLFLOW_VERSION } from '../mlflow/protocol.ts';
import { countAll } from './counts.ts';
import { readingRoutes } from './reading.ts';
import { type ApiRoute, type Asked, FLAG, PAGE, pageOf, TEXT, TEXTS_BY_NAME } from './route.ts';
import { searchRuns } from './tracking.ts';

const DATASETS = 'datasets';
const SERVING = 'Production';

/** Reading runs and listing experiments are the same below both prefixes. */
const shared = readingRoutes.filter(
  ({ method, path }) => path.startsWith('/runs/') || (method === 'GET' && path === '/experiments'),
);

export const teamRoutes: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/status',
    summary: 'what is there',
    async run(registry, { call }) {
      const { revision, counts } = await countAll(registry);
      const tracking_uri = `http://${call.headers.host ?? ''}`;
      return { connected: true, version: MLFLOW_VERSION, tracking_uri, revision, counts };
    },
  },
  {
    method: 'POST',
    path: '/experiments',
    summary: 'makes an experiment',
    body: { name: TEXT, tags: TEXTS_BY_NAME, description: TEXT },
    required: ['name'],
    status: 201,
    async run(registry, { body: { name, tags, description } }) {
      const note = description === undefined ? {} : { 'mlflow.note.content': description };
      return (await registry.createExperiment({ name, tags: { ...tags, ...note } })).experiment;
    },
  },
  {
    method: 'GET',
    path: '/experiments/{name}',
    summary: 'an experiment by its name',
    run: (registry, asked) => registry.experiment({ name: asked.part('name') }),
  },
  {
    method: 'GET',
    path: '/experiments/{name}/runs',
    summary: 'the runs of an experiment',
    query: { filter: "a filter in MLflow's grammar", order_by: 'keys; may be repeated', ...PAGE },
    async run(registry, asked) {
      const { id } = await registry.experiment({ name: asked.part('name') });
      return searchRuns(registry, asked, [id]);
    },
  },
  ...shared,
  {
    method: 'GET',
    path: '/models',
    summary: 'every model',
    query: {
      type: 'of this type',
      stage: 'with a version in this stage',
      tag: 'KEY=VALUE of the model',
      ...PAGE,
    },
    async run(registry, asked) {
      const { models } = await registry.catalogue();
      const [type, stage, tag] = ['type', 'stage', 'tag'].map((name) => asked.query(name)?.toLowerCase());
      const [key = '', value] = tag?.split('=') ?? [];
      const wanted = models.filter(
        (model) =>
          (type === undefined || model.type.toLowerCase() === type) &&
          (stage === undefined ||
            [...model.newestByStage().keys()].some((each) => each.toLowerCase() === stage)) &&
          (tag === undefined ||
            (value === undefined ? key in model.tags : model.tags[key]?.toLowerCase() === value)),
      );
      const { items, next_cursor } = pageOf(wanted, asked);
      return { models: items.map((model) => ({ ...model })), next_cursor };
    },
  },
  {
    method: 'GET',
    path: '/models/{name}/latest',
    summary: 'the latest version of a model, or that of a stage',
    query: { stage: 'the stage' },
    run: (registry, asked) => registry.version(`${asked.part('name')}@${asked.query('stage') ?? 'latest'}`),
  },
  {
    method: 'POST',
    path: '/models/transition',
    summary: 'moves a version to a stage; the version that held it goes to Archived',
    body: { model: TEXT, version: TEXT, stage: TEXT, archive_existing: FLAG, expect: TEXT, reason: TEXT },
    required: ['model', 'version', 'stage'],
    async run(registry, { body: { model, version, stage, archive_existing = true, expect, reason } }) {
      const moved = await registry.transition({
        ref: `${model}@${version}`,
        to: stage,
        keepExisting: !archive_existing,
        expect,
        reason,
      });
      return { version: moved.version, archived: moved.displaced, revision: moved.revision };
    },
  },
  ...['/serving/endpoints', '/serving/deploy', '/serve/{model}'].map((path) =>
    notYet(path, 'serving models'),
  ),
];

/** Below our own prefix too: the page shows it. */
export const datasetRoute: ApiRoute = {
  method: 'GET',
  path: '/datasets',
  summary: 'the data sets of runs, and versions of the type datasets',
  query: PAGE,
  run: listDatasets,
};

export const mlopsRoutes: readonly ApiRoute[] = [
  datasetRoute,
  {
    method: 'POST',
    path: '/datasets',
    summary: 'registers a data set that lies where the server can read it',
    body: { name: TEXT, path: TEXT, tags: TEXTS_BY_NAME },
    required: ['name', 'path'],
    status: 201,
    run: (registry, { body: { name, path, tags } }) =>
      registry.register({ source: path, name, type: DATASETS, metadata: tags ? { tags } : {} }),
  },
  {
    method: 'GET',
    path: '/models',
    summary: 'what holds Production, since when and by whom',
    query: PAGE,
    run: listServing,
  },
  {
    method: 'GET',
    path: '/metrics/validation',
    summary: 'what was measured of versions after they were registered',
    query: {
      model: 'of this model',
      since: 'from this moment on',
      metric: 'only this metric; may be repeated',
    },
    run: validation,
  },
  ...['/training/jobs', '/training/start', '/training/{id}/pause', '/training/{id}/stop'].map((path) =>
    notYet(path, 'training jobs'),
  ),
  notYet('/deploy', 'deployments'),
  notYet('/alerts', 'alerts'),
];

/** A route that clients ask for, of something that the server does not do. */
function notYet(path: string, what: string): ApiRoute {
  const isRead = /endpoints|jobs|alerts/.test(path);
  return {
    method: isRead ? 'GET' : 'POST',
    path,
    summary: `${what}: not part of this server`,
    ...(!isRead && { reads: true as const }),
    async run(_registry, { call }) {
      call.answer.code(501);
      return {
        error: {
          code: 'NOT_IMPLEMENTED',
          message: `${what} are not part of this server`,
          hint: 'GET /api/openapi.json lists what is',
        },
      };
    },
  };
}

async function listDatasets(registry: Registry, asked: Asked): Promise<object> {
  const [{ runs }, { models }] = await Promise.all([registry.searchRuns({}), registry.catalogue()]);
  const logged = new Map<string, { name: string; digest: string; runs: string[] }>();
  for (const run of runs)
    for (const { name, digest } of run.inputs.datasets) {
      const known = logged.get(`${name} ${digest}`) ?? { name, digest, runs: [] };
      known.runs.push(run.id);
      logged.set(`${name} ${digest}`, known);
    }
  const registered = models.filter(({ type }) => type === DATASETS).flatMap(({ versions }) => versions);
  const { items, next_cursor } = pageOf([...logged.values(), ...registered], asked);
  return { datasets: items, next_cursor };
}

async function listServing(registry: Registry, asked: Asked): Promise<object> {
  const { models } = await registry.catalogue();
  const serving = models.filter(({ stages }) => stages[SERVING] !== undefined);
  const { items, next_cursor } = pageOf(serving, asked);
  const found = await Promise.all(
    items.map(async (model) => {
      const version = model.version(model.stages[SERVING] ?? '');
      const { entries } = await registry.history({ ref: version?.ref, limit: 20 });
      const arrival = entries.find(({ changes }) =>
        changes.some(
          (change) =>
            'to' in change &&
            change.to === SERVING &&
            'version' in change &&
            change.version === version?.version,
        ),
      );
      return { model: model.ref, version, since: arrival?.at ?? null, by: arrival?.by ?? null };
    }),
  );
  return { models: found, next_cursor };
}

async function validation(registry: Registry, asked: Asked): Promise<object> {
  const { models } = await registry.catalogue();
  const wanted = asked.query('model');
  const of = wanted === undefined ? models : [await registry.model(wanted)];
  const refs = models
    .filter(({ ref }) => of.some((model) => model.ref === ref))
    .flatMap(({ versions }) => versions.map(({ ref }) => ref));
  const metrics = asked.queries('metric');
  const shown = await Promise.all(
    refs.map((ref) =>
      registry.metrics({ ref, since: asked.query('since'), ...(metrics.length > 0 && { metrics }) }),
    ),
  );
  const measured = shown.map((result, index) => ({ ref: refs[index], metrics: result.metrics }));
  return { versions: measured.filter(({ metrics: found }) => Object.keys(found).length > 0) };
}
