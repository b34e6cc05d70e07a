// What is asked of a server that speaks MLflow's protocol.
import { createReadStream } from 'node:fs';
import { runId } from './fill.js';

/** Each is timed call by call; `run` gets the server, its model, the how manieth call it is, and the file that is sent. Those
 * `ofModels` are timed at each number of versions. */
export const ROWS = {
  create: {
    ofModels: true,
    work: 'create a version of `runs:/…/model`',
    run: ({ ask, run_id }, model) =>
      ask('POST', 'model-versions/create', { name: model, source: `runs:/${run_id}/model`, run_id }),
  },
  get: {
    ofModels: true,
    work: 'get a version',
    run: ({ ask }, name, turn) => ask('GET', 'model-versions/get', { name, version: String(turn + 1) }),
  },
  alias: {
    ofModels: true,
    work: 'move an alias',
    run: ({ ask }, name, turn) =>
      ask('POST', 'registered-models/alias', { name, alias: 'champion', version: String(turn + 1) }),
  },
  transition: {
    ofModels: true,
    work: 'move to a stage',
    run: ({ ask }, name, turn) =>
      ask('POST', 'model-versions/transition-stage', { name, version: String(turn + 1), stage: 'Staging' }),
  },
  versions: {
    ofModels: true,
    work: 'search all versions of a model',
    calls: 3,
    run: ({ ask }, name) =>
      ask('GET', 'model-versions/search', { filter: `name = '${name}'`, max_results: '10000' }),
  },
  metric: {
    work: '`log_metric`',
    run: ({ ask, run_id }, _, step) =>
      ask('POST', 'runs/log-metric', { run_id, key: 'live', value: step, timestamp: 1, step }),
  },
  batch: {
    work: '`log_batch` of 1,000 points',
    calls: 5,
    run({ ask, run_id }, _, turn) {
      const metrics = Array.from({ length: 1000 }, (_, step) => ({
        key: 'many',
        value: step,
        timestamp: turn,
        step: turn * 1000 + step,
      }));
      return ask('POST', 'runs/log-batch', { run_id, metrics });
    },
  },
  runs: {
    work: 'search runs by a metric, the best 1,000',
    calls: 3,
    run: ({ ask }) =>
      ask('POST', 'runs/search', {
        experiment_ids: ['0'],
        filter: 'metrics.m0 < 0.5',
        order_by: ['metrics.m0 ASC'],
        max_results: 1000,
      }),
  },
  history: {
    work: 'the whole history of a metric',
    calls: 1,
    async run({ ask }) {
      const asked = { run_id: runId(0), metric_key: 'curve', max_results: '25000' };
      for (let page_token; ; ) {
        ({ next_page_token: page_token } = await ask('GET', 'metrics/get-history', {
          ...asked,
          ...(page_token && { page_token }),
        }));
        if (!page_token) return;
      }
    },
  },
  up: {
    work: 'a file up',
    calls: 1,
    run: ({ send, files }, _, turn, { path, bytes }) =>
      send('PUT', `${files}/large-${turn}.bin`, Object.assign(createReadStream(path), { length: bytes })),
  },
  down: {
    work: 'the file down',
    calls: 1,
    run: ({ send, files }, _, turn) => send('GET', `${files}/large-${turn}.bin`, undefined, swallow),
  },
};

async function swallow(answer) {
  let bytes = 0;
  for await (const part of answer) bytes += part.length;
  return bytes;
}
