/**
 * Replays this registry into an MLflow server. The server gives numbers, ids and times itself: numbers are reached by using up those
 * between, the rest is kept in tags, and the result says what was lost. What was pushed before is found by these tags, so a
 * push that was stopped goes on with the next.
 */
import { mlflowNames } from '../../core/view/mlflow-names.ts';
import { MregError } from '../../errors.ts';
import type { MlflowPushItem, MlflowPushResult, RunView } from '../../generated/output.ts';
import { API, connect } from '../../mlflow/client/http.ts';
import { openServer } from '../../mlflow/client/server-place.ts';
import { inLanes, stopIfInterrupted, type Work } from '../../work.ts';
import { type CatalogueModel, readCatalogue } from '../reading/catalogue.ts';
import { getModel } from '../reading/read.ts';
import type { Session } from '../session.ts';
import { getRun } from '../tracking/runs.ts';
import { searchRuns } from '../tracking/search-runs.ts';
import { Bytes, orFailed, RESUMABLE } from './pulling.ts';
import { pushModel } from './push-model.ts';
import { pushRun } from './push-run.ts';
import { type Pushing, type PushRequest, tagList } from './pushing.ts';

const RUNS_AT_ONCE = 4;

/** @throws MREG_NOT_FOUND for a model; MREG_INVALID for what is no MLflow server, or one that does not know the caller; MREG_IO,
 * MREG_INTERRUPTED */
export async function pushMlflow(
  session: Session,
  { to, models, runs: withRuns = true, env = {}, dryRun = false }: PushRequest,
  work: Work = {},
): Promise<MlflowPushResult> {
  if (!/^https?:/i.test(to))
    throw new MregError('MREG_INVALID', 'models are pushed to a server: http://… or https://… was expected', {
      hint: 'mlflow server --backend-store-uri …, and push to its address',
    });
  const client = await connect(to, env);
  const place = await openServer(client);
  const lost = new Map<string, { tag: string | undefined; of: Set<string> }>();
  const pushing: Pushing = {
    ...{ session, client, place, work, bytes: new Bytes(work), failed: [], runs: new Map() },
    experiment: experimentsOf(client),
    lose(what, of, tag) {
      const known = lost.get(what) ?? { tag, of: new Set() };
      known.of.add(of);
      lost.set(what, known);
    },
  };
  const all = mlflowNames((await readCatalogue(session, {})).models);
  const wanted = new Map<string, CatalogueModel>();
  for (const ref of models ?? [...all.keys()]) {
    const [name, model] = await findModel(session, all, ref);
    wanted.set(name, model);
  }
  const runs = { pushed: 0, changed: 0, same: 0 };
  if (withRuns && !dryRun) {
    const found = await runsOf(session, models === undefined ? undefined : [...wanted.values()]);
    for (const outcome of await inLanes(found, RUNS_AT_ONCE, async (run) => {
      stopIfInterrupted(work, RESUMABLE);
      return orFailed(pushing.failed, `run ${run.id}`, () => pushRun(pushing, run));
    }))
      if (outcome) runs[outcome] += 1;
  }
  const versions: MlflowPushItem[] = [];
  for (const [name, model] of wanted) versions.push(...(await pushModel(pushing, name, model, dryRun)));
  if (versions.length > 0) pushing.lose('the history of changes', place.address);
  return {
    to: client.address,
    versions,
    runs,
    files: pushing.bytes.files,
    size: pushing.bytes.done,
    not_kept: [...lost].map(([what, { tag, of }]) => ({ what, count: of.size, tag: tag ?? null })),
    failed: [...pushing.failed],
    applied: !dryRun,
  };
}

async function findModel(
  session: Session,
  all: ReadonlyMap<string, CatalogueModel>,
  ref: string,
): Promise<[string, CatalogueModel]> {
  const exact = all.get(ref);
  if (exact) return [ref, exact];
  const { type, model } = await getModel(session, ref);
  const found = [...all].find(([, one]) => one.type === type && one.model === model);
  if (found) return found;
  throw new MregError('MREG_NOT_FOUND', `no model '${ref}'`, { details: { model: ref } });
}

/** The runs that made the versions of some models; all runs where none are named. */
async function runsOf(
  session: Session,
  models: readonly CatalogueModel[] | undefined,
): Promise<readonly RunView[]> {
  if (!models) return (await searchRuns(session, {})).runs;
  const ids = new Set(models.flatMap(({ versions }) => versions.flatMap(({ run_id }) => run_id ?? [])));
  const found = await Promise.all([...ids].map((id) => getRun(session, id).catch(() => undefined)));
  return found.filter((run) => run !== undefined && run.deleted_at === null) as RunView[];
}

/** Finds experiments there by their names, and makes those that are missing; each is asked for once. */
function experimentsOf(client: Awaited<ReturnType<typeof connect>>): Pushing['experiment'] {
  const known = new Map<string, Promise<string>>();
  const find = async (name: string, tags: Readonly<Record<string, string>>): Promise<string> => {
    try {
      const query = { experiment_name: name };
      return (await client.ask('GET', `${API}/experiments/get-by-name`, { query })).experiment.experiment_id;
    } catch (error) {
      if (!(error instanceof MregError && error.code === 'MREG_NOT_FOUND')) throw error;
      const body = { name, tags: tagList(tags) };
      return (await client.ask('POST', `${API}/experiments/create`, { body, once: true })).experiment_id;
    }
  };
  return (name, tags) => {
    const id = known.get(name) ?? find(name, tags);
    known.set(name, id);
    return id;
  };
}
