import { join } from 'node:path';
import type { Target } from '../../core/decide/identity.ts';
import {
  checkModelName,
  chooseVersion,
  decideRegister,
  type Registered,
  type VersionFacts,
} from '../../core/decide/register.ts';
import { encodePieces, type JsonObject } from '../../core/json/index.ts';
import type { Version } from '../../core/names/version.ts';
import { isMovedAway, isWithdrawn } from '../../core/state/directories.ts';
import { getModel } from '../../core/state/resolve.ts';
import { type State, type StoredEntry, versionState } from '../../core/state/state.ts';
import { MregError } from '../../errors.ts';
import { sha256 } from '../../store/intake/digest.ts';
import { MAX_METADATA } from '../../store/intake/document.ts';
import { type Committed, type Decision, spreadOut } from '../../store/journal/commit.ts';
import { catchUp } from '../../store/journal/log.ts';
import { METADATA_FILE, timestampOf, versionDirectory } from '../../store/layout.ts';
import { placeVersion } from '../../store/versions/place-version.ts';
import { type ChangeOptions, settle } from '../lifecycle/change.ts';
import type { Session } from '../session.ts';

/** A version that waits in staging for its place. */
export interface Candidate {
  readonly target: Target;
  /** Absolute directory in staging, complete but for metadata.json. */
  readonly path: string;
  /** metadata.json for a version and the moment of its registration. */
  readonly document: (version: Version, at: Date) => JsonObject;
  readonly facts: Omit<VersionFacts, 'version' | 'directory' | 'metadata_sha256'>;
  readonly stage: string;
  readonly aliases: readonly string[];
  readonly requires?: readonly string[] | undefined;
  /** Called when the version is in its place, right before it is put on record. */
  readonly check?: (() => Promise<void>) | undefined;
}

/**
 * Gives a staged version its metadata, its directory and its place in the log. A lost race for an automatic
 * version is run again with the next one; for a version that was asked for it is an error. Until the log
 * names the directory it is taken back when anything fails; afterwards it is never touched again.
 * Undefined where `gc` announced meanwhile that it would remove the directory, or purged a version whose
 * directory had the same name: the files may be gone, so the caller starts over.
 * @throws MREG_EXISTS, MREG_INVALID, MREG_IO
 */
export async function publish(
  session: Session,
  options: ChangeOptions,
  begin: State,
  candidate: Candidate,
): Promise<Committed<Registered> | undefined> {
  const { type, name, version: wanted, automatic } = candidate.target;
  let state = begin;
  for (let attempt = 0; ; attempt += 1) {
    // The copy took its time, and each attempt that comes too late costs several syncs.
    state = await catchUp(session.layout, state);
    checkModelName(state, session.policy, type, name);
    const version = automatic ? chooseVersion(state, type, name, automatic) : wanted;
    const at = session.now();
    const document = encodePieces(candidate.document(version, at));
    checkSize(document, `${type}/${name}@${version}`);
    const metadata_sha256 = sha256(document);
    const decide =
      (directory: string) =>
      (now: State, news: readonly StoredEntry[]): Decision<Registered | undefined> => {
        if (isMovedAway({ type, name }, news)) throw movedAway(type, name);
        return isWithdrawn({ type, name, version, directory }, news)
          ? { changes: [], outcome: undefined }
          : decideRegister(now, session.policy, {
              ...candidate,
              automatic,
              facts: {
                ...candidate.facts,
                version,
                directory,
                metadata_sha256,
                registered_at: at.toISOString(),
              },
            });
      };
    if (options.dryRun)
      return known(
        await settle(
          session,
          'register',
          options,
          state,
          decide(versionDirectory(type, name, version, timestampOf(at))),
        ),
      );
    await session.layout.place.put(join(candidate.path, METADATA_FILE), document);
    const placed = await placeVersion(
      session.layout,
      state,
      candidate.path,
      { type, name, version },
      timestampOf(at),
    );
    const { directory } = placed;
    try {
      await candidate.check?.();
      const committed = known(await settle(session, 'register', options, state, decide(directory)));
      await placed.settle();
      return committed;
    } catch (error) {
      // Where the log cannot be read, nobody knows whether it names the directory: it stays.
      const newest = await catchUp(session.layout, state).catch(() => Promise.reject(error));
      const taken = error instanceof MregError && error.code === 'MREG_EXISTS';
      if (isRecorded(newest, type, name, version, directory)) await placed.settle();
      else await placed.withdraw();
      if (!automatic || !taken) throw error;
      // What lay under an announced name may not be what this process put there.
      if (newest.discarded?.includes(directory)) return undefined;
      if (!(await session.layout.place.exists(candidate.path))) return undefined;
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

function isRecorded(state: State, type: string, name: string, version: string, directory: string): boolean {
  const model = getModel(state, type, name);
  return model !== undefined && versionState(model, version)?.directory === directory;
}

/** What no reader would take is not written. */
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
