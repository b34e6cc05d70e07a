import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { parseReference } from '../../core/names/reference.ts';
import { isModel } from '../../core/state/models.ts';
import { type State, splitKey } from '../../core/state/state.ts';
import {
  insertMetrics,
  insertTags,
  insertVersion,
  loggedMetrics,
  registeredMetrics,
  TABLES,
} from '../../core/view/sql.ts';
import { insertModel, MODEL_TABLES } from '../../core/view/sql-models.ts';
import { insertRun, RUN_TABLES } from '../../core/view/sql-runs.ts';
import { type ModelDetails, viewDetails, viewVersionIn } from '../../core/view/view.ts';
import { MregError } from '../../errors.ts';
import type { ExportSqlResult, RunView, VersionView } from '../../generated/output.ts';
import { putArchive } from '../../store/archive/file.ts';
import { type Sink, streamSink } from '../../store/archive/sink.ts';
import { readSeries } from '../../store/journal/series.ts';
import { stopIfInterrupted, type Work } from '../../work.ts';
import { findVersions } from '../integrity/verify.ts';
import { forEachVersion } from '../reading/each-version.ts';
import { readMetadata } from '../reading/read-metadata.ts';
import { seriesAt } from '../reading/read-samples.ts';
import { allVersions } from '../reading/search.ts';
import { requireState, type Session } from '../session.ts';
import { listExperiments } from '../tracking/experiments.ts';
import { searchRuns } from '../tracking/search-runs.ts';

export interface ExportSqlRequest {
  /** Versions, or models with their live versions, and the runs that they came from (default: all of the registry). */
  readonly refs?: readonly string[] | undefined;
  /** The path of the file, or a stream to write it to; with `dryRun` it is left out. */
  readonly to?: string | Writable | undefined;
  readonly dryRun?: boolean | undefined;
}

/** Versions that are read at once. */
const AT_ONCE = 256;

/**
 * Writes models, versions and runs with their tags, params and metrics as SQL for SQLite and PostgreSQL, in one transaction. The registry
 * is only read. A file is written beside its name, synced and renamed.
 * @throws MREG_USAGE, MREG_NOT_FOUND, MREG_AMBIGUOUS, MREG_INVALID, MREG_DAMAGED, MREG_IO, MREG_INTERRUPTED
 */
export async function exportSql(
  session: Session,
  { refs = [], to, dryRun = false }: ExportSqlRequest,
  work: Work = {},
): Promise<ExportSqlResult> {
  if (to === undefined && !dryRun)
    throw new MregError('MREG_USAGE', 'the SQL needs a place', {
      hint: 'mreg export --sql registry.sql, or --sql - for the standard output',
    });
  const state = await requireState(session);
  const isAll = refs.length === 0;
  const versions = inOrder(isAll ? allVersions(state) : chosen(session, state, refs));
  const only = isAll ? undefined : versions;
  const found = await findRuns(session, only);
  const contents = { models: modelsOf(state, only), versions, runs: found.runs };
  const write = (sink: Sink) => writeSql(session, state, contents, sink, work);
  const written = dryRun
    ? await write({ write: async () => undefined, end: async () => undefined })
    : typeof to === 'string'
      ? await putArchive(to, write, async () => undefined, { flag: '--sql', file: 'registry.sql' })
      : await write(streamSink(to as Writable));
  return {
    output: !dryRun && typeof to === 'string' ? to : null,
    models: contents.models.length,
    versions: versions.map(({ ref }) => ref),
    runs: found.runs.length,
    ...written,
    unreadable_runs: found.unreadable,
    revision: state.revision,
    applied: !dryRun,
  };
}

type Written = Pick<ExportSqlResult, 'metrics' | 'size' | 'unreadable'>;

/** What is written, in its order. */
interface Contents {
  readonly models: readonly ModelDetails[];
  readonly versions: readonly VersionView[];
  readonly runs: readonly (readonly [run: RunView, experiment: string])[];
}

