import { MregError } from '../../../errors.ts';
import type { Change } from '../../../generated/log-entry.ts';
import { restoredDirectory } from '../../names/directory.ts';
import { isTrashedName, nameBefore } from '../../names/name.ts';
import { formatReference, type Reference } from '../../names/reference.ts';
import { ARCHIVED, NO_STAGE } from '../../names/stage.ts';
import type { ModelState, VersionState } from '../../state/model.ts';
import { calledBy } from '../../state/references/other-names.ts';
import {
  describeReferrer,
  findDescendants,
  type Referrer,
  referrersOf,
} from '../../state/references/referrers.ts';
import { type FoundVersion, getModel, resolveVersion } from '../../state/references/resolve.ts';
import { modelKey, type State, splitKey, stageOf } from '../../state/state.ts';
import type { Policy } from '../policy.ts';

/** A version in the trash. */
export interface DeletedVersion extends FoundVersion {
  readonly deleted: NonNullable<VersionState['deleted']>;
}

/** `delete`: versions into the trash, all in one change. The aliases of those that are forced go with them.
 * @throws MREG_PROTECTED where something refers to one of them, listing what, unless they are forced */
export function decideDelete(
  state: State,
  policy: Policy,
  { refs, force = false }: { refs: readonly Reference[]; force?: boolean | undefined },
): { changes: Change[]; outcome: FoundVersion[] } {
  const named = refs.map((ref) => resolveVersion({ state, stages: policy.stages }, ref));
  const found = [...new Map(named.map((version) => [refOf(version), version])).values()];
  if (!force) checkUnheld(state, found);
  const changes = found.flatMap(({ type, name, model, version }): Change[] => {
    const aliases = Object.keys(model.aliases).filter((alias) => model.aliases[alias] === version);
    return [
      ...aliases.map((alias): Change => ({ change: 'alias-removed', type, name, alias, from: version })),
      { change: 'version-deleted', type, name, version, from: stageOf(model, version) },
    ];
  });
  return { changes, outcome: found };
}

/** Checks that nothing refers to versions that are to be deleted, except versions that are deleted with them.
 * @throws MREG_PROTECTED, listing what */
export function checkUnheld(state: State, found: readonly FoundVersion[]): void {
  const going = new Set(found.map(refOf));
  const descendants = findDescendants(state);
  const held = found.flatMap((version) => {
    const referrers = referrersOf(version, descendants).filter(
      ({ kind, name }) => kind !== 'descendant' || !going.has(name),
    );
    return referrers.length > 0 ? [{ version, referrers }] : [];
  });
  const [first] = held;
  if (!first) return;
  const shown = held.map(
    ({ version, referrers }) => `${refOf(version)} (${referrers.map(describeReferrer).join(', ')})`,
  );
  throw new MregError('MREG_PROTECTED', `something still refers to ${shown.join(', ')}`, {
    hint: showLine(first.version, first.referrers[0] as Referrer),
    details: { protected: held.map(({ version, referrers }) => ({ ref: refOf(version), referrers })) },
  });
}

/** `restore`: takes a deletion back. The version returns to Archived if it was there, else to no stage.
 * `deletion` is the revision of the deletion whose files the caller has moved. If the version was restored and deleted again
 * since, the outcome is undefined and the caller begins anew. `directory` is where the files are (default: where a folder has them).
 * A model that was deleted as a whole comes back with the first of its versions.
 * @throws MREG_NOT_FOUND, MREG_CONFLICT where the version is not in the trash; MREG_EXISTS if another model has the name by now */
