/** Runs and logged models in a folder that MLflow wrote. */
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RemoteLoggedModel, RemotePoint, RemoteRun } from '../place.ts';
import { filesBelow } from './list-folder.ts';
import { type Meta, readMeta, readTexts } from './meta.ts';
import { ifMissing } from './missing.ts';

/** By the number that meta.yaml has. */
const RUN_STATUSES = ['', 'RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'];
const MODEL_STATUSES = ['', 'PENDING', 'READY', 'FAILED'];
const POINTS_AT_ONCE = 25_000;

export async function readRun(directory: string, meta: Meta): Promise<RemoteRun> {
  const tags = await readTexts(join(directory, 'tags'));
  const latest: RemotePoint[] = [];
  for (const { path } of await filesBelow(join(directory, 'metrics')))
    for await (const points of readPoints(join(directory, 'metrics'), path)) {
      const [last] = points.slice(-1);
      if (last) latest.push(last);
    }
  const outputs = await metasBelow(join(directory, 'outputs'));
  return {
    id: meta.text('run_id') ?? '',
    experiment: meta.text('experiment_id') ?? '',
    name: meta.text('run_name') ?? tags['mlflow.runName'] ?? '',
    user: meta.text('user_id') ?? '',
    status: RUN_STATUSES[meta.number('status') ?? 1] ?? 'RUNNING',
    started_at: meta.number('start_time'),
    ended_at: meta.number('end_time'),
    artifacts: join(directory, 'artifacts'),
    params: await readTexts(join(directory, 'params')),
    tags,
    latest: [...new Map(latest.map((point) => [point.key, point])).values()],
    ...(await readInputs(directory)),
    outputs: outputs.map((output) => ({
      model_id: output.text('destination_id') ?? '',
      step: output.number('step') ?? 0,
    })),
  };
}

async function readInputs(directory: string): Promise<Pick<RemoteRun, 'datasets' | 'inputs'>> {
  const datasets = [];
  const inputs = [];
  for (const input of await metasBelow(join(directory, 'inputs'))) {
    const [source = '', tags] = [input.text('source_id'), input.texts('tags')];
    if (input.text('source_type') === 'MODEL_INPUT') inputs.push(input.text('destination_id') ?? source);
    const data = await readMeta(join(dirname(directory), 'datasets', source));
    if (input.text('source_type') !== 'DATASET' || !data) continue;
    datasets.push({
      name: data.text('name') ?? '',
      digest: data.text('digest') ?? '',
      source_type: data.text('source_type'),
      source: data.text('source'),
      schema: data.text('schema'),
      profile: data.text('profile'),
      ...(Object.keys(tags).length > 0 && { tags }),
    });
  }
  return { datasets, inputs };
}

export async function readLoggedModel(directory: string, meta: Meta): Promise<RemoteLoggedModel> {
  const points: RemotePoint[] = [];
  for (const { path } of await filesBelow(join(directory, 'metrics')))
    for await (const more of readPoints(join(directory, 'metrics'), path)) points.push(...more);
  return {
    id: meta.text('model_id') ?? '',
    experiment: meta.text('experiment_id') ?? '',
    name: meta.text('name') ?? '',
    model_type: meta.text('model_type'),
    source_run_id: meta.text('source_run_id'),
    status: MODEL_STATUSES[meta.number('status') ?? 2] ?? 'READY',
    created_at: meta.number('creation_timestamp') ?? 0,
    artifacts: join(directory, 'artifacts'),
    params: await readTexts(join(directory, 'params')),
    tags: await readTexts(join(directory, 'tags')),
    points,
  };
}

/** The lines of a metric: time, value, step; and of what it was measured, if MLflow 3 wrote it. */
export async function* readPoints(metrics: string, key: string): AsyncGenerator<readonly RemotePoint[]> {
  let page: RemotePoint[] = [];
  for await (const line of createInterface({ input: createReadStream(join(metrics, key)) })) {
    const [timestamp, value = '', step = '0', ...more] = line.split(' ');
    if (value === '') continue;
    page.push({
      key,
      timestamp: Number(timestamp),
      value: measuredOf(value),
      step: Number(step),
      ...ofWhat(more),
    });
    if (page.length < POINTS_AT_ONCE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

/** `run_id`, or the name and the digest of a data set. */
function ofWhat([first, second, third]: readonly string[]): Partial<RemotePoint> {
  if (third !== undefined) return { dataset_name: first, dataset_digest: second, run_id: third };
  if (second !== undefined) return { dataset_name: first, dataset_digest: second };
  return first === undefined ? {} : { run_id: first };
}

function measuredOf(text: string): number | string {
  if (/^nan$/i.test(text)) return 'NaN';
  if (/^[-+]?inf/i.test(text)) return text.startsWith('-') ? '-Infinity' : 'Infinity';
  return Number(text);
}

async function metasBelow(directory: string): Promise<Meta[]> {
  const names = await ifMissing([], () => readdir(directory));
  const metas = await Promise.all(names.sort().map((name) => readMeta(join(directory, name))));
  return metas.filter((meta) => meta !== undefined);
}
