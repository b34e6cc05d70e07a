import { parameterValue } from '../../core/values/assignment.ts';
import type { RegisterResult } from '../../generated/output.ts';
import type { Work } from '../../work.ts';
import type { Session } from '../session.ts';
import { artifactDirectory } from '../tracking/artifacts.ts';
import { kindOf, requireRun } from '../tracking/change-run.ts';
import { register } from './register.ts';
import { requireLocalRuns } from './register-from.ts';
import type { RegisterRequest } from './register-request.ts';
import { trainingFacts } from './run-facts.ts';

export interface RunRegistration extends Omit<RegisterRequest, 'source' | 'move'> {
  /** The id of a run, or of a logged model. */
  readonly run: string;
  /** A file or a directory of its artifacts; all of them by default. */
  readonly path?: string | undefined;
}

/** Makes a version of a run's artifacts, with the run's params, latest metrics, data and id, unless the request says otherwise.
 * The commit is that of the run's tags.
 * @throws MREG_NOT_FOUND also for a path that the run does not have, and what `register` throws */
export async function registerRun(
  session: Session,
  { run, path, ...request }: RunRegistration,
  work?: Work,
): Promise<RegisterResult> {
  requireLocalRuns(session.layout, run);
  const { place, digest } = await requireRun(session, kindOf(run), run);
  const { path: source } = await artifactDirectory(session, { owner: run, path });
  const { trainedAt, data, metrics, params, source: origin } = trainingFacts(digest, parameterValue);
  const id = digest.created?.source_run_id ?? place.id;
  return register(
    session,
    {
      ...request,
      source,
      metrics: { ...metrics, ...request.metrics },
      parameters: { ...params, ...request.parameters },
      dataVersion: request.dataVersion ?? data,
      metadata: {
        mlflow_run_id: id,
        training_timestamp: trainedAt,
        source: origin,
        ...request.metadata,
      },
    },
    work,
  );
}
