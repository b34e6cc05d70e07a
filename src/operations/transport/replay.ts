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
import { publishState } from '../../store/state/publish-state.ts';
import { announce } from '../../store/versions/announcement.ts';
import { checkVersion } from '../../store/versions/check-version.ts';
import { bringBack, moveToTrash } from '../../store/versions/trash.ts';
import type { Session } from '../session.ts';
import type { ReceivedVersion } from './import-contents.ts';

/** A history that was checked and lies in the staging area. */
export interface HistoryPlan {
  readonly begin: State;
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
  const endAnnouncements = await announceAll(layout, after, received);
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

/** Goes on with a registry's history, entry by entry.
 * @throws MREG_CONFLICT where somebody else went on with it; MREG_IO */
export async function replayHistory({ layout }: Session, plan: HistoryPlan): Promise<void> {
  let state = plan.begin;
  const endAnnouncements = await announceAll(layout, plan.after, plan.received);
  const received = new Map(
    [...plan.received.values()].map((one) => [
      registrationKey(one.packed.type, one.packed.name, one.packed.state),
      one,
    ]),
  );
  for (let revision = state.revision + 1; revision <= plan.after.revision; revision += 1) {
    const stretch = await readStretch(
      logOf({ ...layout, log: plan.incoming.path('log') }),
      revision,
      revision,
    );
    const line = lineOf(stretch, revision) as Buffer;
    const entry = JSON.parse(line.toString('utf8')) as LogEntry;
    const before = state;
    const stored: StoredEntry = { entry, sha256: sha256(line) };
    state = fold(state, [stored]);
    for (const change of entry.changes)
      await prepare(layout, entry, change, before, state, received, plan.incoming);
    if ((await appendEntry(layout, revision, line)) === 'exists') throw diverged(revision);
    for (const change of entry.changes) await followUp(layout, change, before);
  }
  await publishState(layout, state);
  await endAnnouncements();
}

/** Every directory that will leave the staging area, in one announcement. */
function announceAll(
  layout: Layout,
  { id }: State,
  received: HistoryPlan['received'],
): Promise<() => Promise<void>> {
  const staged = [...received.values()].filter((one) => one.staged !== undefined);
  return announce(layout, { registry: id, directories: staged.map(({ packed }) => packed.directory) });
}

/** Puts the files of a version in place before the entry that names it. A version that a later entry purges has no files. */
async function prepare(
  layout: Layout,
  { changes }: LogEntry,
  change: Change,
  before: State,
  after: State,
  received: ReadonlyMap<string, ReceivedVersion>,
  incoming: Incoming,
): Promise<void> {
  if (change.change === 'version-registered') {
    const staged = received.get(registrationKey(change.type, change.name, change))?.staged;
    const model = getModel(after, change.type, change.name);
    const state = model && versionState(model, change.version);
    if (staged !== undefined && state)
      await put(layout, incoming.path(staged), layout.absolute(change.directory), state, change.directory);
  }
  if (change.change === 'version-restored') {
    // The same entry may have brought back the model.
    const moved = changes.find((other) => other.change === 'model-restored' && other.to === change.name);
    const { name } = moved?.change === 'model-restored' ? moved : change;
    const model = getModel(before, change.type, name);
    const state = model && versionState(model, change.version);
    if (state) await bringBack(layout, state.directory, change.directory);
  }
}

async function followUp(layout: Layout, change: Change, before: State): Promise<void> {
  if (change.change !== 'version-deleted' && change.change !== 'version-purged') return;
  const model = getModel(before, change.type, change.name);
  const state = model && versionState(model, change.version);
  if (!state) return;
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
