/**
 * Writing a metric series (docs/format.md). A batch takes the next number with a file that is created only if its name
 * is free, so that no two writers take one number. The files of 100 batches then become one, whoever comes by:
 * what it holds follows from them alone. Nothing waits for anybody, and there is no lock.
 */
import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import {
  type Batch,
  formatLines,
  lastOf,
  membersOf,
  mergeable,
  type SegmentName,
  segmentFile,
  superseded,
} from '../../core/journal/segment.ts';
import { MregError } from '../../errors.ts';
import type { MetricPoint } from '../../generated/output.ts';
import type { Layout } from '../layout.ts';
import { createIfAbsent } from '../place/folder/durable.ts';
import { makeInside } from '../place/folder/inside.ts';
import { removeFiles } from '../place/folder/remove.ts';
import { readPlain } from '../versions/version-files.ts';
import { decodeSegment, encodeSegment, type Segment } from './segment.ts';
import { decode, findBlock, findSegment, listSegments, type SeriesPlace, segmentPath } from './series.ts';

const ID_LENGTH = 8;

/** Logs points as one batch and gives its number. When it resolves they are on the disk, all of them.
 * @throws MREG_IO */
export async function appendBatch(
  layout: Layout,
  place: SeriesPlace,
  points: readonly MetricPoint[],
): Promise<number> {
  await makeInside(layout, layout.staging);
  await makeInside(layout, place.directory);
  const { segments = [] } = (await listSegments(place)) ?? {};
  const id = randomUUID().slice(0, ID_LENGTH);
  let number = segments.reduce((highest, name) => Math.max(highest, lastOf(name)), 0) + 1;
  for (;;) {
    const batch = { batch: number, points };
    const name = { level: 0, first: number };
    const path = segmentPath(place, name);
    const bytes = await encodeSegment(place.of, [batch], [id]);
    if ((await createIfAbsent(path, bytes, layout.staging)) === 'exists') {
      number += 1;
      continue;
    }
    // The name was free also if another batch had it, and went with others into a block.
    const block = await findBlock(place, number);
    if (block === undefined || (await holdsBatch(place, batch, id))) {
      await tidy(layout, place, [...segments, name]);
      return number;
    }
    await remove(layout, place, [name]).catch(() => undefined);
    number = lastOf(block) + 1;
  }
}

/** Whether the block that holds a batch's number holds the batch. On the highest level there are no ids: there the
 * points themselves have to be the same. */
async function holdsBatch(place: SeriesPlace, batch: Batch, id: string): Promise<boolean> {
  const found = await findSegment(place, batch.batch);
  const segment = found && (await decode(place, found));
  if (!segment || 'problem' in segment) throw unsure(place, batch);
  const at = batch.batch - segment.header.first;
  if (segment.header.ids) return segment.header.ids[at] === id;
  const there = segment.batches[at];
  return there !== undefined && formatLines([there]) === formatLines([batch]);
}

function unsure(place: SeriesPlace, { batch }: Batch): MregError {
  return new MregError(
    'MREG_DAMAGED',
    `${place.directory}: the file that holds batch ${batch} cannot be read, so nobody can tell whether the points are in it`,
    { hint: 'mreg verify' },
  );
}

/** More than this is left as it is: merging it would take longer than it ever saves. */
const MAX_MERGED_BYTES = 8 * 1024 * 1024;
const BLOCKS_AT_ONCE = 2;

/** Makes blocks of what is complete, and removes what blocks hold. The points are logged by now, so whatever fails
 * here is left to the next writer. */
async function tidy(layout: Layout, place: SeriesPlace, listed: readonly SegmentName[]): Promise<void> {
  try {
    for (const block of mergeable(listed).slice(0, BLOCKS_AT_ONCE)) await merge(layout, place, block);
    for (const { block, members } of superseded(listed).slice(0, BLOCKS_AT_ONCE)) {
      const bytes = await readPlain(segmentPath(place, block));
      if (!('problem' in (await decodeSegment(bytes, block, place.of)))) await remove(layout, place, members);
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

async function merge(layout: Layout, place: SeriesPlace, block: SegmentName): Promise<void> {
  const members = membersOf(block);
  const sizes = await Promise.all(members.map(async (name) => (await stat(segmentPath(place, name))).size));
  if (sizes.reduce((sum, size) => sum + size, 0) > MAX_MERGED_BYTES) return;
  const segments: Segment[] = [];
  for (const name of members) {
    const segment = await decodeSegment(await readPlain(segmentPath(place, name)), name, place.of);
    if ('problem' in segment) return;
    segments.push(segment);
  }
  // Only while no block held them were all of these names in their first life.
  if ((await findBlock(place, block.first)) !== undefined && block.level === 1) return;
  const batches = segments.flatMap((segment) => segment.batches);
  const ids = block.level === 1 ? segments.flatMap(({ header }) => header.ids ?? []) : undefined;
  const bytes = await encodeSegment(place.of, batches, ids);
  const made = await createIfAbsent(segmentPath(place, block), bytes, layout.staging);
  if (made === 'created') await remove(layout, place, members);
}

/** A name whose batch a block holds is never given to a batch that counts, so it may be removed at any time. */
function remove(layout: Layout, { directory }: SeriesPlace, names: readonly SegmentName[]): Promise<void> {
  return removeFiles(layout, directory, names.map(segmentFile));
}
