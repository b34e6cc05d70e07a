import { basename } from 'node:path';
import type { Layout } from '../layout.ts';
import { createIfAbsent } from '../place/folder/durable.ts';
import { removeFiles } from '../place/folder/remove.ts';
import { readSegment, textOf } from './log-block.ts';

/** Makes an entry the one of a revision unless there is one; tells which. Once it is made it is on the disk.
 * @throws MREG_DAMAGED where the entry may be in a segment that cannot be read; MREG_IO */
export async function appendEntry(
  layout: Layout,
  revision: number,
  bytes: Uint8Array,
): Promise<'created' | 'exists'> {
  const path = layout.entry(revision);
  const findPacked = () => {
    const segment = readSegment(layout, revision);
    return segment && textOf(segment, revision);
  };
  const isPacked = () => findPacked()?.equals(bytes) === true;
  if ((await createIfAbsent(path, bytes, layout.staging, isPacked)) === 'exists') return 'exists';
  // The name was free also if there had been an entry, and it went with others into a segment while this process stood
  // still; and if the process stood still after this, it is this very entry that has gone into it.
  const packed = findPacked();
  if (packed === undefined) return 'created';
  await removeFiles(layout, layout.log, [basename(path)]).catch(() => undefined);
  return packed.equals(bytes) ? 'created' : 'exists';
}
