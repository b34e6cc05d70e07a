import type { Fault } from '../../core/integrity/fault.ts';
import { fileOf } from '../../core/journal/block.ts';
import { meaningOf } from '../../system-error.ts';
import { type Layout, relativeTo } from '../layout.ts';
import { inspectJournal, type Part } from './inspect.ts';
import { listJournal } from './journal.ts';
import { decodeBatches, seriesOf } from './series.ts';

/** Every file is read and its digest compared, but no points are unpacked. */
const unpacksNone = () => false;

/** Whether all that was ever logged of a version up to its last batch is there, as it was written. `quick` unpacks no points.
 * Others may log meanwhile. */
export async function checkSeries(
  layout: Layout,
  { ref, of }: { readonly ref: string; readonly of: string },
  { quick }: { quick: boolean },
): Promise<Fault[]> {
  const journal = seriesOf(layout, of);
  const fault = (kind: Fault['kind'], file: string, problem: string): Fault => ({
    kind,
    ref,
    file: `${relativeTo(layout, journal.directory)}/${file}`,
    problem,
  });
  try {
    const listed = await listJournal(journal);
    if (!listed) return [];
    const faults = listed.strays.map((file) => fault('series-stray', file, 'is no file of a series'));
    for await (const part of inspectJournal(journal, listed.files, quick ? unpacksNone : undefined)) {
      if ('missing' in part) {
        const { first, last } = part.missing;
        const lost = first === last ? 'is missing' : `is missing, as are all up to batch ${last}`;
        faults.push(fault('series-missing', fileOf({ level: 0, first }), lost));
        continue;
      }
      const problem = problemOf(part);
      if (problem !== undefined) faults.push(fault('series-altered', fileOf(part.block), problem));
    }
    return faults;
  } catch (error) {
    return [fault('series-altered', '', `cannot be read: ${meaningOf(error)}`)];
  }
}

function problemOf(part: Exclude<Part, { missing: unknown }>): string | undefined {
  const content = 'problem' in part ? part : decodeBatches(part);
  return 'problem' in content ? content.problem : undefined;
}
