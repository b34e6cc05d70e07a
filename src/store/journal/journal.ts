/**
 * Reading a journal (docs/format.md): the log, or the series of a version. A block is made before the first of its
 * members is removed, and only for a higher block that holds the same it is removed itself. So whoever looks for a batch
 * by its own name first, and for blocks after that, the lowest first, misses nothing. If there is a block, it
 * alone counts: a file beside it is still to be removed, or was made by a writer that stood still and found its name free again.
 */
import {
  type Block,
  beginningOf,
  blockOf,
  blocksOf,
  chooseFiles,
  fileOf,
  lastOf,
  parseFile,
  TOP_LEVEL,
} from '../../core/journal/block.ts';
import { damaged } from '../../errors.ts';
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
  if (journal.place.remote && end > from) {
    const after = beginningOf(blockOf(TOP_LEVEL, from));
    const chosen = chooseFiles((await listJournal(journal, { after }))?.files ?? [], from, end);
    const read = chosen && (await Promise.all(chosen.map((block) => readOne(journal, block))));
    if (read?.every((file) => file !== undefined)) return read;
  }
  const single: RawFile[] = [];
  for (let first = from; first <= end; first += 1) {
    const block = { level: 0, first };
    const found = await readOne(journal, block);
    if (!found) break;
    single.push(found);
  }
  // Only now: had it been looked for before, all of the files could have gone into it in between.
  const block = await readBlock(journal, from);
  return block ? [block] : single;
}

/** The block that holds a batch, if there is one.
 * @throws MREG_IO */
export async function readBlock(journal: Journal, number: number): Promise<RawFile | undefined> {
  if (journal.place.remote) return readListedBlock(journal, number);
  for (const block of blocksOf(number)) {
    // Usually absent; `exists` is cheaper than a failed read.
    const isThere = await journal.place.exists(pathOf(journal, block));
    const found = isThere ? await readOne(journal, block) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** Blocks that begin alike come in one listing, the lower one first. */
async function readListedBlock(journal: Journal, number: number): Promise<RawFile | undefined> {
  const blocks = blocksOf(number);
  for (const beginning of new Set(blocks.map(beginningOf))) {
    const files = (await listJournal(journal, { beginning }))?.files ?? [];
    const present = new Set(files.map(fileOf));
    for (const block of blocks) {
      const found = present.has(fileOf(block)) ? await readOne(journal, block) : undefined;
      if (found) return found;
    }
  }
  return undefined;
}

async function readOne(journal: Journal, block: Block): Promise<RawFile | undefined> {
  const bytes = await journal.place.read(pathOf(journal, block));
  return bytes && { block, bytes };
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
