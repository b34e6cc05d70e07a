import type { Fault } from '../../core/integrity/fault.ts';
import { lastOf, type SegmentName, segmentFile } from '../../core/journal/segment.ts';
import { type Layout, relativeTo } from '../layout.ts';
import { meaningOf } from '../place/folder/io.ts';
import { decode, findMissing, findSegment, listSegments, type SeriesPlace, seriesPlace } from './series.ts';

/** Whether all that was ever logged of a version up to its last batch is there, as it was written. `quick` unpacks no points.
 * Others may log meanwhile. */
export async function checkSeries(
  layout: Layout,
  { ref, of }: { readonly ref: string; readonly of: string },
  { quick }: { quick: boolean },
): Promise<Fault[]> {
  const place = seriesPlace(layout, of);
  const fault = (kind: Fault['kind'], file: string, problem: string): Fault => ({
    kind,
    ref,
    file: `${relativeTo(layout, place.directory)}/${file}`,
    problem,
  });
  try {
    const listed = await listSegments(place);
    if (!listed) return [];
    return [
      ...listed.strays.sort().map((file) => fault('series-stray', file, 'is no file of a series')),
      ...(await checkBatches(place, listed.segments, quick, fault)),
    ];
  } catch (error) {
    return [fault('series-altered', '', `cannot be read: ${meaningOf(error)}`)];
  }
}

/** Later than any time: every file is read and its digest compared, but no points are unpacked. */
const AFTER_ALL = '~';

async function checkBatches(
  place: SeriesPlace,
  listed: readonly SegmentName[],
  quick: boolean,
  fault: (kind: Fault['kind'], file: string, problem: string) => Fault,
): Promise<Fault[]> {
  const faults: Fault[] = [];
  const end = listed.reduce((last, name) => Math.max(last, lastOf(name)), 0);
  for (let batch = 1; batch <= end; ) {
    const found = await findSegment(place, batch);
    if (!found) {
      const missing = await findMissing(place, batch);
      if (missing === 'found') continue;
      // The version was purged meanwhile.
      if (missing === 'end') break;
      const next = listed
        .filter(({ first }) => first > batch)
        .reduce((least, { first }) => Math.min(least, first), end + 1);
      const file = segmentFile({ level: 0, first: batch });
      const lost = next - batch === 1 ? 'is missing' : `is missing, as are all up to batch ${next - 1}`;
      faults.push(fault('series-missing', file, lost));
      batch = next;
      continue;
    }
    const content = await decode(place, found, quick ? AFTER_ALL : undefined);
    const problem = 'problem' in content ? content.problem : undefined;
    if (problem !== undefined) faults.push(fault('series-altered', segmentFile(found.name), problem));
    batch = lastOf(found.name) + 1;
  }
  return faults;
}
