import {
  checkModelName,
  chooseVersion,
  decideRegister,
  type Registered,
} from '../../core/decide/registration/register.ts';
import type { Target } from '../../core/decide/registration/target.ts';
import { encodePieces, type JsonObject } from '../../core/json/index.ts';
import { mergeMetadata } from '../../core/metadata/metadata.ts';
import { isMovedAway, isRecorded, isWithdrawn } from '../../core/state/directories.ts';
import type { VersionName } from '../../core/state/references/resolve.ts';
import type { State, StoredEntry } from '../../core/state/state.ts';
import { MregError } from '../../errors.ts';
import { sha256 } from '../../store/intake/digest.ts';
import { MAX_METADATA } from '../../store/intake/document.ts';
import { type Committed, type Decision, spreadOut } from '../../store/journal/commit.ts';
import { isDoubtful } from '../../store/journal/committed.ts';
import { catchUp } from '../../store/journal/log.ts';
import { METADATA_FILE, timestampOf, versionDirectory } from '../../store/layout.ts';
import { join } from '../../store/place/paths.ts';
import { placeVersion } from '../../store/versions/place-version.ts';
import { type ChangeOptions, changeFrom } from '../lifecycle/change.ts';
import type { Session } from '../session.ts';
import { labelsOf } from './complete-metadata.ts';
import type { TakenFiles } from './take-files.ts';

/** A version whose files are in the staging area. */
export interface Candidate {
  readonly target: Target;
  readonly files: TakenFiles;
  /** All of metadata.json but the version and the moment of its registration. */
  readonly metadata: JsonObject;
  readonly stage: string;
  readonly aliases: readonly string[];
  /** The number that it has elsewhere and keeps; the next one if undefined. */
  readonly number?: number | undefined;
  /** When it was registered elsewhere; now if undefined. */
  readonly at?: Date | undefined;
  /** What the log names as having made it (default: register). */
  readonly command?: string | undefined;
  /** Versions that still have to be there when this one is put on record. */
  readonly requires?: readonly VersionName[] | undefined;
}

/**
 * Writes metadata.json of a version, moves its files to their directory and puts it on record. If another process takes the version
 * meanwhile, an automatic version becomes the next one, and a version that was asked for is an error. If anything fails before the
 * log names the directory, the directory is removed; afterwards it is never touched again.
 * Returns undefined if `gc` announced meanwhile that it would remove the directory, or purged a version whose directory had the same
 * name: the files may be gone, so the caller takes them again.
 * @throws MREG_EXISTS, MREG_INVALID, MREG_IO
 */
export async function publish(
  session: Session,
  options: ChangeOptions,
  begin: State,
  candidate: Candidate,
): Promise<Committed<Registered> | undefined> {
  const { target, files, metadata, stage, aliases, requires, number, command = 'register' } = candidate;
  const { type, name, version: wanted, automatic, display: display_name } = target;
  const { digest, size } = files;
  let state = begin;
  for (let attempt = 0; ; attempt += 1) {
    // Copying took time, and each lost race costs several syncs.
    state = await catchUp(session.layout, state);
    checkModelName(state, session.policy, type, name);
    const version = automatic ? chooseVersion(state, type, name, automatic) : wanted;
    const at = candidate.at ?? session.now();
    const registered_at = at.toISOString();
    const document = encodePieces(mergeMetadata(metadata, { model_version: version, registered_at }));
    checkSize(document, `${type}/${name}@${version}`);
    const metadata_sha256 = sha256(document);
    const decide =
      (directory: string) =>
      (now: State, newEntries: readonly StoredEntry[]): Decision<Registered | undefined> => {
        if (isMovedAway({ type, name }, newEntries)) throw movedAway(type, name);
        return isWithdrawn({ type, name, version, directory }, newEntries)
          ? { changes: [], outcome: undefined }
          : decideRegister(now, session.policy, {
              automatic,
              stage,
              aliases,
              requires,
              facts: {
                ...{
                  type,
                  name,
                  version,
                  directory,
                  digest,
                  size,
                  metadata_sha256,
                  display_name,
                  registered_at,
                  number,
                },
                ...labelsOf(metadata),
              },
            });
      };
    if (options.dryRun)
      return known(
        await changeFrom(
          session,
          command,
          options,
          state,
          decide(versionDirectory(type, name, version, timestampOf(at))),
        ),
      );
    await session.layout.place.put(join(files.path, METADATA_FILE), document);
    const placed = await placeVersion(
      session.layout,
      state,
      files.path,
      { type, name, version },
      timestampOf(at),
    );
    const { directory, pending } = placed;
    try {
      await files.check?.();
      const committed = known(
        await changeFrom(session, command, { ...options, after: pending }, state, decide(directory)),
      );
      // No version will ever lie under a name that `gc` may remove: what lies there now is nobody's.
      await (committed ? placed.endAnnouncement() : placed.withdraw());
      return committed;
    } catch (error) {
      // The log may come to name the directory, which stays, as its announcement does.
      if (isDoubtful(error)) throw error;
      // If the log cannot be read, it may name the directory: the directory stays.
      const newest = await catchUp(session.layout, state).catch(() => Promise.reject(error));
      const taken = error instanceof MregError && error.code === 'MREG_EXISTS';
      if (isRecorded(newest, { directory, metadata_sha256 })) await placed.endAnnouncement();
      else await placed.withdraw();
      if (!automatic || !taken) throw error;
      // Under an announced name there may now be files of another process.
      if (newest.discarded?.includes(directory)) return undefined;
      if (!(await session.layout.place.exists(files.path))) return undefined;
      await spreadOut(attempt);
    }
  }
}

function movedAway(type: string, name: string): MregError {
  return new MregError('MREG_CONFLICT', `${type}/${name} was renamed or deleted meanwhile`, {
    hint: 'mreg list; register again under the name that you want',
    details: { model: `${type}/${name}` },
  });
}

function known<Outcome>(committed: Committed<Outcome | undefined>): Committed<Outcome> | undefined {
  return committed.outcome === undefined ? undefined : { ...committed, outcome: committed.outcome };
}

/** Readers refuse a larger metadata.json.
 * @throws MREG_INVALID */
function checkSize(document: readonly Uint8Array[], ref: string): void {
  const size = document.reduce((sum, { length }) => sum + length, 0);
  if (size <= MAX_METADATA) return;
  throw new MregError(
    'MREG_INVALID',
    `the ${METADATA_FILE} of ${ref} would have ${size} bytes, expected at most ${MAX_METADATA}`,
    {
      hint: 'put the many small files into one archive, and register that',
      details: { size, max_bytes: MAX_METADATA },
    },
  );
}
