/** What was measured of a version over time: a journal of which each batch is what one command logged. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { endOf } from '../../core/journal/block.ts';
import type { Header } from '../../core/journal/header.ts';
import {
  type Batch,
  batchFault,
  formatBatch,
  parseBatches,
  summarizeBatches,
} from '../../core/series/batch.ts';
import { damaged } from '../../errors.ts';
import type { MetricPoint } from '../../generated/output.ts';
import type { Layout } from '../layout.ts';
import { append } from './append.ts';
import type { Content } from './file.ts';
import { gatherSome } from './gather.ts';
import { type Journal, listJournal, pathOf } from './journal.ts';
import { readParts } from './read-parts.ts';

/** The series of a version, by its directory below `.mreg/series`. */
export function seriesOf({ place, series }: Layout, directory: string): Journal {
  return {
    place,
    directory: join(series, ...directory.split('/')),
    of: `series/${directory}`,
    compress: true,
  };
}

const ID_LENGTH = 8;

/** Logs points as one batch and gives its number. `id` is that of a batch that comes from elsewhere. When it resolves they are on the disk, all of them.
 * @throws MREG_DAMAGED where the batch may be in a block that cannot be read; MREG_IO */
export async function appendBatch(
  layout: Layout,
  journal: Journal,
  points: readonly MetricPoint[],
  id = randomUUID().slice(0, ID_LENGTH),
): Promise<number> {
  await layout.place.prepare(journal.directory);
  for (let number = 0; ; ) {
    const { files = [] } = (await listJournal(journal)) ?? {};
    number = Math.max(number, endOf(files)) + 1;
    const batch = { batch: number, id, points };
    const line = Buffer.from(formatBatch(batch));
    if ((await append(journal, number, line, summarizeBatches([batch]))) === 'exists') continue;
    await gatherSome({ journal }, [...files, { level: 0, first: number }]);
    return number;
  }
}

/** All of a series in order, some at a time; of files whose points are older than `since` nothing.
 * @throws MREG_DAMAGED, MREG_IO */
export async function* readSeries(journal: Journal, since = ''): AsyncGenerator<readonly Batch[]> {
  // Most versions have none.
  if (!(await journal.place.exists(journal.directory))) return;
  for await (const { block, from, content } of readParts(journal, 1, ({ to = '~' }) => to >= since)) {
    const batches = decodeBatches(content);
    if ('problem' in batches) throw damaged(pathOf(journal, block), batches.problem);
    yield batches.filter(({ batch }) => batch >= from);
  }
}

/** The batches of a file, or what is wrong with them. A file of which nothing was asked for has none. */
export function decodeBatches({ header, lines }: Content): readonly Batch[] | { readonly problem: string } {
  if (lines.length === 0) return [];
  try {
    const batches = parseBatches(lines);
    const problem = batchFault(header as Header, batches);
    return problem === undefined ? batches : { problem };
  } catch {
    return { problem: 'cannot be read as points' };
  }
}
