import type { MlflowPlace, RemoteExperiment } from '../../mlflow/place.ts';
import type { Session } from '../session.ts';
import { ensureExperiment, setExperimentTags } from '../tracking/experiments.ts';

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

async function bringExperiment(session: Session, experiment: RemoteExperiment): Promise<string> {
  const { tags } = experiment;
  const { id, isNew } = await ensureExperiment(session, experiment);
  if (!isNew && Object.keys(tags).length > 0) await setExperimentTags(session, { id, set: tags });
  return id;
}