async function writeSql(
  session: Session,
  { revision }: State,
  { models, versions, runs }: Contents,
  sink: Sink,
  work: Work,
): Promise<Written> {
  let [size, metrics] = [0, 0];
  const unreadable: string[] = [];
  const put = async (text: string) => {
    const bytes = Buffer.from(text);
    size += bytes.length;
    await sink.write(bytes);
  };
  const isTracked = withSeries(session);
  await put(`-- A registry of mreg at revision ${revision}, for SQLite and PostgreSQL.\nBEGIN;\n${TABLES}`);
  await put(MODEL_TABLES + RUN_TABLES);
  for (const model of models) await put(insertModel(model));
  for (let next = 0; next < versions.length; next += AT_ONCE) {
    const some = versions.slice(next, next + AT_ONCE);
    const documents = await forEachVersion(some, (version) => readMetadata(session, version), work);
    for (const [index, version] of some.entries()) {
      stopIfInterrupted(work);
      const id = next + index + 1;
      if (!documents[index]) unreadable.push(version.ref);
      const registered = registeredMetrics(version);
      await put(
        insertVersion(id, version, documents[index]) +
          insertTags(id, version) +
          insertMetrics(id, metrics + 1, registered),
      );
      metrics += registered.length;
      if (!(await isTracked(version))) continue;
      for await (const batches of readSeries(seriesAtVersion(session, version))) {
        const logged = batches.flatMap(({ points }) => points.flatMap(loggedMetrics));
        await put(insertMetrics(id, metrics + 1, logged));
        metrics += logged.length;
      }
    }
  }
  for (const [run, experiment] of runs) await put(insertRun(run, experiment));
  await put('COMMIT;\n');
  await sink.end();
  return { metrics, size, unreadable };
}

function seriesAtVersion(session: Session, { type, model, number, metadata_digest }: VersionView) {
  const state = { number, metadata_sha256: metadata_digest.slice('sha256:'.length) };
  return seriesAt(session, { type, name: model, state });
}

/** Most models have no series: one check answers for all their versions. */
function withSeries(session: Session): (version: VersionView) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();
  return (version) => {
    const directory = dirname(seriesAtVersion(session, version).directory);
    const found = known.get(directory) ?? session.layout.place.exists(directory);
    known.set(directory, found);
    return found;
  };
}

/** All models, or those of versions, by type and name. */
function modelsOf({ models }: State, versions: readonly VersionView[] | undefined): ModelDetails[] {
  const wanted = versions && new Set(versions.map(({ type, model }) => `${type}/${model}`));
  return Object.entries(models)
    .filter(([key, model]) => (wanted ? wanted.has(key) : isModel(key, model)))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, model]) => viewDetails({ ...splitKey(key), model }));
}

/** All runs that are not deleted, or those that versions came from, each with the name of its experiment, the first start first. */
async function findRuns(session: Session, versions: readonly VersionView[] | undefined) {
  const wanted = versions && new Set(versions.map(({ run_id }) => run_id));
  const { experiments } = await listExperiments(session, { view: 'all' });
  const names = new Map(experiments.map(({ id, name }) => [id, name]));
  const where = wanted && (({ id }: RunView) => wanted.has(id));
  const { runs, unreadable } = await searchRuns(session, { where });
  return {
    runs: runs.toReversed().map((run) => [run, names.get(run.experiment) ?? ''] as const),
    unreadable: unreadable
      .filter(({ id }) => wanted?.has(id) ?? true)
      .map(({ id, experiment }) => id ?? `all of experiment ${experiment}`),
  };
}

function chosen(session: Session, state: State, refs: readonly string[]): VersionView[] {
  const found = refs.flatMap((ref) =>
    findVersions({ state, stages: session.policy.stages }, parseReference(ref)),
  );
  const views = found.map(({ type, name, version }) => viewVersionIn(state, { type, name, version }));
  return [...new Map(views.map((view) => [view.ref, view])).values()];
}

/** By type and name, the oldest registration first. */
function inOrder(versions: readonly VersionView[]): VersionView[] {
  const key = ({ type, model }: VersionView) => `${type}/${model}`;
  return versions.toSorted((a, b) => (key(a) === key(b) ? a.number - b.number : key(a) < key(b) ? -1 : 1));
}
