import type { Writable } from 'node:stream';
import { type Compression, compressionOf } from '../../core/archive/compression.ts';
import {
  historicDirectory,
  inOrder,
  membersOf,
  type PackedVersion,
  packModels,
  plainDirectory,
} from '../../core/archive/contents.ts';
import { type ArchiveList, LIMITS } from '../../core/archive/list.ts';
import { formatReference, parseReference } from '../../core/names/reference.ts';
import { registrationKey } from '../../core/state/directories.ts';
import type { State } from '../../core/state/state.ts';
import { MregError } from '../../errors.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import type { ExportResult } from '../../generated/output.ts';
import { createEntrySource, inMemory } from '../../store/archive/entries.ts';
import { putArchive } from '../../store/archive/file.ts';
import type { GrowingFile } from '../../store/archive/growing-file.ts';
import { readArchive } from '../../store/archive/reader.ts';
import { compressed, type Sink, streamSink } from '../../store/archive/sink.ts';
import { openArchive } from '../../store/archive/source.ts';
import { openFileOf, readMetadataOf } from '../../store/archive/version-files.ts';
import { type OpenListed, writeArchive } from '../../store/archive/writer.ts';
import type { Work } from '../../work.ts';
import { everyVersion, findVersions } from '../integrity/verify.ts';
import { requireState, type Session } from '../session.ts';
import { readHistory } from './export-history.ts';
import { listRuns } from './export-runs.ts';
import { listSeries } from './export-series.ts';

export interface ExportRequest {
  /** Versions, or models with their live versions. */
  readonly refs?: readonly string[] | undefined;
  /** The whole registry. */
  readonly all?: boolean | undefined;
  /** The log too, and the versions in the trash; with `all` only. */
  readonly withHistory?: boolean | undefined;
  /** The runs that the versions came from, with the models that they logged; with `all` every run. Not with `since`. */
  readonly runs?: boolean | undefined;
  /** Only what came after this revision; with `all` only, and with the log. */
  readonly since?: number | undefined;
  /** Default: as the ending of the path says. */
  readonly compress?: Compression | undefined;
  /** The path of the archive, or a stream to write it to; with `dryRun` it is left out. */
  readonly to?: string | Writable | undefined;
  readonly dryRun?: boolean | undefined;
}

/**
 * Writes versions, or the whole registry, to one archive. The registry is only read; the same state gives the same
 * bytes. A file is synced and read again before it gets its name.
 * @throws MREG_USAGE, MREG_NOT_FOUND, MREG_AMBIGUOUS, MREG_INVALID, MREG_DAMAGED, MREG_IO, MREG_INTERRUPTED;
 * MREG_CONFLICT where a version was purged meanwhile
 */
export async function exportArchive(
  session: Session,
  request: ExportRequest,
  work: Work = {},
): Promise<ExportResult> {
  const { layout } = session;
  checkRequest(request);
  const { to } = request;
  const compress = typeof to === 'string' ? compressionOf(to, request.compress) : request.compress;
  const state = await requireState(session);
  const history = request.withHistory === true || request.since !== undefined;
  const log = history ? await readHistory(layout, state, request.since ?? 0) : undefined;
  const versions = inOrder(
    log ? chooseHistoric(state, log.registered) : choosePlain(session, state, request),
  );
  const series = await listSeries(layout, log ? everyVersion(state) : versions);
  const runs = request.runs ? await listRuns(session, request.all ? 'all' : versions) : undefined;
  const members: FileRecord[] = [...(log?.files ?? []), ...(runs?.files ?? []), ...series.files];
  const owners = new Map<string, PackedVersion>();
  for (const packed of versions) {
    const { files, size, sha256 } = await readMetadataOf(layout, state, packed);
    for (const member of membersOf(packed.directory, files, { size, sha256 })) {
      members.push(member);
      owners.set(member.path, packed);
    }
  }
  const list: ArchiveList = {
    ...(log ? { history: log.part } : { models: packModels(state, versions) }),
    ...(runs && { experiments: runs.experiments }),
    files: members,
  };
  const openEntry = createEntrySource(layout);
  const open: OpenListed = async (file) => {
    const owner = owners.get(file.path);
    if (owner) return openFileOf(layout, state, file, owner);
    const points = await series.read(file);
    if (points) return inMemory(points);
    return (await runs?.open(file)) ?? openEntry(file);
  };
  const written = request.dryRun ? undefined : await write({ ...request, compress }, list, open, work);
  return {
    output: typeof request.to === 'string' ? request.to : null,
    versions: versions.map(({ type, name, version }) => formatReference(type, name, version)),
    entries: log?.files.length ?? 0,
    series: series.versions.map(({ type, name, version }) => formatReference(type, name, version)),
    runs: [...(runs?.ids ?? [])],
    files: members.length,
    size: members.reduce((sum, { size }) => sum + size, 0),
    archive_size: written?.size ?? null,
    digest: written ? `sha256:${written.digest}` : null,
    since: log?.part.since ?? null,
    revision: state.revision,
    head: state.head,
    applied: written !== undefined,
  };
}

