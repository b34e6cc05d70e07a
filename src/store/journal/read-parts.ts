import { type Block, blockOf, lastOf } from '../../core/journal/block.ts';
import type { Header } from '../../core/journal/header.ts';
import { damaged } from '../../errors.ts';
import { type Content, decodeFile } from './file.ts';
import { findNext } from './inspect.ts';
import { type Journal, pathOf, readFiles } from './journal.ts';

/** A file of a journal, of which the batches from `from` on are new to the reader. */
export interface ReadPart {
  readonly block: Block;
  readonly from: number;
  readonly content: Content;
}

/** The files of a journal from a batch on, in order; the lines of files that are not wanted are left out.
 * @throws MREG_DAMAGED also for a gap, MREG_IO */
export async function* readParts(
  journal: Journal,
  first: number,
  isWanted?: (header: Header) => boolean,
): AsyncGenerator<ReadPart> {
  for (let next = first; ; ) {
    const files = await readFiles(journal, next);
    for (const file of files) {
      const content = decodeFile(journal, file, isWanted);
      if ('problem' in content) throw damaged(pathOf(journal, file.block), content.problem);
      // The first of its batches may have been read before they went into a block.
      yield { block: file.block, from: next, content };
      next = lastOf(file.block) + 1;
    }
    const isWhole = files.length > 0 && lastOf(blockOf(1, next - 1)) === next - 1;
    if (isWhole) continue;
    const later = await findNext(journal, next);
    if (later === undefined) return;
    if (later > next) throw damaged(pathOf(journal, { level: 0, first: next }), 'is missing');
  }
}
