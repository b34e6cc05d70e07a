import { MregError } from '../../errors.ts';
import type { Change } from '../../generated/log-entry.ts';
import { restoredDirectory } from '../names/directory.ts';
import { formatReference, parseReference } from '../names/reference.ts';
import { ARCHIVED, NO_STAGE } from '../names/stage.ts';
import type { ModelState, VersionState } from '../state/model.ts';
import { describeReferrer, findDescendants, type Referrer, referrersOf } from '../state/referrers.ts';
import { type FoundVersion, resolveVersion } from '../state/resolve.ts';
import { modelKey, type State, stageOf } from '../state/state.ts';
import type { Policy } from './policy.ts';

/** A version in the trash. */
export interface DeletedVersion extends FoundVersion {
  readonly deleted: NonNullable<VersionState['deleted']>;
}

/** `delete`: versions into the trash, all in one change.
 * @throws MREG_PROTECTED where something refers to one of them, listing what */
export function decideDelete(
  state: State,
  policy: Policy,
  { refs }: { refs: readonly string[] },
): { changes: Change[]; outcome: FoundVersion[] } {
  const named = refs.map((ref) => resolveVersion({ state, stages: policy.stages }, ref));
  const found = [...new Map(named.map((version) => [refOf(version), version])).values()];
  const going = new Set(found.map(refOf));
  const descendants = findDescendants(state);
  const held = found.flatMap((version) => {
    const referrers = referrersOf(version, descendants).filter(
      ({ kind, name }) => kind !== 'descendant' || !going.has(name),
    );
    return referrers.length > 0 ? [{ version, referrers }] : [];
  });
  const [first] = held;
  if (first) {
    const shown = held.map(
      ({ version, referrers }) => `${refOf(version)} (${referrers.map(describeReferrer).join(', ')})`,
    );
    throw new MregError('MREG_PROTECTED', `something still refers to ${shown.join(', ')}`, {
      hint: showLine(first.version, first.referrers[0] as Referrer),
      details: { protected: held.map(({ version, referrers }) => ({ ref: refOf(version), referrers })) },
    });
  }
  const changes = found.map(({ type, name, model, version }): Change => {
    return { change: 'version-deleted', type, name, version, from: stageOf(model, version) };
  });
  return { changes, outcome: found };
}

/** `restore`: a deletion taken back. The stage is the one it had if that refers to nobody, else none.
 * `deletion` is the revision for which the bytes were moved; undefined is the outcome where another deletion has
 * taken its place, so that the caller has to look again.
 * @throws MREG_NOT_FOUND, MREG_CONFLICT where the version is not in the trash */
export function decideRestore(
  state: State,
  { ref, deletion }: { ref: string; deletion?: number | undefined },
): { changes: Change[]; outcome: DeletedVersion | undefined } {
  const found = findDeleted(state, ref);
  const { type, name, version, deleted } = found;
  if (deletion !== undefined && deleted.revision !== deletion) return { changes: [], outcome: undefined };
  const to = deleted.from === ARCHIVED ? ARCHIVED : NO_STAGE;
  const directory = restoredDirectory(found.state.directory, deleted.revision);
  return { changes: [{ change: 'version-restored', type, name, version, to, directory }], outcome: found };
}

/** The version in the trash that a reference names: by version or number, or the only one of a model.
 * @throws MREG_INVALID, MREG_NOT_FOUND, MREG_AMBIGUOUS, MREG_CONFLICT where the version is live */
export function findDeleted(state: State, text: string): DeletedVersion {
  const { type, name, selector } = parseReference(text);
  const wanted = (version: string, { number }: VersionState) =>
    selector === undefined ||
    (selector.kind === 'version' && selector.version === version) ||
    (selector.kind === 'number' && selector.number === number);
  const models = Object.entries(state.models).filter(([key]) =>
    type === undefined ? key.endsWith(`/${name}`) : key === modelKey(type, name),
  );
  const named = models.flatMap(([key, model]) =>
    Object.entries(model.versions).flatMap(([version, found]) =>
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

/** The line that shows what holds a version. To take that away is for who knows why it is there: an alias or a stage may serve. */
function showLine(version: FoundVersion, { kind }: Referrer): string {
  return `mreg ${kind === 'descendant' ? 'lineage' : 'info'} ${refOf(version)}`;
}
