/**
 * Brings what an MLflow server or folder holds into the registry. Everything keeps its name there: runs their ids, versions their
 * numbers and times. Versions come in the order of their numbers, since a number is never used again; what a pull that was
 * stopped has brought is found by the next, which goes on from there.
 */
import { planPull } from '../../core/decide/pull.ts';
import { nearest } from '../../core/names/nearest.ts';
import { MregError } from '../../errors.ts';
import type { MlflowPullItem, MlflowPullResult } from '../../generated/output.ts';
import { openPlace } from '../../mlflow/open-place.ts';
import type { MlflowPlace, RemoteRun } from '../../mlflow/place.ts';
import { inLanes, stopIfInterrupted, type Work } from '../../work.ts';
import { type Session, stateOrEmpty } from '../session.ts';
import { mapExperiments } from './pull-experiments.ts';
import { pullModel } from './pull-model.ts';
import { isHere, type Outcome, pullLoggedModel, pullRun } from './pull-run.ts';
import {
  Bytes,
  type Failure,
  orFailed,
  type Pulling,
  type PullRequest,
  RESUMABLE,
  type Wanted,
} from './pulling.ts';

const RUNS_AT_ONCE = 4;

/** @throws MREG_NOT_FOUND for a model, or a folder; MREG_EXISTS if another version has a number; MREG_INVALID for what is no MLflow
 * server, or one that does not know the caller; MREG_IO, MREG_INTERRUPTED */
export async function pullMlflow(
  session: Session,
  request: PullRequest,
  work: Work = {},
): Promise<MlflowPullResult> {
  const place = await openPlace(request.from, request.env ?? {});
  const begin = await stateOrEmpty(session);
  const wanted = await planModels(session, place, request);
  const failed: Failure[] = [];
  const bytes = new Bytes(work);
  const pulling: Pulling = {
    ...{ session, place, work, bytes, runs: new Map(), loggedModels: new Map() },
    experiments: request.dryRun
      ? new Map()
      : await mapExperiments(session, place, request.models !== undefined),
  };
  const runs = { pulled: 0, changed: 0, same: 0 };
  if (request.runs !== false)
    for (const outcome of await pullRuns(pulling, request, wanted, failed)) runs[outcome] += 1;
  const versions: MlflowPullItem[] = [];
  for (const model of wanted) versions.push(...(await pullModel(pulling, request, model, failed)));
  const after = await stateOrEmpty(session);
  return {
    from: place.address,
    versions,
    runs,
    files: bytes.files,
    size: bytes.done,
    absent: [...place.absent].sort(),
    failed,
    revision: after.revision,
    applied: !request.dryRun && (after.revision > begin.revision || runs.pulled + runs.changed > 0),
  };
}

async function planModels(session: Session, place: MlflowPlace, request: PullRequest): Promise<Wanted[]> {
  const there = await place.models();
  const names = request.models ?? there.map(({ name }) => name);
  const state = await stateOrEmpty(session);
  const wanted: Wanted[] = [];
  for (const name of names) {
    const model = there.find((one) => one.name === name);
    if (!model) {
      // References here begin with a type, names there have no slash.
      const [, called = name] = name.split('/');
      const close = nearest(
        called,
        there.map((one) => one.name),
      );
      throw new MregError('MREG_NOT_FOUND', `no model '${name}' at ${place.address}`, {
        hint: close && `did you mean ${close}?${called === name ? '' : ' --type says the type here'}`,
        details: { model: name, address: place.address },
      });
    }
    const called = { name, type: request.type };
    const versions = await place.versions(name);
    wanted.push({
      there: model,
      plan: planPull(state, session.policy, called, versions, request.versionTag),
    });
  }
  return wanted;
}

/** All runs, or those that made the versions that are wanted. */
async function pullRuns(
  pulling: Pulling,
  { models, dryRun }: PullRequest,
  wanted: readonly Wanted[],
  failed: Failure[],
): Promise<Outcome[]> {
  const { place, work } = pulling;
  const found = new Map<string, RemoteRun>();
  if (models === undefined)
    for (const { id } of await place.experiments())
      for await (const run of place.runs(id)) found.set(run.id, run);
  for (const { there } of wanted.flatMap(({ plan }) => plan.versions)) {
    if (there.run_id === undefined || found.has(there.run_id)) continue;
    const run = await place.run(there.run_id);
    if (run) found.set(run.id, run);
  }
  if (dryRun)
    return inLanes([...found.values()], RUNS_AT_ONCE, async ({ id }) =>
      (await isHere(pulling.session, id)) ? 'same' : 'pulled',
    );
  const outcomes = await inLanes([...found.values()], RUNS_AT_ONCE, async (run) => {
    stopIfInterrupted(work, RESUMABLE);
    return orFailed(failed, `run ${run.id}`, () => pullRun(pulling, run));
  });
  for (const { there } of wanted.flatMap(({ plan }) => plan.versions)) {
    const id = there.model_id;
    if (id !== undefined) await orFailed(failed, `logged model ${id}`, () => pullLoggedModel(pulling, id));
  }
  return outcomes.filter((outcome) => outcome !== undefined);
}
