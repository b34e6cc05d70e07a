import type { VersionState } from '../state/model.ts';
import { type State, splitKey } from '../state/state.ts';

/** Where a version's series lies, below `.mreg/series`. A number is never used again, and the digest tells apart what a
 * repair of the log could make equal: no other version ever gets this directory. */
export function seriesDirectory(
  type: string,
  name: string,
  { number, metadata_sha256 }: Pick<VersionState, 'number' | 'metadata_sha256'>,
): string {
  return `${type}/${name}/${number}-${metadata_sha256.slice(0, 12)}`;
}

/** The directories that versions, also those in the trash, may have. */
export function ownedSeries({ models }: State): Set<string> {
  return new Set(
    Object.entries(models).flatMap(([key, model]) => {
      const { type, name } = splitKey(key);
      return Object.values(model.versions).map((version) => seriesDirectory(type, name, version));
    }),
  );
}
