import { type PackedVersion, unpackModels } from '../../core/archive/contents.ts';
import type { ArchiveList } from '../../core/archive/list.ts';
import { type PackedExperiment, runMember } from '../../core/archive/runs.ts';
import {
  type ImportItem,
  importChanges,
  type OnConflict,
  type Placed,
  planImport,
} from '../../core/decide/import.ts';
import { encodeDocument } from '../../core/json/index.ts';
import { mergeMetadata } from '../../core/metadata/metadata.ts';
import { timestampOf } from '../../core/names/directory.ts';
import { formatReference } from '../../core/names/reference.ts';
import { isRecorded, isWithdrawn, registrationKey } from '../../core/state/directories.ts';
import type { PackedModel } from '../../core/state/model.ts';
import { getModel } from '../../core/state/references/resolve.ts';
import { type State, type StoredEntry, versionState } from '../../core/state/state.ts';
import { MregError } from '../../errors.ts';
import type { ImportItem as ImportItemView } from '../../generated/output.ts';
import type { Incoming } from '../../store/archive/incoming.ts';
import { sha256 } from '../../store/intake/digest.ts';
import { readDocument } from '../../store/intake/document.ts';
import { type Committed, spreadOut } from '../../store/journal/commit.ts';
import { isDoubtful } from '../../store/journal/committed.ts';
import { catchUp } from '../../store/journal/log.ts';
import { type Layout, METADATA_FILE } from '../../store/layout.ts';
import { checkInside } from '../../store/place.ts';
import { type PlacedVersion, placeVersion } from '../../store/versions/place-version.ts';
import { validate } from '../../validate.ts';
import { changeFrom } from '../lifecycle/change.ts';
import { type Session, stateOrEmpty } from '../session.ts';
import { ensureExperiment } from '../tracking/experiments.ts';
import { type ReceivedVersion, receiveVersions } from './import-contents.ts';
import { receiveRuns } from './import-runs.ts';
import { receiveSeries } from './import-series.ts';
import type { Importer, ImportRequest } from './importer.ts';

/** Takes versions with their labels into a registry that has a history of its own: all in one entry.
 * @throws MREG_EXISTS, MREG_INVALID, MREG_CONFLICT, MREG_IO */
export async function importVersions(
  session: Session,
  request: ImportRequest,
  { models = {}, experiments }: ArchiveList,
  incoming: () => Promise<Incoming>,
): Promise<Importer> {
  for (const [model, packed] of Object.entries(models))
    await validate('model', { model, revision: 1, ...packed }, 'the list of the archive');
  const versions = unpackModels(models);
  const onConflict = request.onConflict ?? 'fail';
  const begin = await stateOrEmpty(session);
  const wanted = new Set(
    planImport(begin, session.policy, models, versions, onConflict).flatMap((item) =>
      item.as ? [item.packed] : [],
    ),
  );
  const expected = new Map(versions.map((packed) => [packed.directory, packed]));
  const contents = receiveVersions(
    expected,
    (packed) => wanted.has(packed),
    request.dryRun ? undefined : incoming,
  );
  const series = receiveSeries(request.dryRun ? undefined : incoming);
  const runs = receiveRuns(experiments, request.dryRun ? undefined : incoming);
  const keys = new Set(versions.map(keyOf));
  return {
    async open(file) {
      const run = runMember(file.path);
      if (run) return runs.open(run, file);
      return (await series.open(file, (key) => keys.has(key))) ?? contents.open(file);
    },
    async finish() {
      const received = await contents.end();
      const withRuns = runs.end().length > 0;
      if (!request.dryRun && (wanted.size > 0 || withRuns)) await (await incoming()).settle();
      const plan: Plan = { models, versions, onConflict, received };
      const { outcome, after, applied } = await take(session, request, begin, plan, incoming);
      if (request.dryRun) {
        const foreseen = await runs.foresee(session.layout);
        return { versions: outcome.map(viewItem), entries: 0, runs: foreseen, after, applied };
      }
      const places = new Map(outcome.map((item) => [keyOf(item.packed), placeIn(after, item)]));
      await series.restore(session.layout, (key) => places.get(key));
      const restored = await runs.restore(session.layout, async (id) => {
        const experiment = (experiments as Record<string, PackedExperiment>)[id] as PackedExperiment;
        return (await ensureExperiment(session, { id, ...experiment })).id;
      });
      return {
        versions: outcome.map(viewItem),
        entries: 0,
        runs: restored,
        after: withRuns ? await catchUp(session.layout, after) : after,
        applied: applied || restored.some((run) => run.outcome === 'imported'),
      };
    },
  };
}

function keyOf({ type, name, state }: PackedVersion): string {
  return registrationKey(type, name, state);
}

/** The registration key here of a version that was imported, or was here before. */
function placeIn(
  state: State,
  { packed: { type, name }, as, outcome, existing }: ImportItem,
): string | undefined {
  const version = as ?? (outcome === 'identical' ? existing : undefined);
  const model = getModel(state, type, name);
  const found = version === undefined ? undefined : model && versionState(model, version);
  return found && registrationKey(type, name, found);
}

