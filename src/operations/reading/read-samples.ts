import type { SampleRange } from '../../core/query/sample-range.ts';
import { collectSamples, type Sample, type Samples } from '../../core/series/aggregate.ts';
import { seriesDirectory } from '../../core/series/place.ts';
import type { VersionState } from '../../core/state/model.ts';
import type { FoundVersion } from '../../core/state/references/resolve.ts';
import type { Journal } from '../../store/journal/journal.ts';
import { readSeries, seriesOf } from '../../store/journal/series.ts';
import type { Session } from '../session.ts';

/** The samples of some metrics of a version from a moment on, for conditions.
 * @throws MREG_DAMAGED, MREG_IO */
export async function readSamples(
  session: Session,
  version: { readonly type: string; readonly name: string; readonly state: SeriesKey },
  { metrics, since }: SampleRange,
): Promise<Samples> {
  const samples = new Map<string, Sample[]>();
  const from = Number.isFinite(since) ? new Date(since).toISOString() : '';
  for await (const batches of readSeries(seriesAt(session, version), from)) {
    for (const { points } of batches) collectSamples(samples, points, metrics, since);
  }
  return samples;
}

/** The facts of a version that name its series. */
type SeriesKey = Pick<VersionState, 'number' | 'metadata_sha256'>;

/** A version's series. */
export function seriesAt(
  { layout }: Session,
  { type, name, state }: Pick<FoundVersion, 'type' | 'name'> & { readonly state: SeriesKey },
): Journal {
  return seriesOf(layout, seriesDirectory(type, name, state));
}
