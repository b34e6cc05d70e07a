/**
 * The files of a journal (docs/format.md). Batches are numbered 1, 2, 3 … without gaps. A file of level 0 holds one
 * batch; 100 of them become a block of level 1, and 100 of those one of level 2. What a block holds follows from its
 * members alone, so any two processes make the same.
 */

/** How many files of one level become one of the next. */
const FANOUT = 100;

/** The highest level there is. */
export const TOP_LEVEL = 2;

/** A file of a journal: one batch (level 0), or a block of them. */
export interface Block {
  readonly level: number;
  /** The number of its first batch. */
  readonly first: number;
}

/** The file of a level that holds a batch, once it is there. */
export function blockOf(level: number, number: number): Block {
  return { level, first: number - ((number - 1) % spanOf(level)) };
}

/** The blocks that may hold a batch, the lowest first. */
export function blocksOf(number: number): Block[] {
  return Array.from({ length: TOP_LEVEL }, (_, index) => blockOf(index + 1, number));
}

/** The number of a file's last batch. */
export function lastOf({ level, first }: Block): number {
  return first + spanOf(level) - 1;
}

/** `0000000217.jsonl` for one batch, `0000000101-0000000200.jsonl` for a block. */
export function fileOf(block: Block): string {
  const last = block.level === 0 ? '' : `-${digits(lastOf(block))}`;
  return `${digits(block.first)}${last}.jsonl`;
}

/** How the names of all blocks begin that begin with the same batch. Names of single batches come after them. */
export function beginningOf({ first }: Block): string {
  return `${digits(first)}-`;
}

/** The files of a listing that hold the batches of a hundred from one on: each its own, up to the first that has none, or the block.
 * Undefined if batches may have been gathered while the listing was made, so that it has neither them nor their block. */
export function chooseFiles(
  listed: readonly Block[],
  from: number,
  end: number,
): readonly Block[] | undefined {
  const names = new Set(listed.map(fileOf));
  const block = blocksOf(from).find((one) => names.has(fileOf(one)));
  if (block) return [block];
  const isListed = (first: number) => names.has(fileOf({ level: 0, first }));
  if (from > blockOf(1, from).first && !isListed(from - 1)) return undefined;
  const files: Block[] = [];
  for (let first = from; first <= end && isListed(first); first += 1) files.push({ level: 0, first });
  return files;
}

/** The file that a name stands for; undefined for a name that no file of a journal has. */
export function parseFile(name: string): Block | undefined {
  const first = Number.parseInt(name, 10);
  if (!(first > 0)) return undefined;
  for (let level = 0; level <= TOP_LEVEL; level += 1) {
    const block = blockOf(level, first);
    if (fileOf(block) === name) return block;
  }
  return undefined;
}

/** The files of which a block is made. */
export function membersOf({ level, first }: Block): Block[] {
  const span = spanOf(level - 1);
  return Array.from({ length: FANOUT }, (_, at) => ({ level: level - 1, first: first + at * span }));
}

/** The number of the last batch that is listed; 0 where none is. */
export function endOf(listed: readonly Block[]): number {
  return listed.reduce((end, block) => Math.max(end, lastOf(block)), 0);
}

/** The files that so many batches lie in once all is gathered. What does not fit into a block stays in lower ones. */
export function gathered(count: number, fits: (block: Block) => boolean): Block[] {
  const files: Block[] = [];
  for (let number = 1; number <= count; ) {
    let block = blockOf(TOP_LEVEL, number);
    while (block.level > 0 && (block.first !== number || lastOf(block) > count || !fits(block)))
      block = blockOf(block.level - 1, number);
    files.push(block);
    number = lastOf(block) + 1;
  }
  return files;
}

/** The blocks that can be made of what is listed, the newest first: all members are there, and no block that holds them. */
export function gatherable(listed: readonly Block[]): Block[] {
  const names = new Set(listed.map(fileOf));
  const counts = new Map<string, { block: Block; count: number }>();
  for (const { level, first } of listed) {
    if (level === TOP_LEVEL) continue;
    const block = blockOf(level + 1, first);
    const found = counts.get(fileOf(block)) ?? { block, count: 0 };
    found.count += 1;
    counts.set(fileOf(block), found);
  }
  return [...counts.values()]
    .filter(({ block, count }) => count === FANOUT && !isHeld(block, names))
    .map(({ block }) => block)
    .sort((a, b) => b.first - a.first);
}

/** The listed files that a listed block holds, by that block: the highest, where there are several. */
export function superseded(listed: readonly Block[]): { block: Block; members: Block[] }[] {
  const names = new Set(listed.map(fileOf));
  const found = new Map<string, { block: Block; members: Block[] }>();
  for (const member of listed) {
    for (let level = TOP_LEVEL; level > member.level; level -= 1) {
      const block = blockOf(level, member.first);
      if (!names.has(fileOf(block))) continue;
      const group = found.get(fileOf(block)) ?? { block, members: [] };
      group.members.push(member);
      found.set(fileOf(block), group);
      break;
    }
  }
  return [...found.values()];
}

function isHeld(block: Block, names: ReadonlySet<string>): boolean {
  for (let level = block.level; level <= TOP_LEVEL; level += 1)
    if (names.has(fileOf(blockOf(level, block.first)))) return true;
  return false;
}

function spanOf(level: number): number {
  return FANOUT ** level;
}

function digits(number: number): string {
  return String(number).padStart(10, '0');
}
