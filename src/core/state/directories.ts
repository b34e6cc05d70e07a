/**
 * Where versions lie. A directory's name has one life: it is given to one version, and once the version has
 * left it (deleted, restored elsewhere, purged) or `gc` has announced it, no version lies under it ever again. So a
 * process that was stopped before it moved or removed a directory finds nothing when it goes on, or what it
 * was meant for; docs/format.md has the argument.
 */
import type { LogEntry } from '../../generated/log-entry.ts';
import { restoredDirectory } from '../names/directory.ts';
import { isModelMove } from './fold/move-model.ts';
import type { ModelState, VersionState } from './model.ts';
import type { State, StoredEntry } from './state.ts';

/** A key that no other version ever has: the name of the model at registration, the version's number, and the beginning of its
 * digest, since a repair of the log may give a number twice. */
export function registrationKey(
  type: string,
  name: string,
  {
    number,
    metadata_sha256,
    registered_as,
  }: Pick<VersionState, 'number' | 'metadata_sha256' | 'registered_as'>,
): string {
  return `${type}/${registered_as ?? name}/${number}-${metadata_sha256.slice(0, 12)}`;
}

/** Every directory that belongs to a version: its own, and for one in the trash also the one that a restore would use. */
export function ownedDirectories(state: State): Set<string> {
  const owned = new Set<string>();
  for (const model of Object.values(state.models))
    for (const version of model.versions.states())
      for (const directory of placesOf(version)) owned.add(directory);
  return owned;
}

/** The directories in which a version's bytes may be, in the order in which they move through them. */
export function placesOf({ directory, deleted }: VersionState): string[] {
  return deleted ? [directory, restoredDirectory(directory, deleted.revision)] : [directory];
}

/** Whether the version that was placed in a directory is on record. Another of the same name may have been quicker in the same
 * second, and have left the directory when it was deleted: its metadata.json differs. */
export function isRecorded(
  state: State,
  placed: { readonly directory: string; readonly metadata_sha256: string },
): boolean {
  return Object.values(state.models).some(({ versions }) =>
    versions
      .states()
      .some(
        ({ directory, metadata_sha256 }) =>
          directory === placed.directory && metadata_sha256 === placed.metadata_sha256,
      ),
  );
}

/** Whether a purged version of the model could have had a directory with this timestamp. */
export function mayHaveBeenUsed(model: ModelState | undefined, timestamp: string): boolean {
  return timestamp <= (model?.purged_until ?? '');
}

/** Whether an entry gave the name to a version, reserved it for a restore, or announced its removal. */
export function namesDirectory({ revision, changes }: LogEntry, directory: string): boolean {
  return changes.some((change) =>
    'directory' in change
      ? change.directory === directory
      : change.change === 'version-deleted' &&
        directory.startsWith(`${change.type}/${change.name}_${change.version}_`) &&
        directory.endsWith(`-r${revision}`),
  );
}

/** Whether newer entries allow other processes to remove a directory: `gc` announced its removal, or purged a version of the
 * same name, whose directory it could have been. */
export function isWithdrawn(
  { type, name, version, directory }: { type: string; name: string; version: string; directory: string },
  newEntries: readonly StoredEntry[],
): boolean {
  return newEntries.some(({ entry }) =>
    entry.changes.some((change) =>
      change.change === 'directory-discarded'
        ? change.directory === directory
        : change.change === 'version-purged' &&
          change.type === type &&
          change.name === name &&
          change.version === version,
    ),
  );
}

/** Whether newer entries renamed or deleted the model of this name. */
export function isMovedAway(
  { type, name }: { readonly type: string; readonly name: string },
  newEntries: readonly StoredEntry[],
): boolean {
  return newEntries.some(({ entry }) =>
    entry.changes.some(
      (change) => isModelMove(change) && change.type === type && change.name === name && change.to !== name,
    ),
  );
}
