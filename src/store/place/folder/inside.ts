/**
 * The directories of a registry. Whoever may write to it could put a symbolic link in the place of one, and lead what others
 * write, move and remove to wherever the link shows. So each directory between the root and a file is asked for what it is before
 * anything is done in it. The root itself, and what is above it, may be links: they are the user's.
 */
import { lstatSync, type Stats } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { damaged } from '../../../errors.ts';
import { errno, ioError, ioSync } from '../../../system-error.ts';
import type { Impostor } from '../../place.ts';
import { againSync } from './again.ts';
import { makeDirectory, syncPath } from './durable.ts';
import { makeNew, untilShared } from './modes.ts';
import { type Root, relativeTo } from './own.ts';

/** The first directory on the way from the root to `path`, `path` included, that is none.
 * Undefined where all are directories, or are missing.
 * @throws MREG_IO */
export function findImpostor(layout: Root, path: string): Impostor | undefined {
  for (const step of stepsTo(layout, path)) {
    const stats = statIfPresent(step);
    if (!stats) return undefined;
    if (!stats.isDirectory()) return describe(layout, step, stats);
  }
  return undefined;
}

/** Fails if a directory on the way from the root to `path`, `path` included, is a symbolic link or no directory.
 * @throws MREG_DAMAGED, MREG_IO */
export function checkInside(layout: Root, path: string): void {
  const impostor = findImpostor(layout, path);
  if (impostor) throw damaged(join(layout.root, impostor.path), impostor.problem);
}

/** Makes a directory of the registry and its missing parents, each synced into its parent.
 * @throws MREG_DAMAGED for a symbolic link on the way below the root; MREG_IO */
export async function makeInside(layout: Root, path: string): Promise<void> {
  await makeDirectory(layout.root);
  for (const step of stepsTo(layout, path)) {
    if (!statIfPresent(step)) {
      try {
        await makeNew(step);
      } catch (error) {
        if (errno(error) !== 'EEXIST') throw ioError('create', step, error);
      }
      await syncPath(dirname(step));
    }
    const stats = statIfPresent(step);
    if (stats && !stats.isDirectory()) throw damaged(step, describe(layout, step, stats).problem);
    if (stats) await untilShared(step);
  }
}

/** Every path from below the root to `path`, the shortest first. */
function* stepsTo({ root }: Root, path: string): Generator<string> {
  let step = root;
  for (const part of relative(root, path).split(sep)) {
    if (part === '') return;
    if (part === '..') throw damaged(path, 'is not a path inside the registry');
    step = join(step, part);
    yield step;
  }
}

function statIfPresent(path: string): Stats | undefined {
  return ioSync('read', path, () => againSync(path, () => lstatSync(path, { throwIfNoEntry: false })));
}

function describe(layout: Root, path: string, stats: Stats): Impostor {
  const linked = stats.isSymbolicLink();
  const problem = linked ? 'is a symbolic link, not a directory of the registry' : 'is not a directory';
  return { path: relativeTo(layout, path), linked, problem };
}
