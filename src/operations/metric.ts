import type { JsonObject } from '../core/json/index.ts';
import { formatReference, parseReference } from '../core/names/reference.ts';
import { isSelected, nearestMetric } from '../core/query/metric-name.ts';
import { orderPoints, type SeriesAxis } from '../core/series/axis.ts';
import { MAX_POINTS_BYTES, makePoint, type PointDefaults, parsePoints } from '../core/series/point.ts';
import { summarize } from '../core/series/summary.ts';
import { resolveVersion } from '../core/state/references/resolve.ts';
import { parseMoment } from '../core/values/moment.ts';
import { viewVersion } from '../core/view/view.ts';
import { MregError } from '../errors.ts';
import type { MetricLogResult, MetricPoint, MetricShowResult } from '../generated/output.ts';
import { readInput } from '../store/intake/document.ts';
import { appendBatch, readSeries } from '../store/journal/series.ts';
import { seriesAt } from './reading/read-samples.ts';
import { lookUp, type Session } from './session.ts';

export interface MetricLogRequest {
  readonly ref: string;
  /** Values by name, measured together; they may stand in groups. */
  readonly metrics?: JsonObject | undefined;
  /** A file of points, one JSON object a line; `-` is the standard input. */
  readonly file?: string | undefined;
  /** When they were measured, for points without a time (default: now). */
  readonly at?: string | undefined;
  /** The step of the training, for points without one. */
  readonly step?: number | undefined;
  readonly dryRun?: boolean | undefined;
}

export interface MetricShowRequest {
  readonly ref: string;
  /** The metrics to show (default: all). */
  readonly metrics?: readonly string[] | undefined;
  /** Only points from this age, day or time on. */
  readonly since?: string | undefined;
  /** The order of the points (default: `time`); `step` shows only points with a step. */
  readonly by?: SeriesAxis | undefined;
}

/** Logs points of a version: all or none. When it resolves they are on the disk.
 * @throws MREG_USAGE, MREG_NOT_FOUND, MREG_AMBIGUOUS, MREG_INVALID, MREG_IO */
export async function logMetrics(session: Session, request: MetricLogRequest): Promise<MetricLogResult> {
  const now = session.now();
  const defaults = {
    at: request.at === undefined ? now : parseMoment(request.at, now, 'start'),
    step: request.step,
  };
  const given = request.metrics === undefined ? [] : [makePoint(request.metrics, defaults, 'metric log')];
  const read = request.file === undefined ? [] : await readPoints(request.file, defaults);
  // Not spread: a file may have more lines than a call can have arguments.
  const points = given.concat(read);
  const ref = parseReference(request.ref);
  const found = resolveVersion(await lookUp(session), ref);
  const version = viewVersion(found);
  if (request.dryRun || points.length === 0)
    return { version, points: points.length, batch: null, applied: false };
  try {
    const batch = await appendBatch(session.layout, seriesAt(session, found), points);
    return { version, points: points.length, batch, applied: true };
  } catch (error) {
    // If the version was purged meanwhile, its directory is gone: then the version is not found.
    if (error instanceof MregError && error.details?.errno === 'ENOENT')
      resolveVersion(await lookUp(session), ref);
    throw error;
  }
}

async function readPoints(file: string, defaults: PointDefaults): Promise<MetricPoint[]> {
  const name = file === '-' ? 'the standard input' : file;
  return parsePoints(await readInput(file, MAX_POINTS_BYTES), name, defaults);
}

/** The points of a version in the order of their times.
 * @throws MREG_NOT_FOUND also for metrics that no point has, MREG_AMBIGUOUS, MREG_INVALID, MREG_DAMAGED, MREG_IO */
export async function showMetrics(session: Session, request: MetricShowRequest): Promise<MetricShowResult> {
  const { metrics: wanted = [] } = request;
  const since =
    request.since === undefined ? '' : parseMoment(request.since, session.now(), 'start').toISOString();
  const found = resolveVersion(await lookUp(session), parseReference(request.ref));
  const points: MetricPoint[] = [];
  const names = new Set<string>();
  for await (const batches of readSeries(seriesAt(session, found), since)) {
    for (const batch of batches) {
      for (const point of batch.points) {
        for (const name of Object.keys(point.metrics)) names.add(name);
        const shown = point.at < since ? undefined : restrict(point, wanted);
        if (shown) points.push(shown);
      }
    }
  }
  const unknown = wanted.find((name) => ![...names].some((known) => isSelected(known, [name])));
  if (unknown !== undefined)
    throw noMetric(formatReference(found.type, found.name, found.version), unknown, [...names]);
  const ordered = orderPoints(points, request.by ?? 'time');
  const version = viewVersion(found);
  return { version, metrics: summarize(ordered), points: ordered };
}

function restrict(point: MetricPoint, wanted: readonly string[]): MetricPoint | undefined {
  if (wanted.length === 0) return point;
  const kept = Object.entries(point.metrics).filter(([name]) => isSelected(name, wanted));
  return kept.length === 0 ? undefined : { ...point, metrics: Object.fromEntries(kept) };
}

function noMetric(ref: string, wanted: string, names: readonly string[]): MregError {
  const close = nearestMetric(wanted, names);
  return new MregError(
    'MREG_NOT_FOUND',
    `no point of ${ref} has metric '${wanted}'; there is ${names.join(', ') || 'none'}`,
    {
      hint: close ? `did you mean ${close}?` : `mreg metric log ${ref} ${wanted}=VALUE`,
      details: { ref, wanted, metrics: names },
    },
  );
}
