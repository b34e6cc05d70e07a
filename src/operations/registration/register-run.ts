import { sourceOfRun } from '../../core/metadata/origin.ts';
import { tagsOf } from '../../core/tracking/view.ts';
import { parameterValue } from '../../core/values/assignment.ts';
import type { RegisterResult } from '../../generated/output.ts';
import type { Work } from '../../work.ts';
import type { Session } from '../session.ts';
import { artifactDirectory } from '../tracking/artifacts.ts';
import { kindOf, requireRun } from '../tracking/change-run.ts';
import { type RegisterRequest, register } from './register.ts';

export interface RunRegistration extends Omit<RegisterRequest, 'source' | 'move'> {
  /** The id of a run, or of a logged model. */
  readonly run: string;
  /** A file or a directory of its artifacts; all of them where left out. */
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
  const { place, digest } = await requireRun(session, kindOf(run), run);
  const { path: source } = await artifactDirectory(session, { owner: run, path });
  const metrics = Object.entries(digest.metrics).map(([key, { latest }]) => [key, latest[2]] as const);
  const params = Object.entries(digest.params).map(([key, value]) => [key, parameterValue(value)] as const);
  const [data] = Object.values(digest.datasets);
  const trained = digest.ended_at ?? digest.started_at ?? digest.created?.started_at;
  const id = digest.created?.source_run_id ?? place.id;
  return register(
    session,
    {
      ...request,
      source,
      metrics: { ...Object.fromEntries(metrics), ...request.metrics },
      parameters: { ...Object.fromEntries(params), ...request.parameters },
      dataVersion: request.dataVersion ?? (data && `${data.name}:${data.digest}`),
      metadata: {
        mlflow_run_id: id,
        ...(trained !== undefined && { training_timestamp: trained }),
        source: sourceOfRun(tagsOf(digest)),
        ...request.metadata,
      },
    },
    work,
  );
}
