import { checkExpected } from '../../core/decide/expected.ts';
import {
  decideDelete,
  decideRestore,
  findDeleted,
  trashedModels,
} from '../../core/decide/retention/delete.ts';
import { selectModels } from '../../core/decide/retention/retention.ts';
import { restoredDirectory } from '../../core/names/directory.ts';
import { formatReference, parseReference } from '../../core/names/reference.ts';
import type { ModelState } from '../../core/state/model.ts';
import type { FoundVersion } from '../../core/state/references/resolve.ts';
import { modelKey, type State, splitKey } from '../../core/state/state.ts';
import { viewDeleted, viewVersion, viewVersionIn } from '../../core/view/view.ts';
import { MregError } from '../../errors.ts';
import type { DeleteResult, ListVersionsResult, VersionChangeResult } from '../../generated/output.ts';
import { sha256 } from '../../store/intake/digest.ts';
import { catchUpAnew } from '../../store/journal/log.ts';
import { METADATA_FILE } from '../../store/layout.ts';
import { readNamed } from '../../store/place.ts';
import { bringBack, moveToTrash } from '../../store/versions/trash.ts';
import { requireState, type Session } from '../session.ts';
import { change, changeFrom, type ModelChangeOptions } from './change.ts';

export interface DeleteRequest extends ModelChangeOptions {
  readonly refs: readonly string[];
  /** Deletes versions that something refers to as well; their aliases are removed. */
  readonly force?: boolean | undefined;
}

export interface RestoreRequest extends ModelChangeOptions {
  readonly ref: string;
}

/** Moves versions to the trash, all in one change.
 * @throws MREG_PROTECTED where something refers to one of them; MREG_NOT_FOUND, MREG_IO */
export async function deleteVersions(session: Session, request: DeleteRequest): Promise<DeleteResult> {
  const refs = request.refs.map(parseReference);
  const { outcome, after, applied } = await change(session, { command: 'delete' }, request, (state) =>
    decideDelete(state, session.policy, { ...request, refs }),
  );
  if (applied)
    await trash(
      session,
      outcome.map(({ state }) => state.directory),
    );
  return {
    model: null,
    deleted: outcome.map(viewVersion),
    freed: outcome.reduce((sum, { state }) => sum + state.size, 0),
    revision: after.revision,
    applied,
  };
}

/** Moves the directories of deleted versions to the trash. A directory that cannot be moved is no error: the log says that the
 * version is deleted, and `gc` removes the directory from its place. */
export async function trash({ layout }: Session, directories: readonly string[]): Promise<void> {
  for (const directory of directories) {
    await moveToTrash(layout, directory).catch((error) => {
      if (!(error instanceof MregError)) throw error;
    });
  }
}

/** Where a version of a place that renames nothing comes back, it has never left. */
function restoredTo({ layout }: Session, { directory }: FoundVersion['state'], deletion: number): string {
  return layout.place.renames ? restoredDirectory(directory, deletion) : directory;
}

/** The versions in the trash, of one model or of all, the last to be deleted first.
 * @throws MREG_NOT_FOUND, MREG_AMBIGUOUS */
export async function listDeleted(
  session: Session,
  request: { model?: string | undefined; type?: string | undefined } = {},
): Promise<ListVersionsResult> {
  const state = await requireState(session);
  const { model, type: only } = request;
  const called =
    model === undefined || only === undefined || model.includes('/') ? model : modelKey(only, model);
  const trashed = trashedModels(state, called)
    .map(splitKey)
    .filter(({ type }) => only === undefined || type === only);
  const living = selectLiving(state, session, request, trashed.length > 0);
  const versions = [...living, ...trashed].flatMap(({ type, name }) =>
    viewDeleted({ type, name, model: state.models[modelKey(type, name)] as ModelState }),
  );
  return { versions: versions.sort((a, b) => (b.deleted?.at ?? '').localeCompare(a.deleted?.at ?? '')) };
}

/** The living models that a request selects; none if only models in the trash have the name. */
function selectLiving(
  state: State,
  { policy }: Session,
  request: Parameters<typeof selectModels>[2],
  isTrashed: boolean,
): ReturnType<typeof selectModels> {
  try {
    return selectModels(state, policy.stages, request);
  } catch (error) {
    if (isTrashed && error instanceof MregError && error.code === 'MREG_NOT_FOUND') return [];
    throw error;
  }
}

/** Takes a version out of the trash, into a directory of a new name. The files move before the log changes, so that the files of a
 * live version are always in place.
 * @throws MREG_NOT_FOUND, MREG_AMBIGUOUS, MREG_CONFLICT where it is not in the trash; MREG_DAMAGED, MREG_IO */
export async function restore(session: Session, request: RestoreRequest): Promise<VersionChangeResult> {
  const { layout } = session;
  const wanted = parseReference(request.ref);
  let state = await requireState(session);
  for (;;) {
    const { type, name, version, state: found, deleted } = findDeleted(state, wanted);
    const ref = formatReference(type, name, version);
    // Before the files move.
    if (request.onlyIf) checkExpected(state, request.onlyIf);
    if (!request.dryRun) {
      const directory = restoredTo(session, found, deleted.revision);
      await bringBack(layout, found.directory, directory);
      const metadata = await readNamed(layout.place, layout.absolute(`${directory}/${METADATA_FILE}`));
      if (metadata === undefined || sha256(metadata) !== found.metadata_sha256) {
        const newest = await catchUpAnew(layout, state);
        // Another process restored or purged it: decide again on the newest state.
        if (newest !== state) {
          state = newest;
          continue;
        }
        throw new MregError(
          'MREG_DAMAGED',
          `${ref} cannot be restored: its files are neither in the trash nor at ${directory}`,
          {
            hint: 'mreg doctor',
            details: { ref, directory },
          },
        );
      }
    }
    const { outcome, after, applied } = await changeFrom(session, 'restore', request, state, (now) =>
      decideRestore(now, {
        ref: parseReference(ref),
        deletion: deleted.revision,
        directory: restoredTo(session, found, deleted.revision),
      }),
    );
    if (outcome)
      return { ...viewVersionIn(after, { ...outcome, version }), revision: after.revision, applied };
    state = after;
  }
}
