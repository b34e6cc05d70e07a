import { setTimeout as wait } from 'node:timers/promises';
import { type Block, blockOf, endOf, fileOf, lastOf, TOP_LEVEL } from '../../core/journal/block.ts';
import type { Header } from '../../core/journal/header.ts';
import { readOrExplain } from '../place.ts';
import { type Content, decodeFile, type RawFile } from './file.ts';
import { type Journal, listJournal, pathOf } from './journal.ts';

/** A part of a journal as it was found: a file that is as it was written, one that is not, or batches that no file holds. */
export type Part =
  | ({ readonly block: Block } & Content)
  | { readonly block: Block; readonly problem: string }
  | { readonly missing: { readonly first: number; readonly last: number } };

/** All of a journal in order, past whatever is damaged. What a listing leaves out is asked for by name: while others
 * write it may lack a file and yet have a later one, and a network file system may not list the newest. The lines of files that
 * are not wanted are left out.
 * @throws MREG_IO if the directory cannot be listed */
export async function* inspectJournal(
  journal: Journal,
  listed: readonly Block[],
  isWanted?: (header: Header) => boolean,
): AsyncGenerator<Part> {
  const patience = { left: PATIENCE };
  for (let number = 1; ; ) {
    const found = await findFile(journal, number, listed);
    if (found) {
      yield { block: found.block, ...('problem' in found ? found : decodeFile(journal, found, isWanted)) };
      // If nothing can be opened every name looks taken: one of them says so.
      if ('problem' in found && number > endOf(listed)) return;
      number = lastOf(found.block) + 1;
      continue;
    }
    const next = await findNext(journal, number, patience);
    if (next === undefined) return;
    if (next > number) yield { missing: { first: number, last: next - 1 } };
    number = next;
  }
}

const PATIENCE = 5;

/** The number of the first batch that there is after one that no file holds; the number itself if it came meanwhile, undefined
 * at the end of the journal.
 * @throws MREG_IO */
export async function findNext(
  journal: Journal,
  number: number,
  patience = { left: PATIENCE },
): Promise<number | undefined> {
  for (;;) {
    const files = (await listJournal(journal))?.files ?? [];
    const later = files.filter((block) => lastOf(block) >= number);
    if (later.length === 0) return undefined;
    if (await findFile(journal, number, files)) return number;
    const next = later.reduce((least, { first }) => Math.min(least, first), Number.POSITIVE_INFINITY);
    if (patience.left === 0) return Math.max(number + 1, next);
    // A network file system may remember for a moment that a name was free.
    await wait(2 ** (PATIENCE - patience.left) * 10);
    patience.left -= 1;
  }
}

/** The file that holds a batch, or what keeps it from being read: the batch's own, then the blocks, the lowest first; a block alone
 * counts. A block that can neither be read nor was listed is none. */
async function findFile(
  journal: Journal,
  number: number,
  listed: readonly Block[],
): Promise<RawFile | { readonly block: Block; readonly problem: string } | undefined> {
  let single: Awaited<ReturnType<typeof findFile>>;
  for (let level = 0; level <= TOP_LEVEL; level += 1) {
    const block = blockOf(level, number);
    const found = await readOrExplain(journal.place, pathOf(journal, block));
    if (found === undefined) continue;
    const file = found instanceof Uint8Array ? { block, bytes: found } : { block, ...found };
    if (level === 0) single = file;
    else if ('bytes' in file || listed.some((one) => fileOf(one) === fileOf(block))) return file;
  }
  return single;
}