export function decideRestore(
  state: State,
  {
    ref,
    deletion,
    directory: wanted,
  }: { ref: Reference; deletion?: number | undefined; directory?: string | undefined },
): { changes: Change[]; outcome: DeletedVersion | undefined } {
  const found = findDeleted(state, ref);
  const { type, name, version, deleted } = found;
  if (deletion !== undefined && deleted.revision !== deletion) return { changes: [], outcome: undefined };
  const to = deleted.from === ARCHIVED ? ARCHIVED : NO_STAGE;
  const directory = wanted ?? restoredDirectory(found.state.directory, deleted.revision);
  const now = nameBefore(name);
  const isWhole = now !== name;
  const other = isWhole ? getModel(state, type, now) : undefined;
  if (other && other.moved_to === undefined)
    throw new MregError('MREG_EXISTS', `there is another ${modelKey(type, now)} by now`, {
      hint: `mreg rename ${modelKey(type, now)} NAME first`,
      details: { ref: ref.text, model: modelKey(type, now) },
    });
  return {
    changes: [
      ...(isWhole ? [{ change: 'model-restored', type, name, to: now } as const] : []),
      { change: 'version-restored', type, name: now, version, to, directory },
    ],
    outcome: { ...found, name: now },
  };
}

/** The version in the trash that a reference names: by version or number, or the only one of a model.
 * @throws MREG_NOT_FOUND, MREG_AMBIGUOUS, MREG_CONFLICT where the version is live */
export function findDeleted(state: State, reference: Reference): DeletedVersion {
  const { selector, text } = reference;
  const called = calledBy(reference);
  const wanted = (version: string, { number }: VersionState) =>
    selector === undefined ||
    (selector.kind === 'version' && selector.version === version) ||
    (selector.kind === 'number' && selector.number === number);
  const models = Object.entries(state.models).filter(([key]) => isCalled(key, called));
  const named = models.flatMap(([key, model]) =>
    [...model.versions].flatMap(([version, found]) =>
      wanted(version, found) ? [{ key, model, version, found }] : [],
    ),
  );
  const deleted = named.flatMap((each) =>
    each.found.deleted ? [deletedVersion(each, each.found.deleted)] : [],
  );
  const [only] = deleted;
  if (only && deleted.length === 1) return only;
  if (only) {
    throw new MregError(
      'MREG_AMBIGUOUS',
      `'${text}' fits several versions in the trash: ${deleted.map(refOf).join(', ')}`,
      {
        hint: `mreg restore ${refOf(only)}`,
        details: { candidates: deleted.map(refOf) },
      },
    );
  }
  const [live] = named;
  if (live && selector)
    throw new MregError('MREG_CONFLICT', `${live.key}@${live.version} is not in the trash`, {
      hint: `mreg info ${live.key}@${live.version}`,
    });
  throw new MregError(
    'MREG_NOT_FOUND',
    `nothing in the trash is '${text}'; a version there is named by its version or number`,
    {
      hint: 'mreg list --deleted',
      details: { wanted: text },
    },
  );
}

/** The models in the trash that a name, with or without its type, fits; without a name all of them. */
export function trashedModels(state: State, called?: string): string[] {
  return Object.keys(state.models).filter(
    (key) => isTrashedName(splitKey(key).name) && (called === undefined || isCalled(key, called)),
  );
}

/** Whether a model has this name, or had it until it was deleted. */
function isCalled(key: string, called: string): boolean {
  const { type, name } = splitKey(key);
  const names = [name, nameBefore(name)];
  return names.some((one) => called === one || called === modelKey(type, one));
}

function deletedVersion(
  { key, model, version, found }: { key: string; model: ModelState; version: string; found: VersionState },
  deleted: NonNullable<VersionState['deleted']>,
): DeletedVersion {
  const slash = key.indexOf('/');
  return { type: key.slice(0, slash), name: key.slice(slash + 1), model, version, state: found, deleted };
}

function refOf({ type, name, version }: FoundVersion): string {
  return formatReference(type, name, version);
}

/** The command that shows what refers to a version. It does not remove the referrer: an alias or a stage may be in use. */
function showLine(version: FoundVersion, { kind }: Referrer): string {
  return `mreg ${kind === 'descendant' ? 'lineage' : 'info'} ${refOf(version)}`;
}
