/**
 * How a history enters a registry. Into an empty one all at once: the versions are put in their places, where nothing
 * names them yet, and the whole log gets its name in one rename. In a registry that has its beginning, entry by
 * entry: what each says is done in the order in which the command did it, so that after every one of them, and
 * wherever a kill stops it, the registry is one that the other once was. The same import run again goes on from there.
 */
import { placesOf, registrationKey } from '../../core/state/directories.ts';
import { fold } from '../../core/state/fold/fold.ts';
import { getModel } from '../../core/state/references/resolve.ts';
import { type State, type StoredEntry, versionState } from '../../core/state/state.ts';
import { MregError } from '../../errors.ts';
import type { Change, LogEntry } from '../../generated/log-entry.ts';
import type { Incoming } from '../../store/archive/incoming.ts';
import { sha256 } from '../../store/intake/digest.ts';
import { appendEntry, gatherLog } from '../../store/journal/append-entry.ts';
import { lineOf, logOf, readStretch } from '../../store/journal/journal.ts';
import type { Layout } from '../../store/layout.ts';
import { join } from '../../store/place/paths.ts';
import type { Place } from '../../store/place.ts';
import { publishState } from '../../store/state/publish-state.ts';
import { announce } from '../../store/versions/announcement.ts';
import { checkVersion } from '../../store/versions/check-version.ts';
import { bringBack, moveToTrash } from '../../store/versions/trash.ts';
import type { Session } from '../session.ts';
import type { ReceivedVersion } from './import-contents.ts';

/** A history that was checked and lies in the staging area. */
export interface HistoryPlan {
  readonly after: State;
  readonly received: ReadonlyMap<string, ReceivedVersion>;
  readonly incoming: Incoming;
}

/** Gives an empty registry its history. If the log cannot be published, the versions stay in place, since another import may use
 * them; nothing names them, and `gc` removes them.
 * @throws MREG_CONFLICT where somebody else was faster; MREG_IO */
export async function foundHistory(
  { layout }: Session,
  { after, received, incoming }: HistoryPlan,
): Promise<void> {
  await layout.place.found();
  const directories = directoriesOf(received);
  const endAnnouncements = await announce(layout, { registry: after.id, directories });
  for (const { packed, staged } of received.values())
    if (staged !== undefined)
      await put(
        layout,
        incoming.path(staged),
        layout.absolute(packed.directory),
        packed.state,
        packed.directory,
      );
  await gatherLog({ ...layout, log: incoming.path('log') });
  if (!(await layout.place.move(incoming.path('log'), layout.log))) throw diverged(1);
  await publishState(layout, after);
  await endAnnouncements();
}

/** What entries say, and the files of the versions that they name. */
export interface Supply {
  /** The id of the registry whose history it is. */
  readonly registry: string | null;
  /** The directories of these versions, relative to the root. */
  readonly directories: readonly string[];
  /** The line of an entry.
   * @throws MREG_DAMAGED, MREG_IO */
  line(revision: number): Promise<Buffer>;
  /** Puts the files of a version, by its registration key, into the staging area, and gives their place to `put`; false if it has
   * none. */
  deliver(key: string, put: (staged: string) => Promise<void>): Promise<boolean>;
}

/** Goes on with a registry's history, entry by entry, up to a revision.
 * @throws MREG_CONFLICT where somebody else went on with it; MREG_IO */
export async function replayHistory(
  layout: Layout,
  begin: State,
  end: number,
  supply: Supply,
): Promise<void> {
  let state = begin;
  const { registry, directories } = supply;
  const endAnnouncements = await announce(layout, { registry, directories });
  for (let revision = state.revision + 1; revision <= end; revision += 1) {
    const line = await supply.line(revision);
    const entry = JSON.parse(line.toString('utf8')) as LogEntry;
    const before = state;
    const stored: StoredEntry = { entry, sha256: sha256(line) };
    state = fold(state, [stored]);
    for (const change of entry.changes) await prepare(layout, entry, change, before, state, supply);
    if ((await appendEntry(layout, revision, line)) === 'exists') throw diverged(revision);
    for (const change of entry.changes) await followUp(layout, change, before);
  }
  await publishState(layout, state);
  await endAnnouncements();
}

/** The supply of an archive. A version that is restored in the entry after it came has given its files away by then. */
export function supplyOf(layout: Layout, { after, received, incoming }: HistoryPlan): Supply {
  const staged = new Map(
    [...received.values()].flatMap(({ packed, staged }) =>
      staged === undefined
        ? []
        : [[registrationKey(packed.type, packed.name, packed.state), staged] as const],
    ),
  );
  const log = logOf({ ...layout, log: incoming.path('log') });
  return {
    registry: after.id,
    directories: directoriesOf(received),
    line: async (revision) => lineOf(await readStretch(log, revision, revision), revision) as Buffer,
    async deliver(key, put) {
      const place = staged.get(key);
      if (place === undefined) return false;
      staged.delete(key);
      await put(incoming.path(place));
      return true;
    },
  };
}

