/** How a file or a directory gets another name inside a registry. Neither name is reached by way of a symbolic link. */
import { link, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errno, ioError } from '../../../system-error.ts';
import type { Pending } from '../../place.ts';
import { linkError, syncPath } from './durable.ts';
import { checkInside, findImpostor, makeInside } from './inside.ts';
import type { Root } from './own.ts';
import { statIfPresent } from './read-sync.ts';

/** Gives a complete, synced file or directory its final name; tells whether the name was free. A file gets it as a second name,
 * since a rename would replace what has it. The target is never made first: a rename onto an empty directory would succeed.
 * The name is synced on return, or left to `pending`.
 * @throws MREG_DAMAGED for a symbolic link on the way; MREG_IO */
export async function publish(
  layout: Root,
  from: string,
  to: string,
  pending?: Pending,
): Promise<'published' | 'exists'> {
  await makeInside(layout, dirname(to));
  checkInside(layout, dirname(from));
  const isFile = statIfPresent(from)?.kind === 'file';
  try {
    await (isFile ? link(from, to) : rename(from, to));
  } catch (error) {
    if (isTaken(error)) return 'exists';
    throw isFile ? linkError(to, error) : ioError('publish', to, error);
  }
  const synced = syncPath(dirname(to));
  if (pending) {
    // Its failure is told where it is waited for.
    synced.catch(() => undefined);
    pending.push(synced);
    return 'published';
  }
  try {
    await synced;
  } catch (error) {
    if (!isFile) await withdraw(layout, to, from);
    throw error;
  }
  return 'published';
}

/** Takes a directory that was published, but that nothing refers to, back to where it came from. */
export async function withdraw(layout: Root, path: string, to: string): Promise<void> {
  if (findImpostor(layout, dirname(path)) || findImpostor(layout, dirname(to))) return;
  await rename(path, to).catch(() => undefined);
}

/** Gives a file or a directory another name, in the place of a file or an empty directory that has it.
 * False if it is gone, or if what has the name cannot be replaced.
 * @throws MREG_DAMAGED for a symbolic link on the way; MREG_IO */
export async function move(layout: Root, from: string, to: string): Promise<boolean> {
  await makeInside(layout, dirname(to));
  checkInside(layout, dirname(from));
  try {
    await rename(from, to);
  } catch (error) {
    if (isTaken(error) || errno(error) === 'ENOENT') return false;
    throw ioError('rename', from, error);
  }
  // It cannot be taken back when this fails: others may have gone on with it.
  await syncPath(dirname(to));
  await syncPath(dirname(from));
  return true;
}

function isTaken(error: unknown): boolean {
  return errno(error) === 'ENOTEMPTY' || errno(error) === 'EEXIST';
}
