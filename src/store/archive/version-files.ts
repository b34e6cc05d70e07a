import type { PackedVersion } from '../../core/archive/contents.ts';
import { formatReference } from '../../core/names/reference.ts';
import { placesOf } from '../../core/state/directories.ts';
import { modelAt, type VersionState } from '../../core/state/model.ts';
import { currentKey } from '../../core/state/models.ts';
import { modelKey, type State } from '../../core/state/state.ts';
import { MregError } from '../../errors.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import { sha256 } from '../intake/digest.ts';
import { catchUpAnew } from '../journal/log.ts';
import { type Layout, METADATA_FILE } from '../layout.ts';
import type { OpenFile } from '../place.ts';

/** The files of a version as its metadata.json lists them, and that file's own size and digest.
 * @throws MREG_DAMAGED, MREG_IO; MREG_CONFLICT where the version was purged meanwhile */
export async function readMetadataOf(
  layout: Layout,
  state: State,
  packed: PackedVersion,
): Promise<{ files: FileRecord[]; size: number; sha256: string }> {
  const bytes = await findInVersion(layout, state, packed, METADATA_FILE, (at) => layout.place.read(at));
  const digest = sha256(bytes);
  if (digest !== packed.state.metadata_sha256)
    throw damaged(packed, METADATA_FILE, 'is not the one that was registered');
  const { files } = JSON.parse(bytes.toString('utf8')) as { files: FileRecord[] };
  return { files, size: bytes.length, sha256: digest };
}

/** Opens a file of a version by its name in an archive.
 * @throws MREG_DAMAGED, MREG_IO; MREG_CONFLICT where the version was purged meanwhile */
export async function openFileOf(
  layout: Layout,
  state: State,
  { path }: FileRecord,
  packed: PackedVersion,
): Promise<OpenFile> {
  const inner = path.slice(packed.directory.length + 1);
  return findInVersion(layout, state, packed, inner, (at) => layout.place.open(at));
}

/** A version may be deleted and restored while it is exported; its files are then in another place. */
async function findInVersion<T>(
  layout: Layout,
  begin: State,
  packed: PackedVersion,
  path: string,
  ask: (at: string) => Promise<T | undefined>,
): Promise<T> {
  let now: VersionState = packed.state;
  for (let again = true; ; ) {
    for (const directory of placesIn(layout, now)) {
      const found = await ask(`${directory}/${path}`).catch((error) => {
        if (!(error instanceof MregError && error.code === 'MREG_DAMAGED')) throw error;
        throw damaged(packed, path, String(error.details?.problem));
      });
      if (found) return found;
    }
    layout.place.refresh(...placesIn(layout, now).map((directory) => `${directory}/${path}`));
    const newest = await findNow(layout, begin, packed);
    const moved = newest.directory !== now.directory || newest.deleted?.revision !== now.deleted?.revision;
    // A move that was under way when each place was looked at has ended by the second look.
    if (!moved && !again) throw damaged(packed, path, 'is missing');
    again = moved;
    now = newest;
  }
}

/** The trash first: what lies in the old place of a version that is there is not the version. */
function placesIn(layout: Layout, state: VersionState): string[] {
  const [lived = '', restored] = placesOf(state);
  if (restored === undefined) return [layout.absolute(lived)];
  return [layout.trashed(lived), layout.absolute(restored), layout.absolute(lived)];
}

async function findNow(layout: Layout, begin: State, packed: PackedVersion): Promise<VersionState> {
  const { type, name, state } = packed;
  const newest = await catchUpAnew(layout, begin);
  const model = modelAt(newest, currentKey(newest, modelKey(type, name)));
  const found = model?.versions.states().find(({ number }) => number === state.number);
  if (found) return found;
  const ref = formatReference(type, name, packed.version);
  throw new MregError('MREG_CONFLICT', `${ref} was purged while it was exported; no archive was made`, {
    hint: 'run the command again',
    details: { ref },
  });
}

function damaged({ type, name, version }: PackedVersion, path: string, problem: string): MregError {
  const ref = formatReference(type, name, version);
  return new MregError('MREG_DAMAGED', `${path} of ${ref} ${problem}; no archive was made`, {
    hint: `mreg verify ${ref}`,
    details: { ref, path, problem },
  });
}
