import { basename } from 'node:path';
import type { Summary } from '../../core/journal/header.ts';
import { damaged } from '../../errors.ts';
import type { Pending } from '../place.ts';
import { decodeFile, encodeBatch } from './file.ts';
import { type Journal, pathOf, readBlock } from './journal.ts';

export interface AppendOptions {
  readonly summary?: Summary | undefined;
  /** What has to be on the disk before the batch is. */
  readonly after?: Pending | undefined;
}

/** Makes a line the batch of a number unless there is one; tells which. Once it is made it is on the disk. No two lines are
 * ever the same: each holds a random id.
 * @throws MREG_DAMAGED if the batch may be in a block that cannot be read; MREG_IO */
export async function append(
  journal: Journal,
  number: number,
  line: Uint8Array,
  { summary, after }: AppendOptions = {},
): Promise<'created' | 'exists'> {
  const path = pathOf(journal, { level: 0, first: number });
  const bytes = await encodeBatch(journal, number, line, summary);
  const arrived = async () => (await findHeld(journal, number))?.equals(line) === true;
  if ((await journal.place.create(path, bytes, { arrived, after })) === 'exists') return 'exists';
  // The name was free also if there had been a batch, and it went with others into a block while this process stood
  // still; and if the process stood still after this, it is this very batch that has gone into it.
  const held = await findHeld(journal, number);
  if (held === undefined) return 'created';
  await journal.place.removeFiles(journal.directory, [basename(path)]).catch(() => undefined);
  return held.equals(line) ? 'created' : 'exists';
}

/** The line that a block has for a batch; undefined if there is no block. */
async function findHeld(journal: Journal, number: number): Promise<Buffer | undefined> {
  const file = await readBlock(journal, number);
  if (!file) return undefined;
  const content = decodeFile(journal, file);
  if (!('problem' in content)) return content.lines[number - file.block.first];
  throw damaged(
    pathOf(journal, file.block),
    `${content.problem}; so nobody can tell whether batch ${number} is in it`,
  );
}
