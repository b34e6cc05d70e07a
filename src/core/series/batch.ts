import type { MetricPoint } from '../../generated/output.ts';
import type { Header, Summary } from '../journal/header.ts';

/** The points of one call. */
export interface Batch {
  readonly batch: number;
  /** Random: it tells a writer's own batch from those of others. */
  readonly id: string;
  readonly points: readonly MetricPoint[];
}

/** A batch as its line in a series. */
export function formatBatch(batch: Batch): string {
  return JSON.stringify(batch);
}

/** The batches of some lines.
 * @throws SyntaxError for what is no such line */
export function parseBatches(lines: readonly Buffer[]): Batch[] {
  return lines.map((line) => JSON.parse(line.toString('utf8')) as Batch);
}

/** The header of batches. Its earliest and latest time need not be those of the first and the last point. */
export function summarizeBatches(batches: readonly Batch[]): Required<Summary> {
  let [points, from, to] = [0, '9', ''];
  for (const batch of batches) {
    for (const { at } of batch.points) {
      if (at < from) from = at;
      if (at > to) to = at;
      points += 1;
    }
  }
  return { points, from, to } as Required<Summary>;
}

/** The fault of a file's batches, compared with its header; undefined if there is none. */
export function batchFault(header: Header, batches: readonly Batch[]): string | undefined {
  const wrong = batches.findIndex(
    (one, at) => one?.batch !== header.first + at || !Array.isArray(one.points),
  );
  if (wrong >= 0) return `has something else in the place of batch ${header.first + wrong}`;
  const { points, from, to } = summarizeBatches(batches);
  if (points === header.points && from === header.from && to === header.to) return undefined;
  return 'does not hold the points that it says it holds';
}
