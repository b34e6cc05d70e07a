import { ownerOf, type PackedVersion } from '../../core/archive/contents.ts';
import { checkEntry, checkState, registeredVersions, registrationsOf } from '../../core/archive/history.ts';
import type { ArchiveList, HistoryPart } from '../../core/archive/list.ts';
import { runMember } from '../../core/archive/runs.ts';
import { DocumentScan } from '../../core/archive/scan.ts';
import { fileOf } from '../../core/journal/block.ts';
import { parseJson, toPlain } from '../../core/json/index.ts';
import { formatReference } from '../../core/names/reference.ts';
import { NO_STAGE } from '../../core/names/stage.ts';
import { ownedSeries } from '../../core/series/place.ts';
import { registrationKey } from '../../core/state/directories.ts';
import { experimentAt, NO_EXPERIMENTS } from '../../core/state/experiments.ts';
import { fold } from '../../core/state/fold/fold.ts';
import { getModel } from '../../core/state/references/resolve.ts';
import { type State, type StoredEntry, stageOf } from '../../core/state/state.ts';
import { invalid, MregError } from '../../errors.ts';
import type { LogEntry } from '../../generated/log-entry.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import type { ImportItem } from '../../generated/output.ts';
import type { Incoming } from '../../store/archive/incoming.ts';
import type { Receiver } from '../../store/archive/reader.ts';
import { sha256 } from '../../store/intake/digest.ts';
import { decodeFile, encodeBatch } from '../../store/journal/file.ts';
import { logOf } from '../../store/journal/journal.ts';
import { readEntry } from '../../store/journal/log.ts';
import type { Layout } from '../../store/layout.ts';
import type { RunPlace } from '../../store/tracking/run-journal.ts';
import { findFaults } from '../../validate.ts';
import { type Session, stateOrEmpty } from '../session.ts';
import { type Contents, receiveVersions } from './import-contents.ts';
import { receiveRuns } from './import-runs.ts';
import { receiveSeries } from './import-series.ts';
import type { Importer, ImportRequest } from './importer.ts';
import { diverged, foundHistory, type HistoryPlan, replayHistory, supplyOf } from './replay.ts';

const MAX_ENTRY = 256 * 2 ** 20;
const FOLD_AT_ONCE = 256;

/** Takes a history into an empty registry, or goes on with it in a registry that has its beginning.
 * @throws MREG_INVALID; MREG_CONFLICT where the registry has another history; MREG_IO */
export async function importHistory(
  session: Session,
  request: ImportRequest,
  list: ArchiveList,
  incoming: () => Promise<Incoming>,
): Promise<Importer> {
  const part = list.history as HistoryPart;
  const begin = await stateOrEmpty(session);
  checkContinues(begin, part);
  const staging = request.dryRun ? undefined : incoming;
  const entries = receiveEntries(session, begin, part, staging);
  const here = ownedSeries(begin);
  let expected: Map<string, PackedVersion> | undefined;
  let contents: Contents | undefined;
  let known: ReadonlySet<string> | undefined;
  const series = receiveSeries(staging);
  const runs = receiveRuns(list.experiments, staging);
  const takeVersions = (): Contents => {
    expected = registeredVersions(entries.end(), entries.registered);
    const known = (packed: PackedVersion) =>
      here.has(registrationKey(packed.type, packed.name, packed.state));
    return receiveVersions(expected, (packed) => !known(packed), staging);
  };
  return {
    async open(file) {
      const run = runMember(file.path);
      if (run) return runs.open(run, file);
      if (!contents && ownerOf(file.path).kind === 'entry') return entries.open(file);
      contents ??= takeVersions();
      known ??= ownedSeries(entries.end());
      return (await series.open(file, (key) => known?.has(key) === true)) ?? contents.open(file);
    },
    async finish() {
      contents ??= takeVersions();
      const received = await contents.end();
      const after = entries.end();
      checkExperimentsOf(runs.end(), after);
      const taken = Math.max(0, part.revision - begin.revision);
      const packed = [...(expected as Map<string, PackedVersion>).values()];
      const versions = packed.map((one) => view(one, after, here));
      const restoreSeries = () =>
        series.restore(session.layout, (key) =>
          known?.has(key) && (taken > 0 || here.has(key)) ? key : undefined,
        );
      if (request.dryRun)
        return {
          versions,
          entries: taken,
          runs: await runs.foresee(session.layout),
          after,
          applied: false,
        };
      if (taken > 0 || runs.end().length > 0) await (await incoming()).settle();
      if (taken > 0) {
        const { layout } = session;
        const plan: HistoryPlan = { after, received, incoming: await incoming() };
        await (begin.revision === 0
          ? foundHistory(session, plan)
          : replayHistory(layout, begin, after.revision, supplyOf(layout, plan)));
      }
      await restoreSeries();
      // The log gave the experiments their ids, so they have them here too.
      const restored = await runs.restore(session.layout, async (id) => id);
      const applied = taken > 0 || restored.some((one) => one.outcome === 'imported');
      return { versions, entries: taken, runs: restored, after, applied };
    },
  };
}

/** @throws MREG_INVALID for a run of an experiment that the log does not know */
function checkExperimentsOf(runs: readonly RunPlace[], { tracked = NO_EXPERIMENTS }: State): void {
  for (const { id, experiment } of runs)
    if (!experimentAt(tracked, experiment))
      throw invalid(`the run ${id} is in the experiment ${experiment}, which the history has not`);
}