async function write(
  { to, compress }: ExportRequest,
  list: ArchiveList,
  open: OpenListed,
  work: Work,
): Promise<{ digest: string; size: number }> {
  const into = (sink: Sink, check: boolean) =>
    writeArchive(compressed(compress, sink), list, open, { check }, work);
  if (typeof to !== 'string') return into(streamSink(to as Writable), true);
  return putArchive(
    to,
    (sink) => into(sink, false),
    (temporary, growing) => checkAgain(temporary, growing, work),
  );
}

/** Reads the archive as an import would. */
async function checkAgain(path: string, growing: GrowingFile, { signal }: Work): Promise<void> {
  const unlimited = { ...LIMITS, unpacked: Number.POSITIVE_INFINITY };
  const source = await openArchive(path, unlimited, growing);
  try {
    const intake = { begin: async () => undefined, open: async () => undefined };
    await readArchive(source.chunks, intake, unlimited, { signal });
  } catch (error) {
    if (!(error instanceof MregError && error.code === 'MREG_INVALID')) throw error;
    throw new MregError('MREG_DAMAGED', `the archive is not what the registry promises: ${error.message}`, {
      hint: 'mreg verify tells whether the registry is damaged',
      cause: error,
    });
  } finally {
    await source.close();
  }
}

function checkRequest({ refs = [], all, withHistory, since, runs, to, dryRun }: ExportRequest): void {
  const refuse = (problem: string, hint: string) => new MregError('MREG_USAGE', problem, { hint });
  if (all !== true && refs.length === 0)
    throw refuse(
      'nothing to export: versions or models were expected',
      'mreg export --all exports everything',
    );
  if (all && refs.length > 0)
    throw refuse('versions and --all contradict each other', 'leave one of them out');
  if (!all && (withHistory || since !== undefined)) {
    throw refuse(
      `the log is that of the whole registry: ${since === undefined ? '--with-history' : '--since'} needs --all`,
      'mreg export --all --with-history',
    );
  }
  if (runs && since !== undefined)
    throw refuse(
      'a run goes on after it was exported, so an increment cannot have it: --runs and --since contradict each other',
      'mreg export --all --with-history --runs',
    );
  if (to === undefined && !dryRun)
    throw refuse(
      'an archive needs a place: -o was expected',
      'add -o registry.tar, or -o - for the standard output',
    );
}

function choosePlain({ policy }: Session, state: State, { refs, all }: ExportRequest): PackedVersion[] {
  const found = all
    ? everyVersion(state).filter((version) => !version.state.deleted)
    : (refs ?? []).flatMap((ref) => findVersions({ state, stages: policy.stages }, parseReference(ref)));
  const once = new Map(found.map((version) => [version.state.directory, version]));
  return [...once.values()].map(({ type, name, version, state: of }) => {
    const tracked = { type, name, version, state: of };
    return { ...tracked, directory: plainDirectory(tracked) };
  });
}

function chooseHistoric(state: State, registered: ReadonlySet<string>): PackedVersion[] {
  return everyVersion(state)
    .map(({ type, name, version, state: of }) => ({ type, name, version, state: of }))
    .filter(({ type, name, state: of }) => registered.has(registrationKey(type, name, of)))
    .map((tracked) => ({ ...tracked, directory: historicDirectory(tracked) }));
}
