/**
 * The way of a version's directory out of the registry: from its place into the trash, back to a new place, or
 * away for good. Each move tolerates that somebody else made it: docs/format.md shows why every step is
 * harmless however late it comes. Nothing is removed where it lies: it is renamed to a hidden name in the
 * trash first, so that no half of it is ever seen.
 */
import { randomUUID } from 'node:crypto';
import { lstat, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Found, Leftover, Seen } from '../../core/decide/gc.ts';
import { MregError } from '../../errors.ts';
import { listDirectories } from '../intake/source.ts';
import type { Layout } from '../layout.ts';
import { insist, readAgain } from '../place/folder/again.ts';
import { publishDirectory } from '../place/folder/durable.ts';
import { ifPresent, io } from '../place/folder/io.ts';
import { exists } from '../place/folder/look.ts';
import { isAnnouncement, parseAnnouncement } from './announcement.ts';
import { readOrExplain } from './version-files.ts';

/** Moves a deleted version's directory into the trash, where it is in its place.
 * @throws MREG_IO */
export async function moveToTrash(layout: Layout, directory: string): Promise<void> {
  await moveIfPresent(layout.absolute(directory), layout.trashed(directory));
}

/** Puts a deleted version's directory under its new name, wherever it is; tells whether it is there now.
 * @throws MREG_IO */
export async function bringBack(layout: Layout, directory: string, restored: string): Promise<boolean> {
  // Always by way of the trash: where that is taken, what lies in the old place is not the version, but belongs to a
  // `register` that has lost the race for it and does not know yet.
  const target = layout.absolute(restored);
  const places = [layout.absolute(directory), layout.trashed(directory), target];
  const moved = await insist(places, async () => {
    await moveToTrash(layout, directory);
    await moveIfPresent(layout.trashed(directory), target);
    return exists(target) || undefined;
  });
  return moved ?? false;
}

/** Removes a file or a directory with all that is in it, where there is one.
 * @throws MREG_IO */
export async function removeForGood(layout: Layout, path: string): Promise<void> {
  const hidden = join(layout.trash, `.${randomUUID()}`);
  const taken = await io('remove', path, () => ifPresent(rename(path, hidden).then(() => true)));
  if (taken) await io('remove', hidden, () => rm(hidden, { recursive: true, force: true }));
}

/** What lies in the trash, in the staging area, where versions do and where their series do, whoever it belongs to.
 * The staging area is listed first: what has left it for its place by then was announced before.
 * @throws MREG_IO */
export async function listLeftovers(layout: Layout): Promise<Seen[]> {
  const staging: Seen[] = [];
  for (const name of await namesIn(layout.staging)) {
    const path = `.mreg/staging/${name}`;
    const bytes = isAnnouncement(name) ? await readOrExplain(layout.absolute(path)) : undefined;
    const announcement = bytes && !('problem' in bytes) ? parseAnnouncement(bytes) : undefined;
    staging.push({ kind: 'staging', path, announcement });
  }
  const trash: Seen[] = [];
  for (const name of await namesIn(layout.trash)) {
    const path = `.mreg/trash/${name}`;
    if (name.startsWith('.')) trash.push({ kind: 'trash', path });
    else
      for (const inner of await namesIn(layout.absolute(path)))
        trash.push({ kind: 'trash', path: `${path}/${inner}`, directory: `${name}/${inner}` });
  }
  const directories: Seen[] = [];
  for (const type of (await listDirectories(layout.root)) ?? []) {
    for (const name of (await listDirectories(join(layout.root, type))) ?? [])
      if (VERSION_DIRECTORY.test(name)) directories.push({ kind: 'directory', path: `${type}/${name}` });
  }
  const series: Seen[] = [];
  for (const type of await namesIn(layout.series))
    for (const name of await namesIn(join(layout.series, type)))
      for (const own of await namesIn(join(layout.series, type, name))) {
        const directory = `${type}/${name}/${own}`;
        series.push({ kind: 'series', path: `.mreg/series/${directory}`, directory });
      }
  return [...trash, ...staging, ...directories, ...series];
}

const VERSION_DIRECTORY = /^.+_v?\d+\.\d+\.\d+[^_]*_[^_]+$/;

/** How large and how old a leftover is; undefined where it is gone.
 * @throws MREG_IO */
export async function measure(layout: Layout, found: Found): Promise<Leftover | undefined> {
  const path = layout.absolute(found.path);
  const stats = await readAgain(path, () => ifPresent(lstat(path)));
  return stats && { ...found, size: await sizeOf(path), changed: stats.mtime };
}

async function sizeOf(path: string): Promise<number> {
  const found = await readAgain(path, () => ifPresent(lstat(path)));
  if (!found?.isDirectory()) return found?.size ?? 0;
  let size = 0;
  for (const name of await namesIn(path)) size += await sizeOf(join(path, name));
  return size;
}

async function namesIn(path: string): Promise<string[]> {
  return readAgain(path, async () => {
    try {
      return (await ifPresent(readdir(path)))?.sort() ?? [];
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return [];
      throw error;
    }
  });
}

async function moveIfPresent(from: string, to: string): Promise<void> {
  try {
    await publishDirectory(from, to);
  } catch (error) {
    if (!(error instanceof MregError && error.details?.errno === 'ENOENT')) throw error;
  }
}
