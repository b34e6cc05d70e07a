import { orderCurve, thin } from '../../core/tracking/curve.ts';
import type { RunDigest } from '../../core/tracking/digest.ts';
import { collectPoints, type HistoryPoint, type PointList } from '../../core/tracking/history.ts';
import { MregError } from '../../errors.ts';
import type { CurvePoint } from '../../generated/output.ts';
import type { Layout } from '../../store/layout.ts';
import { type KnownRun, readBatches, readRun } from '../../store/tracking/run-journal.ts';
import type { Session } from '../session.ts';
import { kindOf, requireRun } from './change-run.ts';

export interface MetricHistoryRequest {
  /** A run, or a logged model. */
  readonly id: string;
  /** The metrics (default: all). */
  readonly keys?: readonly string[] | undefined;
  /** Only points from this step on. */
  readonly sinceStep?: number | undefined;
  /** At most so many points (default: all). */
  readonly limit?: number | undefined;
  /** The `next` of the previous answer. */
  readonly after?: string | undefined;
}

export interface MetricHistory {
  /** By metric, then by time, step and value; each once. */
  readonly points: readonly HistoryPoint[];
  /** Where the next page begins; null at the end. */
  readonly next: string | null;
}

export interface CurvesRequest {
  readonly id: string;
  /** The metrics (default: all). */
  readonly keys?: readonly string[] | undefined;
  /** At most so many points of each metric (default: 1,000). */
  readonly points?: number | undefined;
}

/** Points of each metric in the order of their steps, thinned so that the extremes stay. */
export interface MetricCurves {
  readonly metrics: Record<string, CurvePoint[]>;
}

/** Every point of a run's metrics.
 * @throws MREG_NOT_FOUND, MREG_INVALID for an `after` that no answer gave; MREG_DAMAGED, MREG_IO */
export async function metricHistory(session: Session, request: MetricHistoryRequest): Promise<MetricHistory> {
  const { id, keys = [], sinceStep = Number.NEGATIVE_INFINITY, limit = Number.POSITIVE_INFINITY } = request;
  const run = await requireRun(session, kindOf(id), id);
  const offset = request.after === undefined ? 0 : Number(request.after);
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw new MregError('MREG_INVALID', `'${request.after}' is not where a page begins`);
  const points: HistoryPoint[] = [];
  let passed = 0;
  for (const [key, found] of await readHistory(session.layout, run, keys)) {
    // Without a condition the points before the page need no look.
    const skipped =
      sinceStep === Number.NEGATIVE_INFINITY ? Math.min(found.length, Math.max(0, offset - passed)) : 0;
    passed += skipped;
    for (let index = skipped; index < found.length; index += 1) {
      const [step, timestamp, value] = found.at(index);
      if (step < sinceStep) continue;
      passed += 1;
      if (passed <= offset) continue;
      if (points.length === limit) return { points, next: String(offset + limit) };
      points.push({ key, value, timestamp, step });
    }
  }
  return { points, next: null };
}

type History = readonly (readonly [key: string, points: PointList])[];

/** The metric that was read last: the pages of a long history are asked for one after the other. */
const LAST = new WeakMap<
  Layout,
  { readonly digest: RunDigest; readonly next: number; readonly key: string; readonly history: History }
>();

/** The points of each metric by time, each once. */
async function readHistory(
  layout: Layout,
  { place, digest, next }: KnownRun,
  keys: readonly string[],
): Promise<History> {
  const [key] = keys;
  const last = LAST.get(layout);
  if (keys.length === 1 && last?.digest === digest && last.next === next && last.key === key)
    return last.history;
  const found = new Map<string, PointList>();
  for await (const batch of readBatches(layout, place, keys.length > 0 ? keys : undefined))
    collectPoints(found, batch, keys);
  const history = [...found.keys()]
    .sort()
    .map((name) => [name, (found.get(name) as PointList).orderByTime()] as const);
  if (keys.length === 1 && key !== undefined) LAST.set(layout, { digest, next, key, history });
  return history;
}

const POINTS = 1000;
const FEWEST = 4;

/** The curves of a run's metrics, from the headers of its journal: even of millions of points none is unpacked.
 * @throws MREG_NOT_FOUND, MREG_DAMAGED, MREG_IO */
export async function metricCurves(session: Session, request: CurvesRequest): Promise<MetricCurves> {
  const { id, keys, points = POINTS } = request;
  const { place } = await requireRun(session, kindOf(id), id);
  const known = await readRun(session.layout, place, true);
  const wanted = Object.entries(known?.digest.metrics ?? {}).filter(([key]) => keys?.includes(key) ?? true);
  const metrics = wanted.map(([key, { curve = [] }]) => {
    const thinned = thin(orderCurve(curve), Math.max(FEWEST, points));
    return [key, thinned.map(([step, timestamp, value]) => ({ step, timestamp, value }))] as const;
  });
  return { metrics: Object.fromEntries(metrics) };
}
