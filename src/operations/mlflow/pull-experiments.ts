import { DEFAULT_EXPERIMENT } from '../../core/state/experiments.ts';
import { MregError } from '../../errors.ts';
import type { MlflowPlace, RemoteExperiment } from '../../mlflow/place.ts';
import type { Session } from '../session.ts';
import { createExperiment, getExperiment, setExperimentTags } from '../tracking/experiments.ts';

/** The ids here of the experiments there, by the ids there. An experiment is known by its name; one that is not here is made when
 * its first run comes if `lazily`, else now. */
export async function mapExperiments(
  session: Session,
  place: MlflowPlace,
  lazily: boolean,
): Promise<ReadonlyMap<string, () => Promise<string>>> {
  const found = new Map<string, () => Promise<string>>();
  for (const experiment of await place.experiments()) {
    let made: Promise<string> | undefined;
    const make = () => {
      made ??= bringExperiment(session, experiment);
      return made;
    };
    if (!lazily) await make();
    found.set(experiment.id, make);
  }
  return found;
}

async function bringExperiment(session: Session, { id, name, tags }: RemoteExperiment): Promise<string> {
  const here =
    id === DEFAULT_EXPERIMENT && name === 'Default'
      ? DEFAULT_EXPERIMENT
      : await getExperiment(session, { name }).then(
          (experiment) => experiment.id,
          (error: unknown) => {
            if (error instanceof MregError && error.code === 'MREG_NOT_FOUND') return undefined;
            throw error;
          },
        );
  if (here === undefined) return (await createExperiment(session, { name, tags })).experiment.id;
  if (Object.keys(tags).length > 0) await setExperimentTags(session, { id: here, set: tags });
  return here;
}
