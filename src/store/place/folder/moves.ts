/** How a directory gets another name inside a registry. Neither name is reached by way of a symbolic link. */
import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncDirectory } from './durable.ts';
import { checkInside, findImpostor, makeInside } from './inside.ts';
import { errno, ifPresent, io, ioError } from './io.ts';
import type { Root } from './own.ts';

/** Gives a complete, synced directory its final name; tells whether the name was free.
 * The target is never made first: a rename onto an empty directory would succeed.
 * @throws MREG_DAMAGED for a symbolic link on the way; MREG_IO */
export async function publishDirectory(
  layout: Root,
  from: string,
  to: string,
): Promise<'published' | 'exists'> {
  await makeInside(layout, dirname(to));
  checkInside(layout, dirname(from));
  try {
    await rename(from, to);
  } catch (error) {
    if (errno(error) === 'ENOTEMPTY' || errno(error) === 'EEXIST') return 'exists';
    throw ioError('publish', to, error);
  }
  try {
    await syncDirectory(dirname(to));
  } catch (error) {
    await withdrawDirectory(layout, to, from);
    throw error;
  }
  return 'published';
}

/** Gives a complete, synced directory the name of one that is empty; tells whether it was. All of it can be seen at once.
 * @throws MREG_DAMAGED for a symbolic link on the way; MREG_IO */
export async function publishOver(layout: Root, from: string, to: string): Promise<boolean> {
  checkInside(layout, dirname(to));
  checkInside(layout, dirname(from));
  try {
    await rename(from, to);
  } catch (error) {
    if (errno(error) === 'ENOTEMPTY' || errno(error) === 'EEXIST') return false;
    throw ioError('publish', to, error);
  }
  // It cannot be taken back when this fails: others may have gone on with it.
  await syncDirectory(dirname(to));
  return true;
}

/** Takes a directory that was published, but that nothing refers to, back to where it came from. */
export async function withdrawDirectory(layout: Root, path: string, to: string): Promise<void> {
  if (findImpostor(layout, dirname(path)) || findImpostor(layout, dirname(to))) return;
  await rename(path, to).catch(() => undefined);
}

/** Renames a file or a directory to a name that nothing has, durably; nothing happens where it is gone.
 * @throws MREG_DAMAGED for a symbolic link on the way; MREG_IO */
export async function moveAside(layout: Root, from: string, to: string): Promise<void> {
  await makeInside(layout, dirname(to));
  checkInside(layout, dirname(from));
  const moved = await io('rename', from, () => ifPresent(rename(from, to).then(() => true)));
  if (!moved) return;
  await syncDirectory(dirname(to));
  await syncDirectory(dirname(from));
}
