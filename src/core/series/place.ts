import { registrationKey } from '../state/directories.ts';
import { type State, splitKey } from '../state/state.ts';

/** The directory of a version's series below `.mreg/series`. It stays when the model is renamed. */
export const seriesDirectory = registrationKey;

/** The series directories that versions may have, including versions in the trash. */
export function ownedSeries({ models }: State): Set<string> {
  return new Set(
    Object.entries(models).flatMap(([key, model]) => {
      const { type, name } = splitKey(key);
      return model.versions.states().map((version) => seriesDirectory(type, name, version));
    }),
  );
}
