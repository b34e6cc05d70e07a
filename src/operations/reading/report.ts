import { relativesOf } from '../../core/lineage/relatives.ts';
import { formatReference, parseReference, type Reference } from '../../core/names/reference.ts';
import { ARCHIVED, ladder, NO_STAGE } from '../../core/names/stage.ts';
import { currentNames } from '../../core/state/fold/current-names.ts';
import { type Lookup, resolveModel, resolveVersion } from '../../core/state/references/resolve.ts';
import { isMove, type StagePeriod, stagePeriods } from '../../core/state/stages/stage-periods.ts';
import { modelKey, pointerOf } from '../../core/state/state.ts';
import { parseMoment } from '../../core/values/moment.ts';
import {
  excerpt,
  REPORT_LIMITS,
  type Report,
  type ReportLineage,
  type ReportSection,
  type ReportVersion,
} from '../../core/view/report.ts';
import { trendsOf } from '../../core/view/trend.ts';
import { viewModel, viewModels } from '../../core/view/view.ts';
import { MregError } from '../../errors.ts';
import type { LogEntry } from '../../generated/log-entry.ts';
import type { CompareResult, ModelView, VersionView } from '../../generated/output.ts';
import type { Work } from '../../work.ts';
import { stopIfInterrupted } from '../../work.ts';
import { lookUp, type Session } from '../session.ts';
import { compare } from './compare.ts';
import { forEachVersion } from './each-version.ts';
import { backwards, concerning } from './history.ts';
import { parentsByVersion } from './lineage.ts';
import { measured } from './read.ts';
import { readMetadata } from './read-metadata.ts';
import { allVersions } from './search.ts';

export interface ReportRequest {
  /** The model to report on (default: the whole registry). */
  readonly ref?: string | undefined;
  /** Versions to show side by side. A single one is compared with the holder of its model's last stage before
   * Archived. */
  readonly compare?: readonly string[] | undefined;
  /** The metrics of the comparison, by full name or last part (default: all). */
  readonly metrics?: readonly string[] | undefined;
  /** Where history, stages and charts begin: a time, a date or an age. */
  readonly since?: string | undefined;
  readonly title?: string | undefined;
}

/** All that a report shows. Reads the log, and metadata.json of the versions in detail; writes nothing.
 * @throws MREG_NOT_FOUND, MREG_INVALID, MREG_DAMAGED, MREG_IO, MREG_INTERRUPTED */
export async function gatherReport(
  session: Session,
  request: ReportRequest = {},
  work: Work = {},
): Promise<Report> {
  const now = session.now();
  const since = request.since === undefined ? undefined : parseMoment(request.since, now, 'start');
  const ref = request.ref === undefined ? undefined : parseReference(request.ref);
  const lookup = await lookUp(session);
  const subject = ref && viewModel(resolveModel(lookup, ref));
  const models = subject ? [subject] : viewModels(lookup.state);
  const everything = allVersions(lookup.state);
  const versions = await measured(
    session,
    subject
      ? everything.filter(({ type, model }) => modelKey(type, model) === subject.ref)
      : everything.toSorted(newestFirst),
  );
  const { entries, moves } = await readLog(session, lookup, ref, since, work);
  return {
    title: request.title ?? subject?.ref ?? 'Model registry',
    generatedAt: now,
    revision: lookup.state.revision,
    stages: session.policy.stages,
    since,
    subject,
    models: excerpt(models, REPORT_LIMITS.models),
    versions: await describe(session, versions, since, work),
    size: versions.reduce((sum, { size }) => sum + size, 0),
    sections: sectionsOf(session, models, versions, stagePeriods(moves), since),
    comparison: await compareChosen(session, lookup, request, subject),
    lineage: lineageAmong(lookup, everything, versions),
    entries,
  };
}

/** The newest entries, and of all of them, the oldest first, the changes that move a version. A log may be larger than
 * the memory, so the rest of it is not kept. */
async function readLog(
  session: Session,
  { state }: Lookup,
  ref: Reference | undefined,
  since: Date | undefined,
  work: Work,
): Promise<{ entries: Report['entries']; moves: LogEntry[] }> {
  const concerns = concerning(state, session, ref);
  const shown: LogEntry[] = [];
  const moves: LogEntry[] = [];
  const named = currentNames();
  let total = 0;
  for await (const { entry } of backwards(session.layout, state.revision)) {
    stopIfInterrupted(work);
    const { changes: all } = named(entry);
    if (!concerns(entry)) continue;
    if (!since || Date.parse(entry.at) >= since.getTime()) {
      total += 1;
      if (shown.length < REPORT_LIMITS.entries) shown.push(entry);
    }
    const changes = all.filter(isMove);
    if (changes.length > 0) moves.push({ ...entry, changes });
  }
  return { entries: { shown, total }, moves: moves.toReversed() };
}

