import { registrationKey } from '../state/directories.ts';
import { type State, splitKey } from '../state/state.ts';

/** Where a version's series lies, below `.mreg/series`: whatever the model is called later. */
export const seriesDirectory = registrationKey;

/** The directories that versions, also those in the trash, may have. */
export function ownedSeries({ models }: State): Set<string> {
  return new Set(
    Object.entries(models).flatMap(([key, model]) => {
      const { type, name } = splitKey(key);
      return Object.values(model.versions).map((version) => seriesDirectory(type, name, version));
    }),
  );
}
