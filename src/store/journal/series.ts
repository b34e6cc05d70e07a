/** What was measured of a version over time: a journal of which each batch is what one command logged. */
import { randomUUID } from 'node:crypto';
import { type Block, endOf, fileOf, gathered, lastOf } from '../../core/journal/block.ts';
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
import { inLanes } from '../../work.ts';
import type { Layout } from '../layout.ts';
import { join } from '../place/paths.ts';
import { append } from './append.ts';
import { type Content, encodeFile } from './file.ts';
import { gatherSome, MAX_BYTES } from './gather.ts';
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
    if ((await append(journal, number, line, { summary: summarizeBatches([batch]) })) === 'exists') continue;
    await gatherSome({ journal }, [...files, { level: 0, first: number }]);
    return number;
  }
}

const FILES_AT_ONCE = 8;

/** Makes a series of these batches unless there is one; tells whether it did. All of it can be seen at once, or nothing, and once it
 * is made it is on the disk. What others log meanwhile is not lost: a directory that holds something is not replaced, and a
 * batch that comes later finds its number in a block.
 * @throws MREG_IO */
export async function createSeries(
  { place, staging }: Layout,
  journal: Journal,
  batches: readonly Batch[],
): Promise<boolean> {
  if (await place.exists(journal.directory)) return false;
  const lines = batches.map((batch) => Buffer.from(formatBatch(batch)));
  const inBlock = <T>(all: readonly T[], block: Block) => all.slice(block.first - 1, lastOf(block));
  const sizeOf = (block: Block) => inBlock(lines, block).reduce((sum, { length }) => sum + length, 0);
  const staged = join(staging, randomUUID());
  try {
    await place.prepare(staged);
    await inLanes(
      gathered(lines.length, (block) => sizeOf(block) <= MAX_BYTES),
      FILES_AT_ONCE,
      async (block) => {
        const summary = summarizeBatches(inBlock(batches, block));
        const bytes = await encodeFile(journal, block, inBlock(lines, block), summary);
        await place.put(join(staged, fileOf(block)), [bytes]);
      },
    );
    return (await place.publish(staged, journal.directory)) === 'published';
  } finally {
    await place.discard(staged);
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
