import { basename } from 'node:path';
import { type Block, endOf, fileOf, lastOf, superseded } from '../../core/journal/block.ts';
import { damaged, MregError } from '../../errors.ts';
import { decodeFile } from './file.ts';
import { type Gathering, gatherSome } from './gather.ts';
import { type Journal, listJournal, pathOf } from './journal.ts';

/** Gives a journal the files of another one, as they were listed, that it does not have, byte for byte; tells whether there were any. Whoever reads it
 * meanwhile, or after a kill, finds a beginning of the other.
 * @throws MREG_CONFLICT if it has batches of its own; MREG_DAMAGED, MREG_IO */
export async function mirrorJournal(from: Journal, there: readonly Block[], to: Gathering): Promise<boolean> {
  if (there.length === 0) return false;
  const { journal } = to;
  const here = (await listJournal(journal))?.files ?? [];
  const held = superseded(there).flatMap(({ members }) => members.map(fileOf));
  const names = new Set(here.map(fileOf));
  const wanted = there.filter((block) => !held.includes(fileOf(block))).sort((a, b) => a.first - b.first);
  const known = wanted.filter((block) => names.has(fileOf(block))).at(-1);
  if (known && !(await readFile(journal, known)).equals(await readFile(from, known)))
    throw diverged(journal, known);
  const missing = wanted.filter((block) => !names.has(fileOf(block)) && !isHeld(here, block));
  if (missing.length === 0) {
    if (endOf(here) > endOf(there)) throw diverged(journal, { level: 0, first: endOf(there) + 1 });
    return false;
  }
  await journal.place.prepare(journal.directory);
  for (const block of missing) {
    const bytes = await readFile(from, block);
    const content = decodeFile(from, { block, bytes });
    if ('problem' in content) throw damaged(pathOf(from, block), content.problem);
    if ((await journal.place.create(pathOf(journal, block), bytes)) === 'exists')
      throw diverged(journal, block);
  }
  await gatherSome(to);
  return true;
}

/** Whether a block that is here has what a file there holds: the other was copied after it was gathered. */
function isHeld(here: readonly Block[], { level, first }: Block): boolean {
  return here.some((one) => one.level > level && one.first <= first && lastOf(one) >= first);
}

async function readFile(journal: Journal, block: Block): Promise<Buffer> {
  const bytes = await journal.place.read(pathOf(journal, block));
  if (bytes) return bytes;
  const path = pathOf(journal, block);
  throw new MregError('MREG_CONFLICT', `${path} was gathered while it was copied`, {
    hint: 'run the command again',
    details: { path },
  });
}

function diverged(journal: Journal, block: Block): MregError {
  const path = pathOf(journal, block);
  return new MregError(
    'MREG_CONFLICT',
    `${path} is not that of the original: it has ${basename(path)} of its own`,
    {
      hint: 'log to the original alone, and copy into an empty place (--to)',
      details: { path },
    },
  );
}
