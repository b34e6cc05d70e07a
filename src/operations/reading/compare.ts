import { parseReference, type Reference } from '../../core/names/reference.ts';
import { type Direction, isBetter, requireDirection } from '../../core/query/direction.ts';
import { findMetric, nearestMetric } from '../../core/query/metric-name.ts';
import { resolveVersion } from '../../core/state/references/resolve.ts';
import { metricAsNumber } from '../../core/values/metric-number.ts';
import { compareVersionsOf, diffVersions, type Known } from '../../core/view/compare.ts';
import { shownMetric, shownMetrics } from '../../core/view/logged.ts';
import { viewVersion } from '../../core/view/view.ts';
import { MregError } from '../../errors.ts';
import type {
  BestResult,
  CompareResult,
  DiffResult,
  UnknownField,
  VersionView,
} from '../../generated/output.ts';
import { lookUp, type Session } from '../session.ts';
import { type ListVersionsRequest, listVersions, measured } from './read.ts';
import { readMetadata } from './read-metadata.ts';

export interface CompareRequest {
  readonly refs: readonly string[];
  /** The metrics to show, by full name or last part (default: all). */
  readonly metrics?: readonly string[] | undefined;
}

export interface BestRequest extends ListVersionsRequest {
  readonly metric: string;
  /** Which values are better, if neither the metric's name nor the configuration says so. */
  readonly direction?: Direction | undefined;
}

/** Versions side by side.
 * @throws MREG_USAGE for fewer than two, MREG_NOT_FOUND also for metrics that none of them has */
export async function compare(
  session: Session,
  { refs, metrics = [] }: CompareRequest,
): Promise<CompareResult> {
  if (refs.length < 2) {
    const [first] = refs;
    throw new MregError('MREG_USAGE', 'a comparison needs two versions or more', {
      hint: `mreg compare ${first ?? 'NAME@production'} ${first === undefined ? 'NAME' : parseReference(first).name}@latest`,
    });
  }
  const known = await readVersions(session, refs.map(parseReference));
  const result = compareVersionsOf(known, metrics, session.policy.metrics);
  if (metrics.length > 0 && result.metrics.length === 0) throw noMetric(metrics.join(', '), result.versions);
  return result;
}

/** The differences of the second version from the first. */
export async function diff(session: Session, from: string, to: string): Promise<DiffResult> {
  const [before, after] = await readVersions(session, [parseReference(from), parseReference(to)]);
  return diffVersions(before as Known, after as Known);
}

/** The version of a model with the best value of a metric, the newest of several.
 * @throws MREG_NOT_FOUND where none has a value, MREG_USAGE where nothing says which values are better */
export async function best(session: Session, request: BestRequest): Promise<BestResult> {
  const { versions, unknown_fields: unknown = [] } = await listVersions(session, request);
  const metric = findMetric(request.metric, metricsOf(versions));
  const direction = requireDirection(metric, request.direction, session.policy.metrics);
  const measured = versions.filter((version) => !Number.isNaN(numberOf(version, metric)));
  // The newest comes first, so only a better value takes its place.
  const [first, ...others] = measured;
  if (!first) throw noMetric(metric, versions, unknown);
  const version = others.reduce(
    (top, other) => (isBetter(numberOf(other, metric), numberOf(top, metric), direction) ? other : top),
    first,
  );
  return {
    version,
    metric,
    direction,
    value: shownMetric(version, metric) as number | string,
    candidates: measured.length,
    unknown_fields: unknown,
  };
}

async function readVersions(session: Session, refs: readonly Reference[]): Promise<Known[]> {
  const lookup = await lookUp(session);
  const found = refs.map((ref) => resolveVersion(lookup, ref));
  const versions = await measured(session, found.map(viewVersion));
  return Promise.all(
    versions.map(async (version) => ({ version, metadata: await readMetadata(session, version) })),
  );
}

function numberOf(version: VersionView, metric: string): number {
  return metricAsNumber(shownMetric(version, metric));
}

function metricsOf(versions: readonly VersionView[]): string[] {
  return [...new Set(versions.flatMap((version) => Object.keys(shownMetrics(version))))];
}

function noMetric(
  wanted: string,
  versions: readonly VersionView[],
  [unknown]: readonly UnknownField[] = [],
): MregError {
  const names = metricsOf(versions);
  const close = versions.length === 0 ? (unknown?.nearest ?? undefined) : nearestMetric(wanted, names);
  const among = versions.length === 0 ? 'no version was picked' : `there is ${names.join(', ') || 'none'}`;
  return new MregError('MREG_NOT_FOUND', `no version has a value of metric '${wanted}'; ${among}`, {
    hint: close && `did you mean ${close}?`,
    details: { wanted, metrics: names },
  });
}
