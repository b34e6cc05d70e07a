/**
 * Packing: the entries of an old block become one file, and then go. Any number of processes may do so at once, be
 * killed or stand still, since a segment is created only if there is none, from entries that had never left their places
 * by then, and nothing is removed before the segment was read back from the disk and found to be what the next entry
 * vouches for.
 */

import { unlink } from 'node:fs/promises';
import { type Block, canBeSplit, dueBlocks } from '../../core/journal/log-block.ts';
import { MregError } from '../../errors.ts';
import type { Work } from '../intake/intake.ts';
import { stopIfInterrupted } from '../interruption.ts';
import type { Layout } from '../layout.ts';
import { createIfAbsent, syncDirectory } from '../place/folder/durable.ts';
import { ifPresent, io } from '../place/folder/io.ts';
import { parseEntry, readEntry } from './log.ts';
import { readSegment, readStretch, type Stretch } from './log-block.ts';
import { listLog } from './raw-log.ts';

/** Files of the log that became fewer. */
export interface Packed {
  /** Files of one entry that went into a segment. */
  readonly entries: number;
  /** Segments that were made. */
  readonly segments: number;
  /** Files of one entry that are as they were, since their block is damaged, too large, or not as mreg writes it. */
  readonly left: number;
}

/** What there is to pack below a head, as far as a listing tells: what it leaves out is left to the next time, and no block
 * is looked into.
 * @throws MREG_IO */
export async function planPacking(layout: Layout, head: number): Promise<Packed> {
  const { blocks, segments } = await listDue(layout, head);
  const entries = [...blocks.values()].reduce((sum, own) => sum + own.length, 0);
  return {
    entries,
    segments: [...blocks.keys()].filter(({ first }) => !segments.has(first)).length,
    left: 0,
  };
}

/** Packs what lies far enough below a head. A block that is damaged is left as it is: `doctor` says why. When it resolves
 * all of it is on the disk.
 * @throws MREG_IO, MREG_INTERRUPTED */
export async function packLog(layout: Layout, head: number, work: Work = {}): Promise<Packed> {
  const { blocks } = await listDue(layout, head);
  let [entries, segments, left, turns, bytes] = [0, 0, 0, 0, 0];
  for (const [block, own] of blocks) {
    stopIfInterrupted(work);
    const segment = await packBlock(layout, block);
    if (segment) {
      await remove(layout, own);
      entries += own.length;
      if (segment.made) segments += 1;
      bytes += segment.bytes;
    } else left += own.length;
    turns += 1;
    // How many bytes there will be nobody knows without asking for each file.
    work.onProgress?.(bytes, Math.round((bytes / turns) * blocks.size));
  }
  if (entries > 0) await syncDirectory(layout.log);
  return { entries, segments, left };
}

async function listDue(
  layout: Layout,
  head: number,
): Promise<{ blocks: Map<Block, number[]>; segments: ReadonlySet<number> }> {
  const listed = await listLog(layout);
  const blocks = dueBlocks(listed?.revisions ?? [], head);
  return { blocks, segments: new Set(listed?.segments) };
}

/** Sees to it that a block has a segment, and that this is on the disk; undefined where the block is not fit for it. */
async function packBlock(
  layout: Layout,
  block: Block,
): Promise<{ made: boolean; bytes: number } | undefined> {
  try {
    const made = await makeSegment(layout, block);
    // Who made the segment may not have come so far yet.
    if (!made) await syncDirectory(layout.log);
    const segment = readSegment(layout, block.first);
    if (!segment || !(await isVouchedFor(layout, block, segment))) return undefined;
    return { made, bytes: segment.texts.reduce((sum, { length }) => sum + length, 0) };
  } catch (error) {
    if (!(error instanceof MregError && error.code === 'MREG_DAMAGED')) throw error;
    return undefined;
  }
}

/** Who wants one entry of a segment reads all of it. */
const MOST_BYTES = 1 << 26;

async function makeSegment(layout: Layout, block: Block): Promise<boolean> {
  const stretch = readStretch(layout, block.first, block.last);
  if (stretch.packed || !canBeSplit(stretch.texts) || !(await isVouchedFor(layout, block, stretch)))
    return false;
  const bytes = Buffer.concat(stretch.texts);
  if (bytes.length > MOST_BYTES) return false;
  return (await createIfAbsent(layout.segment(block.first), bytes, layout.staging)) === 'created';
}

/** Whether a stretch is all of a block: each entry follows from the one before, and the next one after it from the last. */
async function isVouchedFor(layout: Layout, { first, last }: Block, stretch: Stretch): Promise<boolean> {
  if (stretch.first + stretch.texts.length !== last + 1) return false;
  let head = first === 1 ? null : (await readEntry(layout, first - 1))?.sha256;
  for (let revision = first; revision <= last; revision += 1) {
    const { entry, sha256 } = await parseEntry(layout, stretch, revision);
    if (entry.previous !== head) return false;
    head = sha256;
  }
  return (await readEntry(layout, last + 1))?.entry.previous === head;
}

const AT_ONCE = 16;

async function remove(layout: Layout, revisions: readonly number[]): Promise<void> {
  for (let next = 0; next < revisions.length; next += AT_ONCE) {
    const paths = revisions.slice(next, next + AT_ONCE).map((revision) => layout.entry(revision));
    await Promise.all(paths.map((path) => io('remove', path, () => ifPresent(unlink(path)))));
  }
}