/** Every directory that will leave the staging area. */
function directoriesOf(received: HistoryPlan['received']): string[] {
  const staged = [...received.values()].filter((one) => one.staged !== undefined);
  return staged.map(({ packed }) => packed.directory);
}

/** Puts the files of a version in place before the entry that names it. A version that a later entry purges has no files. */
async function prepare(
  layout: Layout,
  { changes }: LogEntry,
  change: Change,
  before: State,
  after: State,
  { deliver }: Supply,
): Promise<void> {
  if (change.change === 'version-registered') {
    const model = getModel(after, change.type, change.name);
    const state = model && versionState(model, change.version);
    const target = layout.absolute(change.directory);
    if (state)
      await deliver(registrationKey(change.type, change.name, change), (staged) =>
        put(layout, staged, target, state, change.directory),
      );
  }
  if (change.change === 'version-restored') {
    // The same entry may have brought back the model.
    const moved = changes.find((other) => other.change === 'model-restored' && other.to === change.name);
    const { name } = moved?.change === 'model-restored' ? moved : change;
    const model = getModel(before, change.type, name);
    const state = model && versionState(model, change.version);
    if (!state) return;
    const target = layout.absolute(change.directory);
    // Where nothing can be renamed, the files come once more.
    const isNew = !layout.place.renames && change.directory !== state.directory;
    const isDelivered =
      isNew &&
      (await deliver(registrationKey(change.type, name, state), (staged) =>
        put(layout, staged, target, state, change.directory),
      ));
    if (!isDelivered) await bringBack(layout, state.directory, change.directory);
  }
}

/** After these changes a version's files are no longer where they were. */
const LEAVES: ReadonlySet<string> = new Set(['version-deleted', 'version-restored', 'version-purged']);

async function followUp(layout: Layout, change: Change, before: State): Promise<void> {
  if (!('version' in change) || !LEAVES.has(change.change)) return;
  const model = getModel(before, change.type, change.name);
  const state = model && versionState(model, change.version);
  if (!state) return;
  if (change.change === 'version-restored') {
    // Where nothing can be renamed, the files lie in both places.
    if (!layout.place.renames && change.directory !== state.directory)
      await layout.place.remove(layout.absolute(state.directory));
    return;
  }
  if (change.change === 'version-deleted') return moveToTrash(layout, state.directory);
  const [lived = '', restored = lived] = placesOf(state);
  for (const path of [layout.absolute(lived), layout.trashed(lived), layout.absolute(restored)])
    await layout.place.remove(path);
}

/** Puts a staged version in its place, where another import may have put it before. */
async function put(
  layout: Layout,
  staged: string,
  target: string,
  state: ReceivedVersion['packed']['state'],
  directory: string,
): Promise<void> {
  if ((await layout.place.publish(staged, target)) === 'published') return;
  if (!layout.place.renames) await complete(layout.place, staged, target);
  const hasher = await layout.place.openHasher({}, state.size);
  try {
    const check = { layout, hash: hasher.hash, ownerOf: () => undefined };
    if ((await checkVersion(check, { ref: directory, state })).faults.length === 0) return;
  } finally {
    await hasher.close();
  }
  throw new MregError('MREG_CONFLICT', `${directory} is in the way: it holds other files`, {
    hint: 'move it away, and run the command again',
    details: { directory },
  });
}

/** Adds the files that are missing in a directory that a kill left with some of them; if it has others it is somebody else's. */
async function complete(place: Place, staged: string, target: string): Promise<void> {
  const own = await listFiles(place, staged);
  const there = new Set(await listFiles(place, target));
  if ([...there].some((path) => !own.includes(path))) return;
  for (const path of own) if (!there.has(path)) await place.publish(join(staged, path), join(target, path));
}

async function listFiles(place: Place, directory: string): Promise<string[]> {
  const paths: string[] = [];
  for (const { name, kind } of (await place.list(directory)) ?? []) {
    const inner = kind === 'directory' ? await listFiles(place, join(directory, name)) : undefined;
    paths.push(...(inner?.map((path) => `${name}/${path}`) ?? [name]));
  }
  return paths;
}

/** The error for an archive whose history is not that of the registry. */
export function diverged(revision: number): MregError {
  return new MregError(
    'MREG_CONFLICT',
    `the registry has a history of its own: its entry ${revision} is not that of the archive`,
    {
      hint: 'import into an empty directory (--root DIR), or take versions alone: export them without --with-history',
      details: { revision },
    },
  );
}