/** The versions to show: those that something refers to, then the newest. */
async function describe(
  session: Session,
  versions: readonly VersionView[],
  since: Date | undefined,
  work: Work,
): Promise<Report['versions']> {
  const isRecent = ({ registered_at: at }: VersionView) => !since || Date.parse(at) >= since.getTime();
  const held = versions.filter(isHeld);
  const others = versions.filter((version) => !isHeld(version) && isRecent(version));
  const chosen = new Set([...held, ...others].slice(0, REPORT_LIMITS.versions));
  const shown = versions.filter((version) => chosen.has(version));
  const metadata = await forEachVersion(
    shown.slice(0, REPORT_LIMITS.details),
    (version) => readMetadata(session, version),
    work,
  );
  return {
    shown: shown.map(
      (version, at): ReportVersion => ({
        version,
        metadata: at < REPORT_LIMITS.details ? (metadata[at] ?? null) : undefined,
      }),
    ),
    total: versions.length,
  };
}

function isHeld({ stage, aliases, pinned }: VersionView): boolean {
  return (stage !== NO_STAGE && stage !== ARCHIVED) || aliases.length > 0 || pinned;
}

function sectionsOf(
  session: Session,
  models: readonly ModelView[],
  versions: readonly VersionView[],
  periods: ReadonlyMap<string, readonly StagePeriod[]>,
  since: Date | undefined,
): Report['sections'] {
  const byModel = new Map<string, VersionView[]>();
  for (const version of versions) {
    const key = modelKey(version.type, version.model);
    const known = byModel.get(key);
    if (known) known.push(version);
    else byModel.set(key, [version]);
  }
  const drawn = excerpt(models, REPORT_LIMITS.models);
  const shown = drawn.shown.map((model, at): ReportSection => {
    const held = (periods.get(model.ref) ?? []).filter(
      ({ to }) => !since || to === null || Date.parse(to) >= since.getTime(),
    );
    const recent = (byModel.get(model.ref) ?? []).filter(
      ({ registered_at: registered }) => !since || Date.parse(registered) >= since.getTime(),
    );
    const trends = at < REPORT_LIMITS.sections ? trendsOf(recent, session.policy.metrics) : [];
    return {
      model,
      periods: { shown: held.slice(-REPORT_LIMITS.periods), total: held.length },
      trends: excerpt(trends, models.length > 1 ? REPORT_LIMITS.chartsOfMany : REPORT_LIMITS.charts),
    };
  });
  return { shown, total: drawn.total };
}

/** Compares the requested versions; without a request, the holders of a model's stages and its latest version. */
async function compareChosen(
  session: Session,
  lookup: Lookup,
  { compare: chosen = [], metrics }: ReportRequest,
  subject: ModelView | undefined,
): Promise<CompareResult | undefined> {
  if (chosen.length > 1) return compare(session, { refs: chosen, metrics });
  const [only] = chosen;
  if (only !== undefined) {
    const found = resolveVersion(lookup, parseReference(only));
    const top = ladder(session.policy.stages).at(-1) ?? '';
    const pointer = pointerOf(found.model, top);
    return compare(session, {
      refs: [...(pointer === undefined ? [] : [formatReference(found.type, found.name, pointer)]), only],
      metrics,
    });
  }
  if (!subject) return undefined;
  const pointers = ladder(session.policy.stages)
    .toReversed()
    .map((stage) => (Object.hasOwn(subject.stages, stage) ? subject.stages[stage] : undefined));
  const refs = [...new Set([...pointers, subject.latest ?? undefined])].flatMap((version) =>
    version === undefined ? [] : [`${subject.ref}@${version}`],
  );
  if (refs.length < 2) return undefined;
  return compare(session, { refs, metrics }).catch((error) => {
    // The request did not ask for a comparison, so an unreadable version is no error.
    if (error instanceof MregError && ['MREG_DAMAGED', 'MREG_IO', 'MREG_NOT_FOUND'].includes(error.code))
      return undefined;
    throw error;
  });
}

function lineageAmong(
  lookup: Lookup,
  everything: readonly VersionView[],
  versions: readonly VersionView[],
): ReportLineage {
  const known = new Map(everything.map((version) => [version.ref, version]));
  const parents = parentsByVersion(lookup);
  const { refs, edges, total } = relativesOf(
    versions.map(({ ref }) => ref),
    parents,
    REPORT_LIMITS.nodes,
  );
  return { nodes: refs.map((ref) => ({ ref, version: known.get(ref) })), edges, total };
}

function newestFirst(a: VersionView, b: VersionView): number {
  if (a.registered_at !== b.registered_at) return a.registered_at < b.registered_at ? 1 : -1;
  return a.ref < b.ref ? -1 : 1;
}
