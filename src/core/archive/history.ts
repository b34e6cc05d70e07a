import { invalid, MregError } from '../../errors.ts';
import type { LogEntry } from '../../generated/log-entry.ts';
import { parseAlias } from '../names/alias.ts';
import { foldPath, pathFault } from '../names/portable-path.ts';
import { ownedDirectories, registrationKey } from '../state/directories.ts';
import { danglingPointers } from '../state/stages/pointers.ts';
import { FORMAT, type State, splitKey } from '../state/state.ts';
import { entryFault } from '../state/well-formed.ts';
import { historicDirectory, type PackedVersion } from './contents.ts';

/** Checks of an entry what the state has to take on trust. The entry has passed its schema.
 * @throws MREG_INVALID, MREG_FORMAT */
export function checkEntry(entry: LogEntry): void {
  const { revision, changes } = entry;
  const fault = entryFault(entry);
  if (fault !== undefined) throw invalid(`entry ${revision} of the archive ${fault}`);
  for (const [index, change] of changes.entries()) {
    if ((change.change === 'registry-created') !== (revision === 1 && index === 0))
      throw invalid(
        `entry ${revision} of the archive begins a registry, or does not: only the first change of the first entry does`,
      );
    if (change.change === 'registry-created') {
      if (change.format !== FORMAT)
        throw new MregError(
          'MREG_FORMAT',
          `a registry of format ${change.format}; this mreg knows format ${FORMAT}`,
        );
      continue;
    }
    if ('directory' in change) checkDirectory(revision, change.directory);
    if (!('name' in change)) continue;
    if ('directory' in change && !change.directory.startsWith(`${change.type}/`))
      throw invalid(
        `entry ${revision} of the archive puts ${change.type}/${change.name} in '${change.directory}'`,
      );
    if (change.change === 'alias-moved') parseAlias(change.alias, []);
  }
}

function checkDirectory(revision: number, directory: string): void {
  const [type = '', ...rest] = directory.split('/');
  const fault = pathFault(directory);
  if (fault !== undefined || rest.length !== 1 || type.startsWith('.'))
    throw invalid(`entry ${revision} of the archive has '${directory}' for a directory`);
}

/** Checks of a state that came out of a history what every state of a registry fulfils: pointers show versions, and
 * numbers and directories stand once.
 * @throws MREG_INVALID */
export function checkState(state: State): void {
  const [dangling] = danglingPointers(state, 'the history');
  if (dangling) throw new MregError('MREG_INVALID', `in the history of the archive ${dangling.problem}`);
  const folded = new Set<string>();
  const owned = ownedDirectories(state);
  const discarded = state.discarded?.find((directory) => owned.has(directory));
  if (discarded !== undefined)
    throw new MregError(
      'MREG_INVALID',
      `the history of the archive discards '${discarded}', where a version lies`,
    );
  for (const directory of owned) folded.add(foldPath(directory));
  const versions = Object.values(state.models).flatMap((model) => model.versions.states());
  const places = versions.reduce((sum, { deleted }) => sum + (deleted ? 2 : 1), 0);
  if (folded.size !== places)
    throw new MregError('MREG_INVALID', 'in the history of the archive two versions lie in one directory');
  for (const [key, { versions: own }] of Object.entries(state.models)) {
    const numbers = own.states().map(({ number }) => number);
    if (new Set(numbers).size !== numbers.length)
      throw new MregError(
        'MREG_INVALID',
        `in the history of the archive two versions of ${key} have one number`,
      );
  }
}

/** The versions of a state that some of its entries put on record, by the directory of their members. */
export function registeredVersions(
  state: State,
  registered: ReadonlySet<string>,
): Map<string, PackedVersion> {
  const found = Object.entries(state.models).flatMap(([key, model]) =>
    [...model.versions]
      .filter(([, of]) => registered.has(registrationKey(splitKey(key).type, splitKey(key).name, of)))
      .map(([version, of]) => ({ ...splitKey(key), version, state: of })),
  );
  return new Map(
    found.map((tracked) => {
      const directory = historicDirectory(tracked);
      return [directory, { ...tracked, directory }];
    }),
  );
}

/** The versions that an entry puts on record, by what they are registered as. */
export function registrationsOf({ changes }: LogEntry): string[] {
  return changes.flatMap((change) =>
    change.change === 'version-registered' ? [registrationKey(change.type, change.name, change)] : [],
  );
}
