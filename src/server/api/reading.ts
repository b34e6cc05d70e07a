/** What is asked of the registry as a whole, of runs and of experiments. */

import { answerWithFile } from '../send-file.ts';
import type { ApiRoute } from './route.ts';
import { CHANGE, flagOf, PAGE, pageOf, TEXT, TEXTS, TEXTS_BY_NAME } from './route.ts';
import type { RunSearch } from './tracking.ts';
import { curvesOf, searchRuns } from './tracking.ts';

const RUN_QUERY: Readonly<Record<keyof RunSearch, string>> = {
  experiment: 'the id of an experiment; may be repeated',
  where: 'a condition, such as metrics.loss < 0.3',
  filter: "a filter in MLflow's grammar",
  order_by: "keys in MLflow's grammar; may be repeated",
  view: 'active, deleted or all',
};

export const readingRoutes: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/search',
    summary: 'the versions of all models that meet a condition',
    query: {
      where: 'a condition',
      sort: 'a field; - before it for the highest first',
      limit: 'how many',
      type: 'of this type',
    },
    result: 'search',
    run: (registry, asked) =>
      registry.search({
        condition: asked.query('where'),
        sort: asked.query('sort'),
        limit: asked.count('limit'),
        type: asked.query('type'),
      }),
  },
  {
    method: 'GET',
    path: '/compare',
    summary: 'versions side by side',
    query: { ref: 'a version; repeated', metric: 'only this metric; may be repeated' },
    result: 'compare',
    run: (registry, asked) =>
      registry.compare({ refs: asked.queries('ref'), metrics: asked.queries('metric') }),
  },
  {
    method: 'GET',
    path: '/history',
    summary: 'the changes of the registry, a model or a version, the newest first',
    query: { ref: 'a model or a version', limit: 'how many', at: 'the moment whose state is asked for' },
    result: 'history',
    run: (registry, asked) =>
      registry.history({
        ref: asked.query('ref'),
        limit: asked.count('limit') ?? 100,
        at: asked.query('at'),
      }),
  },
  {
    method: 'GET',
    path: '/lineage',
    summary: 'what a version was derived from, and what was derived from it',
    query: { ref: 'the version', origins: 'true: also the run, data and commit of each' },
    result: 'lineage',
    run: (registry, asked) =>
      registry.lineage({ ref: asked.query('ref'), origins: flagOf(asked, 'origins') }),
  },
  {
    method: 'GET',
    path: '/experiments',
    summary: 'every experiment',
    query: { view: 'active, deleted or all', ...PAGE },
    async run(registry, asked) {
      const { experiments } = await registry.experiments({
        view: asked.query('view') as 'active' | undefined,
      });
      const { items, next_cursor } = pageOf(experiments, asked);
      return { experiments: items, next_cursor };
    },
  },
  {
    method: 'POST',
    path: '/experiments',
    summary: 'makes an experiment',
    body: { name: TEXT, tags: TEXTS_BY_NAME, ...CHANGE },
    required: ['name'],
    status: 201,
    result: 'experimentChange',
    run: (registry, { body: { name, tags, reason, dry_run } }) =>
      registry.createExperiment({ name, tags, reason, dryRun: dry_run }),
  },
  {
    method: 'GET',
    path: '/experiments/{id}',
    summary: 'an experiment',
    run: (registry, asked) => registry.experiment({ id: asked.part('id') }),
  },
  {
    method: 'GET',
    path: '/runs',
    summary: 'the runs that meet a condition',
    query: { ...RUN_QUERY, ...PAGE },
    run: (registry, asked) => searchRuns(registry, asked, asked.queries('experiment')),
  },
  {
    method: 'GET',
    path: '/runs/compare',
    summary:
      'runs side by side: the latest values of their metrics with the best marked, and the params that differ',
    query: { run: 'the id of a run; repeated', metric: 'only this metric; may be repeated' },
    result: 'runCompare',
    run: (registry, asked) =>
      registry.compareRuns({ runs: asked.queries('run'), metrics: asked.queries('metric') }),
  },
  {
    method: 'GET',
    path: '/runs/{id}',
    summary: 'a run',
    run: (registry, asked) => registry.run(asked.part('id')),
  },
  {
    method: 'GET',
    path: '/runs/{id}/metrics',
    summary: 'the curves of metrics, thinned so that the extremes stay',
    query: {
      name: 'only this metric; may be repeated',
      since_step: 'only from this step on',
      points: 'at most so many of each (1000)',
    },
    run: (registry, asked) => curvesOf(registry, asked),
  },
  {
    method: 'GET',
    path: '/runs/{id}/artifacts',
    summary: 'what lies in a directory of a run; a file of it with download=1',
    query: { path: 'the directory, or the file', download: '1 for the bytes of a file' },
    async run(registry, asked) {
      const [owner, path] = [asked.part('id'), asked.query('path')];
      if (asked.query('download') !== '1') return registry.artifacts({ owner, ...(path && { path }) });
      const file = await registry.readArtifact({ owner, path: path ?? '' });
      const served = {
        path: path ?? '',
        size: file.size,
        sha256: file.sha256,
        modifiedAt: file.modified_at,
        async open(range?: { start: number; end: number }) {
          if (!range) return file.stream;
          file.stream.destroy();
          return (await registry.readArtifact({ owner, path: path ?? '', range })).stream;
        },
      };
      return answerWithFile(served, asked.call.headers, asked.call.answer);
    },
  },
  {
    method: 'POST',
    path: '/runs/{id}/register',
    summary: "makes a version of a run's files, with its params, metrics and id",
    body: {
      name: TEXT,
      type: TEXT,
      version: TEXT,
      path: TEXT,
      description: TEXT,
      tags: TEXTS_BY_NAME,
      ...CHANGE,
    },
    required: ['name'],
    status: 201,
    result: 'register',
    run(registry, asked) {
      const { name, type, version, path, description, tags, reason, dry_run } = asked.body;
      const metadata = { ...(description !== undefined && { description }), ...(tags && { tags }) };
      const run = asked.part('id');
      return registry.registerRun({ run, path, name, type, version, metadata, reason, dryRun: dry_run });
    },
  },
  {
    method: 'POST',
    path: '/runs/compare',
    summary: 'runs side by side',
    body: { run_ids: TEXTS, metrics: TEXTS, params: TEXTS },
    required: ['run_ids'],
    reads: true,
    async run(registry, { body: { run_ids, metrics, params } }) {
      const { compareRuns } = await import('./tracking.ts');
      return compareRuns(registry, run_ids, metrics, params);
    },
  },
];
