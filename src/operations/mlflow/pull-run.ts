/** Runs and logged models of MLflow come with their ids. What is here already is compared, and what is missing is added; the status
 * comes last, so that a run that has it is whole. */
import { groupPoints } from '../../core/tracking/decide-run.ts';
import { NAME_TAG } from '../../core/tracking/view.ts';
import { MregError } from '../../errors.ts';
import type { RunView } from '../../generated/output.ts';
import type { RemoteLoggedModel, RemotePoint, RemoteRun } from '../../mlflow/place.ts';
import type { Session } from '../session.ts';
import { write } from '../tracking/change-run.ts';
import {
  createLoggedModel,
  finalizeLoggedModel,
  getLoggedModel,
  logLoggedModelParams,
  setLoggedModelTags,
} from '../tracking/logged-models.ts';
import { metricHistory } from '../tracking/metrics.ts';
import {
  createRun,
  deleteRunTags,
  getRun,
  logBatch,
  logInputs,
  logOutputs,
  updateRun,
} from '../tracking/runs.ts';
import { pullFiles } from './pull-files.ts';
import type { Pulling } from './pulling.ts';

export type Outcome = 'pulled' | 'changed' | 'same';

/** @throws MREG_CONFLICT for an experiment that is deleted here, MREG_INVALID, MREG_IO, MREG_INTERRUPTED */
export async function pullRun(pulling: Pulling, run: RemoteRun): Promise<Outcome> {
  const { session } = pulling;
  const { id, name, user, params, tags, datasets, outputs } = run;
  const before = await getRun(session, id).catch(ifMissing);
  pulling.runs.set(id, run);
  // Deleted by somebody here.
  if (before?.deleted_at) return 'same';
  if (!before)
    await createRun(session, {
      experiment: await pulling.experiments.get(run.experiment)?.(),
      id,
      name,
      user,
      startTime: run.started_at,
      tags,
      params,
    });
  const models = [...new Set([...run.inputs, ...outputs.map(({ model_id }) => model_id)])];
  for (const model of models) await pullLoggedModel(pulling, model);
  await pullPoints(pulling, run, before);
  if (before) {
    await logBatch(session, { id, params, tags });
    const gone = Object.keys(before.tags).filter((key) => !Object.hasOwn(tags, key) && key !== NAME_TAG);
    if (gone.length > 0) await deleteRunTags(session, { id, keys: gone });
  }
  if (datasets.length > 0 || run.inputs.length > 0)
    await logInputs(session, { id, datasets, models: run.inputs.map((model_id) => ({ model_id })) });
  if (outputs.length > 0) await logOutputs(session, { id, models: outputs });
  const files = await pulling.place.files(run.artifacts, run);
  if (files) await pullFiles(pulling, id, files);
  const after = await updateRun(session, {
    id,
    status: run.status,
    endTime: run.ended_at,
    name: name || undefined,
  });
  if (!before) return 'pulled';
  return after.batches === before.batches ? 'same' : 'changed';
}

/** Whether a run is here, be it deleted or not. */
export async function isHere(session: Session, id: string): Promise<boolean> {
  return (await getRun(session, id).catch(ifMissing)) !== undefined;
}

/** The points of each metric that are not here. A run that has ended and has the latest point has those before it. */
async function pullPoints(
  { session, place, loggedModels }: Pulling,
  run: RemoteRun,
  before: RunView | undefined,
) {
  const { id } = run;
  const isWhole =
    before?.status === run.status && before.ended_at === isoOf(run.ended_at) && run.ended_at !== undefined;
  const known = (point: RemotePoint) => {
    const here = before?.metrics[point.key];
    return here?.step === point.step && here.timestamp === point.timestamp && here.value === point.value;
  };
  for (const latest of run.latest) {
    if (isWhole && known(latest)) continue;
    const { key } = latest;
    const here = before ? (await metricHistory(session, { id, keys: [key] })).points : [];
    const have = new Set(here.map(({ step, timestamp, value }) => JSON.stringify([step, timestamp, value])));
    for await (const points of place.points(id, key)) {
      const fresh = points
        .filter(({ step, timestamp, value }) => !have.has(JSON.stringify([step, timestamp, value])))
        .map(({ model_id, run_id: _, ...point }) => ({
          ...point,
          ...(model_id !== undefined && loggedModels.has(model_id) && { model_id }),
        }));
      if (fresh.length > 0) await logBatch(session, { id, points: fresh });
    }
  }
}

/** A logged model with its files; undefined for one that is not there. */
export async function pullLoggedModel(pulling: Pulling, id: string): Promise<RemoteLoggedModel | undefined> {
  const { session, loggedModels } = pulling;
  const pulled = loggedModels.get(id);
  if (pulled) return pulled;
  const model = await pulling.place.loggedModel(id);
  if (!model) return undefined;
  const { name, model_type, source_run_id, params, tags } = model;
  const before = await getLoggedModel(session, id).catch(ifMissing);
  loggedModels.set(id, model);
  if (before?.deleted_at) return model;
  if (before) {
    await logLoggedModelParams(session, { id, params });
    await setLoggedModelTags(session, { id, tags });
  } else
    await createLoggedModel(session, {
      ...{ id, name, model_type, source_run_id, params, tags },
      experiment: await pulling.experiments.get(model.experiment)?.(),
      startTime: model.created_at,
    });
  const known = new Set(before?.metrics.map(identify));
  const points = model.points.filter((point) => !known.has(identify(point)));
  await write(session, 'model', id, () => ({
    points: groupPoints(points.map(({ model_id: _, ...point }) => point)),
  }));
  const files = await pulling.place.files(model.artifacts);
  if (files) await pullFiles(pulling, id, files);
  await finalizeLoggedModel(session, { id, status: model.status });
  return model;
}

function identify({ key, step, timestamp, value }: RemotePoint): string {
  return JSON.stringify([key, step, timestamp, value]);
}

function isoOf(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}

function ifMissing(error: unknown): undefined {
  if (error instanceof MregError && error.code === 'MREG_NOT_FOUND') return undefined;
  throw error;
}
