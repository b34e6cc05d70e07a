/** A registry as the source of another one's history: what an entry needs is read when its turn comes. */
import { createHash } from 'node:crypto';
import { historicDirectory, membersOf, type PackedVersion } from '../../core/archive/contents.ts';
import { formatReference } from '../../core/names/reference.ts';
import { seriesDirectory } from '../../core/series/place.ts';
import { registrationKey } from '../../core/state/directories.ts';
import type { State } from '../../core/state/state.ts';
import { damaged, MregError } from '../../errors.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import type { CopyResult } from '../../generated/output.ts';
import { openIncoming } from '../../store/archive/incoming.ts';
import { openFileOf, readMetadataOf } from '../../store/archive/version-files.ts';
import { putGitAttributes } from '../../store/git-attributes.ts';
import { prepareLayout } from '../../store/journal/commit.ts';
import { lineOf, listJournal, logOf, readStretch, type Stretch } from '../../store/journal/journal.ts';
import { readEntry } from '../../store/journal/log.ts';
import { mirrorJournal } from '../../store/journal/mirror.ts';
import { seriesOf } from '../../store/journal/series.ts';
import type { Layout } from '../../store/layout.ts';
import { join } from '../../store/place/paths.ts';
import { piecesOf, pump, twoBuffers } from '../../store/place/pump.ts';
import { stopIfInterrupted, type Work } from '../../work.ts';
import { everyVersion } from '../integrity/verify.ts';
import { requireState, type Session, stateOrEmpty } from '../session.ts';
import { copyRuns } from './copy-runs.ts';
import { replayHistory, type Supply } from './replay.ts';

/** Brings a registry to where another one is.
 * @throws MREG_CONFLICT if it is not what the other once was */
export async function copyHistory(
  from: Session,
  to: Session,
  { dryRun }: { readonly dryRun: boolean },
  work: Work,
): Promise<Omit<CopyResult, 'from' | 'to'>> {
  const begin = await stateOrEmpty(to);
  const source = await requireState(from);
  await checkContinued(from.layout, source, begin, to.layout.root);
  const versions = await listNew(from.layout, source, begin);
  const size = versions.reduce((sum, { state }) => sum + state.size, 0);
  let hasPoints = false;
  if (!dryRun) {
    await prepareLayout(to.layout);
    if (begin.revision === 0) {
      await to.layout.place.found();
      if (await from.layout.place.exists(join(from.layout.root, '.gitattributes')))
        await putGitAttributes(to.layout);
    }
    const supply = supplyFrom(from.layout, source, versions, to.layout, progressOf(work, size));
    if (source.revision > begin.revision) await replayHistory(to.layout, begin, source.revision, supply);
    hasPoints = await copySeries(from.layout, to.layout, source, work);
  }
  const runs = await copyRuns(from.layout, to.layout, dryRun, work);
  const entries = source.revision - begin.revision;
  return {
    versions: versions.map(({ type, name, version, state }) => {
      const ref = formatReference(type, name, version);
      return { ref, outcome: 'copied' as const, copied_as: ref, size: state.size };
    }),
    entries,
    runs,
    size,
    revision: source.revision,
    head: source.head,
    applied: hasPoints || (!dryRun && (entries > 0 || runs.length > 0)),
  };
}

async function checkContinued(
  layout: Layout,
  source: State,
  { revision, head }: State,
  root: string,
): Promise<void> {
  if (revision === 0) return;
  const entry = revision > source.revision ? undefined : await readEntry(layout, revision);
  if (entry?.sha256 === head) return;
  throw new MregError(
    'MREG_CONFLICT',
    `${root} has a history of its own: its entry ${revision} is not that of ${layout.root}`,
    {
      hint: 'copy into an empty place (--to), or name the versions that are to be copied',
      details: { revision, root },
    },
  );
}

/** The versions that entries after `begin` register, unless they were purged since, in the order of registration. */
async function listNew(layout: Layout, source: State, begin: State): Promise<PackedVersion[]> {
  if (source.revision === begin.revision) return [];
  const { readHistory } = await import('./export-history.ts');
  const { registered } = await readHistory(layout, source, begin.revision);
  return everyVersion(source)
    .filter(({ type, name, state }) => registered.has(registrationKey(type, name, state)))
    .map((tracked) => ({ ...tracked, directory: historicDirectory(tracked) }));
}

function supplyFrom(
  layout: Layout,
  source: State,
  versions: readonly PackedVersion[],
  to: Layout,
  progress: (bytes: number) => void,
): Supply {
  const byKey = new Map(
    everyVersion(source).map((one) => [
      registrationKey(one.type, one.name, one.state),
      { ...one, directory: historicDirectory(one) },
    ]),
  );
  let stretch: Stretch = { first: 0, lines: [], block: undefined };
  return {
    registry: source.id,
    directories: versions.map(({ state }) => state.directory),
    async line(revision) {
      progress(0);
      if (!lineOf(stretch, revision)) stretch = await readStretch(logOf(layout), revision);
      const line = lineOf(stretch, revision);
      if (line) return line;
      throw damaged(layout.entry(revision), 'is missing');
    },
    async deliver(key, put) {
      const packed = byKey.get(key);
      if (!packed) return false;
      const incoming = await openIncoming(to);
      try {
        const { files, size, sha256 } = await readMetadataOf(layout, source, packed);
        for (const member of membersOf(packed.directory, files, { size, sha256 }))
          await receive(layout, source, packed, member, incoming, progress);
        await incoming.settle();
        await put(incoming.path('version'));
      } finally {
        await incoming.discard();
      }
      return true;
    },
  };
}

async function receive(
  layout: Layout,
  source: State,
  packed: PackedVersion,
  member: FileRecord,
  incoming: Awaited<ReturnType<typeof openIncoming>>,
  progress: (bytes: number) => void,
): Promise<void> {
  const inner = member.path.slice(packed.directory.length + 1);
  const file = await openFileOf(layout, source, member, packed);
  try {
    const writer = await incoming.receive(`version/${inner}`);
    try {
      const hash = createHash('sha256');
      const buffers = twoBuffers(Math.min(1 << 20, file.size + 1));
      await pump(piecesOf(file, buffers), { hash, write: writer.write, progress, most: member.size });
      if (hash.digest('hex') !== member.sha256)
        throw damaged(`${layout.absolute(packed.state.directory)}/${inner}`, 'is not what was registered');
    } catch (error) {
      await writer.cancel();
      throw error;
    }
    await writer.end();
  } finally {
    await file.close();
  }
}

/** The points of all versions, those of earlier copies too: they come at any time, and the log does not know. Tells whether any were
 * new. */
async function copySeries(from: Layout, to: Layout, source: State, work: Work): Promise<boolean> {
  if (!(await from.place.exists(from.series))) return false;
  let hasNew = false;
  for (const { type, name, state } of everyVersion(source)) {
    stopIfInterrupted(work);
    const directory = seriesDirectory(type, name, state);
    const journal = seriesOf(from, directory);
    const files = (await listJournal(journal))?.files ?? [];
    if (await mirrorJournal(journal, files, { journal: seriesOf(to, directory) })) hasNew = true;
  }
  return hasNew;
}

function progressOf({ onProgress, signal }: Work, total: number): (bytes: number) => void {
  let done = 0;
  return (bytes) => {
    done += bytes;
    onProgress?.(Math.min(done, total), total);
    stopIfInterrupted({ signal }, 'run it again, and it goes on from here');
  };
}
