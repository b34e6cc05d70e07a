/**
 * Which entries of the log may lie together in one file. A block is 1,000 revisions that begin after a multiple of
 * 1,000, so its name follows from any of them. Its segment holds the texts of the entries one after the other, not a
 * byte more or less: the digests that chain them stay what they are.
 */

/** Entries in a segment. */
export const BLOCK = 1000;

/** The first and the last revision of a block. */
export interface Block {
  readonly first: number;
  readonly last: number;
}

/** The block that a revision belongs to. */
export function blockOf(revision: number): Block {
  const first = revision - ((revision - 1) % BLOCK);
  return { first, last: first + BLOCK - 1 };
}

/** Whether a block lies so far behind the head that whoever follows the log does not come by it any more. */
export function isDue({ last }: Block, head: number): boolean {
  return last + BLOCK <= head;
}

/** The complete blocks of these revisions that are due, with those that are theirs; revisions in order. */
export function dueBlocks(revisions: readonly number[], head: number): Map<Block, number[]> {
  const due = new Map<Block, number[]>();
  let own: number[] = [];
  let block: Block = { first: 0, last: 0 };
  for (const revision of revisions) {
    if (revision > block.last) {
      block = blockOf(revision);
      if (!isDue(block, head)) break;
      own = [];
      due.set(block, own);
    }
    own.push(revision);
  }
  return due;
}

/** How an entry that mreg wrote ends. Within it no line begins with a brace: what is nested is indented. */
const END = Buffer.from('\n}\n');

/** The texts that stand one after the other in a segment; what follows the last that is whole comes as one more. */
export function splitSegment(bytes: Buffer): Buffer[] {
  const texts: Buffer[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(END, from);
    const to = end < 0 ? bytes.length : end + END.length;
    texts.push(bytes.subarray(from, to));
    from = to;
  }
  return texts;
}

/** Whether these texts come out of a segment as they went in: an entry that another tool wrote may have another form. */
export function canBeSplit(texts: readonly Buffer[]): boolean {
  return texts.every((text) => text.indexOf(END) === text.length - END.length);
}

/** What keeps a file from being the segment of a block; undefined where each entry stands in its place, whatever it
 * holds. `revisions` are what its texts say, undefined where one says nothing. */
export function segmentFault(
  { first, last }: Block,
  revisions: readonly (number | undefined)[],
): string | undefined {
  const count = revisions.length;
  const told = revisions.filter((revision) => revision !== undefined);
  const [lowest, highest] = [Math.min(...told), Math.max(...told)];
  if (told.length > 0 && (highest < first || lowest > last))
    return `holds entries ${lowest} to ${highest}, expected ${first} to ${last}`;
  const at = revisions.findIndex((revision, index) => revision !== undefined && revision !== first + index);
  const place = first + at;
  if (at >= 0 && at < BLOCK) {
    if (!told.includes(place)) return `lacks entry ${place}`;
    return `has entry ${revisions[at]} in the place of entry ${place}`;
  }
  if (count > BLOCK) return `goes on after entry ${last}`;
  if (count === BLOCK) return undefined;
  if (count === 0) return 'is empty';
  const end = first + count - 1;
  return revisions.at(-1) === undefined ? `was cut off in entry ${end}` : `was cut off after entry ${end}`;
}
