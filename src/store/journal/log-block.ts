/**
 * A block of the log, wherever its entries lie: one by one, or together in a segment. The segment is made before
 * the first of them is removed, and is never removed itself. So whoever looks for an entry by its own name first, and for
 * the segment after that, misses nothing; and where there is a segment, it alone counts: a file beside it
 * is one that is still to be removed, or that a writer made which stood still and found its name free again.
 */
import { BLOCK, blockOf, splitSegment } from '../../core/journal/log-block.ts';
import { MregError } from '../../errors.ts';
import type { Layout } from '../layout.ts';
import { exists, readIfPresent } from '../place/folder/look.ts';

/** Entries of one block that follow each other, as bytes. */
export interface Stretch {
  /** The revision of the first text. */
  readonly first: number;
  readonly texts: readonly Buffer[];
  /** They lie in a segment. */
  readonly packed: boolean;
}

/** The entries from one revision to another of the same block, up to the first that does not exist; all of the block where
 * it has a segment.
 * @throws MREG_DAMAGED, MREG_IO */
export function readStretch(layout: Layout, from: number, to: number): Stretch {
  const single = readOneByOne(layout, from, to);
  // Only now: had it been looked for before, all of the entries could have gone into it in between.
  const packed = readSegment(layout, from);
  return packed ?? { first: from, texts: single, packed: false };
}

/** All of a block's entries, where it has a segment.
 * @throws MREG_DAMAGED, MREG_IO */
export function readSegment(layout: Layout, revision: number): Stretch | undefined {
  const path = layout.segment(revision);
  // Mostly there is none, which to ask is quicker than to fail.
  const bytes = exists(path) ? readIfPresent(path) : undefined;
  if (bytes === undefined) return undefined;
  const { first, last } = blockOf(revision);
  const texts = splitSegment(bytes);
  if (texts.length === BLOCK) return { first, texts, packed: true };
  const problem = `does not hold the entries ${first} to ${last}`;
  throw new MregError('MREG_DAMAGED', `${path} ${problem}`, {
    hint: 'mreg doctor',
    details: { path, problem },
  });
}

/** The text of an entry in a stretch; undefined where it ends before. */
export function textOf({ first, texts }: Stretch, revision: number): Buffer | undefined {
  return texts[revision - first];
}

function readOneByOne(layout: Layout, from: number, to: number): Buffer[] {
  const texts: Buffer[] = [];
  for (let revision = from; revision <= to; revision += 1) {
    const bytes = readIfPresent(layout.entry(revision));
    if (bytes === undefined) break;
    texts.push(bytes);
  }
  return texts;
}
