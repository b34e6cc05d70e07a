/**
 * Reading a journal (docs/format.md): the log, or the series of a version. A block is made before the first of its
 * members is removed, and only for a higher block that holds the same it is removed itself. So whoever looks for a batch
 * by its own name first, and for blocks after that, the lowest first, misses nothing. If there is a block, it
 * alone counts: a file beside it is still to be removed, or was made by a writer that stood still and found its name free again.
 */
import { type Block, blockOf, fileOf, lastOf, parseFile, TOP_LEVEL } from '../../core/journal/block.ts';
import { damaged } from '../../errors.ts';
import { inLanes } from '../../work.ts';
import type { Layout } from '../layout.ts';
import { join } from '../place/paths.ts';
import type { ListOptions, Place } from '../place.ts';
import type { JournalForm, RawFile } from './file.ts';

/** A journal and where it lies. */
export interface Journal extends JournalForm {
  readonly place: Place;
  /** Absolute. */
  readonly directory: string;
}

/** Batches that follow each other. */
export interface Stretch {
  /** The number of the first line. */
  readonly first: number;
  readonly lines: readonly Buffer[];
  /** Undefined if each batch has a file of its own. */
  readonly block: Block | undefined;
}

/** The log of the registry. */
export function logOf({ place, log }: Pick<Layout, 'place' | 'log'>): Journal {
  return { place, directory: log, of: 'log', compress: false };
}

/** The absolute path of a file of a journal. */
export function pathOf({ directory }: Journal, block: Block): string {
  return join(directory, fileOf(block));
}

/** What a journal's directory holds: its files, and names that are none. Undefined if there is no directory.
 * @throws MREG_IO */
export async function listJournal(
  { place, directory }: Journal,
  only?: ListOptions,
): Promise<{ files: Block[]; strays: string[] } | undefined> {
  const listed = await place.list(directory, only);
  if (!listed) return undefined;
  const parsed = listed.map(({ name }) => [name, parseFile(name)] as const);
  return {
    files: parsed.flatMap(([, file]) => file ?? []),
    strays: parsed.flatMap(([name, file]) => (file ? [] : [name])).sort(),
  };
}

/** The files of the batches from a number on, up to the first that does not exist, or the last (`to`) of the hundred at most:
 * one for each, or the block that holds them.
 * @throws MREG_IO */
export async function readFiles(
  journal: Journal,
  from: number,
  to = Number.POSITIVE_INFINITY,
): Promise<readonly RawFile[]> {
  const end = Math.min(to, lastOf(blockOf(1, from)));
  const listed = journal.place.remote && end > from ? await readListed(journal, from, end) : undefined;
  if (listed) return listed;
  const single: RawFile[] = [];
  for (let first = from; first <= end; first += 1) {
    const block = { level: 0, first };
    const bytes = await journal.place.read(pathOf(journal, block));
    if (bytes === undefined) break;
    single.push({ block, bytes });
  }
  // Only now: had it been looked for before, all of the files could have gone into it in between.
  const block = await readBlock(journal, from);
  return block ? [block] : single;
}

const READ_AT_ONCE = 8;

/** The same by one listing, from the highest block on that may hold `from`; undefined if batches were gathered meanwhile, so that
 * the listing may have neither the members nor their block: a batch that has no file is asked for by name, and so is one whose
 * predecessor is gone. */
async function readListed(
  journal: Journal,
  from: number,
  end: number,
): Promise<readonly RawFile[] | undefined> {
  const after = fileOf(blockOf(TOP_LEVEL, from)).replace(/-.*/, '-');
  const present = new Set(((await listJournal(journal, { after }))?.files ?? []).map(fileOf));
  const isOrphan = from > blockOf(1, from).first && !present.has(fileOf({ level: 0, first: from - 1 }));
  const blocks = blocksOf(from).filter((block) => present.has(fileOf(block)));
  const numbers = Array.from({ length: end - from + 1 }, (_, index) => from + index);
  const singles = numbers.map((first): Block => ({ level: 0, first }));
  if (blocks.length === 0 && isOrphan) return undefined;
  const gap = singles.findIndex((block) => !present.has(fileOf(block)));
  const wanted = blocks.length > 0 ? blocks.slice(0, 1) : gap < 0 ? singles : singles.slice(0, gap);
  const read = new Map<Block, Buffer>();
  await inLanes(wanted, READ_AT_ONCE, async (block) => {
    const bytes = await journal.place.read(pathOf(journal, block));
    if (bytes) read.set(block, bytes);
  });
  const files = wanted.flatMap((block) => {
    const bytes = read.get(block);
    return bytes ? [{ block, bytes }] : [];
  });
  return files.length === wanted.length ? files : undefined;
}

/** The block that holds a batch, if there is one.
 * @throws MREG_IO */
export async function readBlock(journal: Journal, number: number): Promise<RawFile | undefined> {
  for await (const block of findBlocks(journal, number)) {
    const bytes = await journal.place.read(pathOf(journal, block));
    if (bytes) return { block, bytes };
  }
  return undefined;
}

/** The blocks that hold a batch, the lowest first, as far as they are there. */
async function* findBlocks(journal: Journal, number: number): AsyncGenerator<Block> {
  if (!journal.place.remote) {
    // Usually absent; `exists` is cheaper than a failed read.
    for (const block of blocksOf(number)) if (await journal.place.exists(pathOf(journal, block))) yield block;
    return;
  }
  // Those that begin with the same batch come in one listing, and the lower one first.
  for (const beginning of new Set(blocksOf(number).map((block) => fileOf(block).replace(/-.*/, '-')))) {
    const present = (await listJournal(journal, { beginning }))?.files ?? [];
    for (const block of blocksOf(number))
      if (present.some((one) => fileOf(one) === fileOf(block))) yield block;
  }
}

function blocksOf(number: number): Block[] {
  return Array.from({ length: TOP_LEVEL }, (_, index) => blockOf(index + 1, number));
}

/** The batches from a number on, as `readFiles` finds them; all of a block if a block holds them.
 * @throws MREG_DAMAGED, MREG_IO */
export async function readStretch(journal: Journal, from: number, to?: number): Promise<Stretch> {
  const files = await readFiles(journal, from, to);
  const [one] = files;
  if (!one) return { first: from, lines: [], block: undefined };
  // A lookup that finds nothing new does without it.
  const { decodeFile } = await import('./file.ts');
  const lines = files.flatMap((file) => {
    const content = decodeFile(journal, file);
    if ('problem' in content) throw damaged(pathOf(journal, file.block), content.problem);
    return content.lines;
  });
  return { first: one.block.first, lines, block: one.block.level > 0 ? one.block : undefined };
}

/** The line of a batch in a stretch; undefined if the stretch ends before. */
export function lineOf({ first, lines }: Stretch, number: number): Buffer | undefined {
  return lines[number - first];
}