interface Plan {
  readonly models: Readonly<Record<string, PackedModel>>;
  readonly versions: readonly PackedVersion[];
  readonly onConflict: OnConflict;
  readonly received: ReadonlyMap<string, ReceivedVersion>;
}

/** Puts the versions in their places, and then on record. What they are called depends on the state. If that changed meanwhile, the
 * places are given up and the versions are named anew. */
async function take(
  session: Session,
  request: ImportRequest,
  begin: State,
  plan: Plan,
  incoming: () => Promise<Incoming>,
): Promise<Committed<ImportItem[]>> {
  const { layout, policy } = session;
  const nameVersions = (state: State) =>
    planImport(state, policy, plan.models, plan.versions, plan.onConflict);
  let state = begin;
  for (let attempt = 0; ; attempt += 1) {
    state = await catchUp(layout, state);
    const items = nameVersions(state);
    const placed: PlacedVersions = new Map();
    try {
      for (const item of items)
        if (item.as !== undefined && !request.dryRun)
          placed.set(item.packed, await place(session, state, item, plan.received, await incoming()));
      const after = [...placed.values()].flatMap(({ pending }) => pending);
      const committed = await changeFrom(
        session,
        'import',
        { ...request, after },
        state,
        (now, newEntries) => {
          const again = nameVersions(now);
          if (nameAll(again) !== nameAll(items)) return { changes: [], outcome: undefined };
          checkInPlace(again, placed, newEntries);
          return { changes: importChanges(now, again, plan.models, placeOf(plan, placed)), outcome: again };
        },
      );
      const { outcome } = committed;
      if (outcome) {
        for (const one of placed.values()) await one.endAnnouncement();
        return { ...committed, outcome };
      }
    } catch (error) {
      if (!isDoubtful(error)) await giveUp(layout, state, placed);
      throw error;
    }
    await giveUp(layout, state, placed);
    await spreadOut(attempt);
  }
}

type PlacedVersions = Map<PackedVersion, Placed & PlacedVersion>;

/** @throws MREG_CONFLICT if `gc` announced meanwhile that it removes one of the directories */
function checkInPlace(
  items: readonly ImportItem[],
  placed: PlacedVersions,
  newEntries: readonly StoredEntry[],
): void {
  for (const { packed, as } of items) {
    const at = placed.get(packed);
    if (at && as && isWithdrawn({ ...packed, version: as, directory: at.directory }, newEntries))
      throw withdrawn();
  }
}

/** The place of each version: its directory here, or in a rehearsal its directory in the archive. */
function placeOf({ received }: Plan, placed: PlacedVersions): (item: ImportItem) => Placed {
  return ({ packed }) =>
    placed.get(packed) ?? {
      directory: packed.directory,
      metadata_sha256: packed.state.metadata_sha256,
      facts: received.get(packed.directory)?.facts ?? {},
    };
}

/** Removes from their places the versions that the log does not name. */
async function giveUp(layout: Layout, state: State, placed: PlacedVersions): Promise<void> {
  const newest = await catchUp(layout, state);
  for (const one of placed.values()) if (!isRecorded(newest, one)) await one.withdraw();
}

/** Gives a staged version its directory. A name that may have been used before gets a random part. */
async function place(
  { layout }: Session,
  state: State,
  item: ImportItem,
  received: ReadonlyMap<string, ReceivedVersion>,
  incoming: Incoming,
): Promise<Placed & PlacedVersion> {
  const { packed } = item;
  const version = item.as as string;
  const content = received.get(packed.directory);
  if (content?.staged === undefined) throw withdrawn();
  const staged = incoming.path(content.staged);
  const { facts } = content;
  const metadata_sha256 =
    version === packed.version && item.outcome !== 'renamed'
      ? packed.state.metadata_sha256
      : await rename(layout, staged, version);
  const placed = await placeVersion(
    layout,
    state,
    staged,
    { ...packed, version },
    timestampOf(packed.directory),
  );
  return { ...placed, metadata_sha256, facts };
}

/** Its metadata says what a version is called. */
async function rename(layout: Layout, staged: string, version: string): Promise<string> {
  await checkInside(layout.place, layout.root, staged);
  const path = `${staged}/${METADATA_FILE}`;
  const document = mergeMetadata(await readDocument(path), { model_version: version });
  const bytes = encodeDocument(document);
  await layout.place.put(path, [bytes]);
  return sha256(bytes);
}

function nameAll(items: readonly ImportItem[]): string {
  return items.map(({ as, outcome }) => `${as} ${outcome}`).join();
}

function withdrawn(): MregError {
  return new MregError(
    'MREG_CONFLICT',
    'others took away what was to be imported, or what it was to replace',
    {
      hint: 'run the command again',
    },
  );
}

function viewItem({
  packed,
  as,
  outcome,
  existing,
  number,
  stage,
  aliases,
  withheld,
}: ImportItem): ImportItemView {
  const { type, name, version, state } = packed;
  return {
    ref: formatReference(type, name, version),
    outcome,
    imported_as: as === undefined ? null : formatReference(type, name, as),
    existing: existing === undefined ? null : formatReference(type, name, existing),
    number: as === undefined ? null : number,
    stage,
    aliases: [...aliases],
    withheld: [...withheld],
    size: state.size,
  };
}
