/**
 * A block of the log, wherever its entries lie: one by one, or together in a segment. The segment is made before
 * the first of them is removed, and is never removed itself. So whoever looks for an entry by its own name first, and for
 * the segment after that, misses nothing; and where there is a segment, it alone counts: a file beside it
 * is one that is still to be removed, or that a writer made which stood still and found its name free again.
 */
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { BLOCK, blockOf, splitSegment } from '../core/log-block.ts';
import { MregError } from '../errors.ts';
import { io } from './io.ts';
import type { Layout } from './layout.ts';
import { readIfPresent } from './version-files.ts';

/** Entries of one block that follow each other, as bytes. */
export interface Stretch {
  /** The revision of the first text. */
  readonly first: number;
  readonly texts: readonly Buffer[];
  /** They lie in a segment. */
  readonly packed: boolean;
}

/** The most that are opened at once. */
const AT_ONCE = 64;

/** The entries from one revision to another of the same block, up to the first that does not exist; all of the block where
 * it has a segment.
 * @throws MREG_DAMAGED, MREG_IO */
export async function readStretch(layout: Layout, from: number, to: number): Promise<Stretch> {
  const single = await readOneByOne(layout, from, to);
  // Only now: had it been looked for before, all of the entries could have gone into it in between.
  const packed = await readSegment(layout, from);
  if (packed) return packed;
  if ('failure' in single) throw single.failure;
  return { first: from, texts: single.texts, packed: false };
}

/** All of a block's entries, where it has a segment.
 * @throws MREG_DAMAGED, MREG_IO */
export async function readSegment(layout: Layout, revision: number): Promise<Stretch | undefined> {
  const path = layout.segment(revision);
  // Mostly there is none, and to wait for a thread takes ten times as long as the answer.
  const stats = await io('read', path, async () => statSync(path, { throwIfNoEntry: false }));
  if (stats === undefined) return undefined;
  const bytes = await io('read', path, () => readFile(path));
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

/** What keeps an entry from being read is told only where the entry counts. Mostly there is none, so the first is asked
 * for alone. */
async function readOneByOne(
  layout: Layout,
  from: number,
  to: number,
): Promise<{ readonly texts: Buffer[] } | { readonly failure: unknown }> {
  const texts: Buffer[] = [];
  try {
    for (let [next, width] = [from, 1]; next <= to; width = Math.min(2 * width, AT_ONCE)) {
      const revisions = Array.from({ length: Math.min(width, to - next + 1) }, (_, index) => next + index);
      for (const bytes of await Promise.all(
        revisions.map((revision) => readIfPresent(layout.entry(revision))),
      )) {
        if (bytes === undefined) return { texts };
        texts.push(bytes);
      }
      next += revisions.length;
    }
    return { texts };
  } catch (failure) {
    return { failure };
  }
}