function checkContinues({ revision, head }: State, { since, previous }: HistoryPart): void {
  if (revision < since) {
    throw new MregError(
      'MREG_CONFLICT',
      `the archive goes on from revision ${since}; this registry is at ${revision}`,
      {
        hint: 'import the archives in between first, beginning with a full one',
        details: { since, revision },
      },
    );
  }
  if (revision === since && head !== previous) throw diverged(revision);
}

interface Entries {
  /** `<type>/<name>#<number>` of each version that an entry of the archive put on record. */
  readonly registered: ReadonlySet<string>;
  open(file: FileRecord): Promise<Receiver>;
  /** The state after all of them. @throws MREG_INVALID */
  end(): State;
}

function receiveEntries(
  { layout }: Session,
  begin: State,
  part: HistoryPart,
  incoming: (() => Promise<Incoming>) | undefined,
): Entries {
  const registered = new Set<string>();
  const pending: StoredEntry[] = [];
  let state = begin;
  let revision = part.since;
  let head = part.previous;
  let checked: State | undefined;
  const last = Math.min(begin.revision, part.revision);
  const take = async (file: FileRecord, bytes: Buffer) => {
    const line = await lineIn(layout, file, revision + 1, bytes);
    const entry = await parseEntry(file, line);
    if (entry.revision !== revision + 1 || entry.previous !== head)
      throw invalid(`'${file.path}' does not follow from entry ${revision}`);
    revision = entry.revision;
    head = sha256(line);
    for (const registration of registrationsOf(entry)) {
      if (registered.has(registration)) throw invalid(`'${file.path}' gives a number twice`);
      registered.add(registration);
    }
    // Each entry vouches for the one before, so the last that both have speaks for all.
    if (revision === last && (await readEntry(layout, revision))?.sha256 !== head) throw diverged(revision);
    if (revision > begin.revision) pending.push({ entry, sha256: head });
    if (pending.length >= FOLD_AT_ONCE) state = fold(state, pending.splice(0));
  };
  return {
    registered,
    async open(file) {
      const owner = ownerOf(file.path);
      if (owner.kind !== 'entry' || owner.revision !== revision + 1 || owner.revision > part.revision)
        throw invalid(`'${file.path}' is on the list where entry ${revision + 1} was expected`);
      if (file.size > MAX_ENTRY)
        throw invalid(`'${file.path}' has ${file.size} bytes, expected at most ${MAX_ENTRY}`);
      const parts: Buffer[] = [];
      const scan = new DocumentScan(`'${file.path}'`);
      return {
        async write(bytes) {
          scan.feed(bytes);
          parts.push(Buffer.from(bytes));
        },
        async end() {
          const bytes = Buffer.concat(parts);
          await take(file, bytes);
          if (!incoming || owner.revision <= begin.revision) return;
          const name = fileOf({ level: 0, first: owner.revision });
          const receiver = await (await incoming()).receive(`log/${name}`);
          await receiver.write(bytes);
          await receiver.end();
        },
        cancel: async () => undefined,
      };
    },
    end() {
      if (checked) return checked;
      if (revision !== part.revision || head !== part.head)
        throw invalid(
          `the history ends at entry ${revision}, expected ${part.revision} with the head of the list`,
        );
      state = fold(state, pending.splice(0));
      checkState(state);
      checked = state;
      return state;
    },
  };
}

/** The line of an entry in a file that is, byte for byte, what mreg writes of that line. */
async function lineIn(
  layout: Layout,
  { path }: FileRecord,
  revision: number,
  bytes: Buffer,
): Promise<Buffer> {
  const content = decodeFile(logOf(layout), { block: { level: 0, first: revision }, bytes });
  if ('problem' in content) throw invalid(`'${path}' ${content.problem}`);
  const [line = Buffer.alloc(0)] = content.lines;
  if (!bytes.equals(await encodeBatch(logOf(layout), revision, line)))
    throw invalid(`'${path}' is not as mreg writes it`);
  return line;
}

async function parseEntry({ path }: FileRecord, bytes: Buffer): Promise<LogEntry> {
  const value = toPlain(parseJson(bytes, { file: path, maxBytes: MAX_ENTRY }));
  const [fault] = await findFaults('logEntry', value);
  if (fault)
    throw invalid(`'${path}' is not a log entry: ${fault.pointer || 'the document'} ${fault.expected}`);
  // The fold sees what the registry will read.
  const entry = JSON.parse(bytes.toString('utf8')) as LogEntry;
  checkEntry(entry);
  return entry;
}

function view(packed: PackedVersion, after: State, registered: ReadonlySet<string>): ImportItem {
  const { type, name, version, state } = packed;
  const model = getModel(after, type, name);
  const here = registered.has(registrationKey(type, name, state));
  const ref = formatReference(type, name, version);
  return {
    ref,
    outcome: here ? 'identical' : 'imported',
    imported_as: here ? null : ref,
    existing: here ? ref : null,
    number: state.number,
    stage: model ? stageOf(model, version) : NO_STAGE,
    aliases: Object.keys(model?.aliases ?? {}).filter((alias) => model?.aliases[alias] === version),
    withheld: [],
    size: state.size,
  };
}
