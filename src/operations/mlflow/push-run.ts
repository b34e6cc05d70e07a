/** A run of this registry on an MLflow server. The server makes an id of its own; a tag keeps ours, and finds the run again. */
import { NAME_TAG } from '../../core/tracking/view.ts';
import type { RunView } from '../../generated/output.ts';
import { API } from '../../mlflow/client/http.ts';
import { runOf } from '../../mlflow/client/read.ts';
import type { RemotePoint, RemoteRun } from '../../mlflow/place.ts';
import { listArtifactFiles, readArtifact } from '../tracking/artifacts.ts';
import { getExperiment } from '../tracking/experiments.ts';
import { metricHistory } from '../tracking/metrics.ts';
import { pushFiles } from './push-files.ts';
import { KEPT, makeOnce, type Pushing, tagList } from './pushing.ts';

/** What MLflow takes in one request. */
const MOST_AT_ONCE = 100;
const MOST_POINTS = 1000;

export async function pushRun(pushing: Pushing, run: RunView): Promise<'pushed' | 'changed' | 'same'> {
  const { session, client } = pushing;
  const known = await findRun(pushing, run);
  const there =
    known ??
    (await makeOnce(
      () => findRun(pushing, run),
      () => makeRun(pushing, run),
    ));
  pushing.runs.set(run.id, there);
  const { id } = there;
  if (id !== run.id) pushing.lose('the id of a run', run.id, KEPT.run);
  if (run.outputs.length > 0 || run.inputs.models.length > 0)
    pushing.lose('the logged models of a run; files of registered versions go with these', run.id);
  const before = pushing.bytes.files;
  let isNew = await pushTexts(pushing, run, there);
  isNew = (await pushPoints(pushing, run, there)) || isNew;
  const datasets = run.inputs.datasets.filter(
    ({ name, digest }) => !there.datasets.some((one) => one.name === name && one.digest === digest),
  );
  if (datasets.length > 0) {
    isNew = true;
    const inputs = datasets.map(({ tags, ...dataset }) => ({ dataset, tags: tagList(tags) }));
    await client.ask('POST', `${API}/runs/log-inputs`, { body: { run_id: id, datasets: inputs } });
  }
  const { files } = await listArtifactFiles(session, { owner: run.id });
  await pushFiles(
    pushing,
    there.artifacts,
    files,
    async (path) => (await readArtifact(session, { owner: run.id, path })).stream,
  );
  const ended = run.ended_at === null ? undefined : Date.parse(run.ended_at);
  if (there.status !== run.status || there.ended_at !== ended) {
    isNew = true;
    const body = { run_id: id, status: run.status, ...(ended !== undefined && { end_time: ended }) };
    await client.ask('POST', `${API}/runs/update`, { body });
  }
  if (!known) return 'pushed';
  return isNew || pushing.bytes.files > before ? 'changed' : 'same';
}

/** The run of the same id, if this registry has it from there; or the one that a push has made of it. */
async function findRun({ client, place }: Pushing, { id }: RunView): Promise<RemoteRun | undefined> {
  const same = await place.run(id);
  if (same) return same;
  const experiment_ids = (await place.experiments()).map((experiment) => experiment.id);
  const filter = `tags.\`${KEPT.run}\` = '${id}'`;
  const body = { experiment_ids, filter, max_results: 1 };
  const { runs = [] } = await client.ask('POST', `${API}/runs/search`, { body });
  return runs[0] && runOf(runs[0]);
}

async function makeRun({ session, client, experiment }: Pushing, run: RunView): Promise<RemoteRun> {
  const { name, tags } = await getExperiment(session, { id: run.experiment });
  const body = {
    experiment_id: await experiment(name, tags),
    run_name: run.name,
    user_id: run.user ?? undefined,
    start_time: Date.parse(run.started_at),
    tags: tagList({ [KEPT.run]: run.id, [NAME_TAG]: run.name }),
  };
  return runOf((await client.ask('POST', `${API}/runs/create`, { body, once: true })).run);
}

/** Params and tags that are others there; whether there were any. A tag that is only there was set there, and stays. */
async function pushTexts({ client }: Pushing, run: RunView, there: RemoteRun): Promise<boolean> {
  const params = Object.entries(run.params).filter(([key, value]) => there.params[key] !== value);
  const tags = Object.entries(run.tags).filter(([key, value]) => there.tags[key] !== value);
  for (const [member, texts] of Object.entries({ params, tags }))
    for (let at = 0; at < texts.length; at += MOST_AT_ONCE) {
      const some = tagList(Object.fromEntries(texts.slice(at, at + MOST_AT_ONCE)));
      await client.ask('POST', `${API}/runs/log-batch`, { body: { run_id: there.id, [member]: some } });
    }
  return params.length + tags.length > 0;
}

/** The points that are not there; whether there were any. */
async function pushPoints(
  { session, client, place }: Pushing,
  run: RunView,
  there: RemoteRun,
): Promise<boolean> {
  let isNew = false;
  const latest = new Map(there.latest.map((point) => [point.key, point]));
  const isOver = run.ended_at !== null && there.ended_at === Date.parse(run.ended_at);
  for (const [key, here] of Object.entries(run.metrics)) {
    const known = latest.get(key);
    if (isOver && known?.step === here.step && known.timestamp === here.timestamp) continue;
    const have = new Set<string>();
    if (known)
      for await (const points of place.points(there.id, key))
        for (const point of points) have.add(identify(point));
    for (let after: string | undefined; ; ) {
      const { points, next } = await metricHistory(session, {
        id: run.id,
        keys: [key],
        limit: MOST_POINTS,
        after,
      });
      const metrics = points.filter((point) => !have.has(identify(point)));
      isNew ||= metrics.length > 0;
      if (metrics.length > 0)
        await client.ask('POST', `${API}/runs/log-batch`, { body: { run_id: there.id, metrics } });
      if (next === null) break;
      after = next;
    }
  }
  return isNew;
}

function identify({ step, timestamp, value }: Pick<RemotePoint, 'step' | 'timestamp' | 'value'>): string {
  return JSON.stringify([step, timestamp, value]);
}
