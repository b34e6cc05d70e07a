/**
 * The way of a version's directory out of the registry: from its place into the trash, back to a new place, or
 * away for good. Each move tolerates that somebody else made it: docs/format.md shows why every step is
 * harmless however late it comes. Where a directory cannot be renamed though it can be removed (one of the lower layer of
 * an overlay, or a trash on another file system), it is copied instead, and then removed where it lies.
 */
import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import type { Found, Leftover, Seen } from '../../core/decide/retention/gc.ts';
import { damaged, MregError } from '../../errors.ts';
import { listSource } from '../intake/list-source.ts';
import type { Layout } from '../layout.ts';
import { join } from '../place/paths.ts';
import { insist, listDirectories, notInBucket, type Place, readOrExplain } from '../place.ts';
import { isAnnouncement, parseAnnouncement } from './announcement.ts';

/** Moves a deleted version's directory into the trash, where it is in its place. A place that renames nothing leaves it there.
 * @throws MREG_IO */
export async function moveToTrash(layout: Layout, directory: string): Promise<void> {
  if (!layout.place.renames) return;
  await moveIfPresent(layout, layout.absolute(directory), layout.trashed(directory));
}

/** Puts a deleted version's directory under its new name, wherever it is; tells whether it is there now.
 * @throws MREG_IO */
export async function bringBack(layout: Layout, directory: string, restored: string): Promise<boolean> {
  // Always by way of the trash: where that is taken, what lies in the old place is not the version, but belongs to a
  // `register` that has lost the race for it and does not know yet.
  const target = layout.absolute(restored);
  if (!layout.place.renames) {
    if (await layout.place.exists(`${target}/`)) return true;
    throw notInBucket(
      `bring ${directory} back to ${restored}`,
      `move the objects below ${layout.absolute(directory)} or ${layout.trashed(directory)} with a tool of the store`,
    );
  }
  const places = [layout.absolute(directory), layout.trashed(directory), target];
  const moved = await insist(layout.place, places, async () => {
    await moveToTrash(layout, directory);
    await moveIfPresent(layout, layout.trashed(directory), target);
    return (await layout.place.exists(target)) || undefined;
  });
  return moved ?? false;
}

/** Why a directory cannot be moved away, as far as that can be known without trying; undefined where it can, or is gone. */
export async function whyImmovable({ place }: Layout, path: string): Promise<string | undefined> {
  const found = await place.stat(path).catch(() => undefined);
  if (!found) return undefined;
  // To move a directory changes what its `..` is.
  for (const at of found.kind === 'directory' ? [path, dirname(path)] : [dirname(path)]) {
    const refusal = (await place.findRefusals(at)).find(({ fault }) => fault === 'unwritable');
    if (refusal) return `${at} cannot be written: ${refusal.because}`;
  }
  return undefined;
}

/** What lies in the trash, in the staging area, where versions do and where their series do, whoever it belongs to.
 * The staging area is listed first: what has left it for its place by then was announced before.
 * @throws MREG_DAMAGED for a symbolic link in the place of a directory; MREG_IO */
export async function listLeftovers(layout: Layout): Promise<Seen[]> {
  const { place } = layout;
  const namesInside = async (path: string) => {
    const impostor = await place.findImpostor(path);
    if (impostor?.linked) throw damaged(layout.absolute(impostor.path), impostor.problem);
    const listed = impostor ? [] : ((await place.list(path)) ?? []);
    return listed.map(({ name }) => name).sort();
  };
  const staging: Seen[] = [];
  for (const name of await namesInside(layout.staging)) {
    const path = `.mreg/staging/${name}`;
    const bytes = isAnnouncement(name) ? await readOrExplain(place, layout.absolute(path)) : undefined;
    const announcement = bytes && !('problem' in bytes) ? parseAnnouncement(bytes) : undefined;
    staging.push({ kind: 'staging', path, announcement });
  }
  const trash: Seen[] = [];
  for (const name of await namesInside(layout.trash)) {
    const path = `.mreg/trash/${name}`;
    if (name.startsWith('.')) trash.push({ kind: 'trash', path });
    else
      for (const inner of await namesInside(layout.absolute(path)))
        trash.push({ kind: 'trash', path: `${path}/${inner}`, directory: `${name}/${inner}` });
  }
  const directories: Seen[] = [];
  for (const type of (await listDirectories(place, layout.root)) ?? []) {
    for (const name of (await listDirectories(place, join(layout.root, type))) ?? [])
      if (VERSION_DIRECTORY.test(name)) directories.push({ kind: 'directory', path: `${type}/${name}` });
  }
  const series: Seen[] = [];
  for (const type of await namesInside(layout.series))
    for (const name of await namesInside(join(layout.series, type)))
      for (const own of await namesInside(join(layout.series, type, name))) {
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
  const facts = await layout.place.stat(path);
  return facts && { ...found, size: await sizeOf(layout.place, path), changed: facts.changed };
}

/** Bytes of all files in a directory, or of a file; what this user may not look into counts nothing. */
export async function sizeOf(place: Place, path: string): Promise<number> {
  const found = await place.stat(path).catch(() => undefined);
  if (found?.kind !== 'directory') return found?.size ?? 0;
  let size = 0;
  for (const { name } of (await place.list(path).catch(() => [])) ?? [])
    size += await sizeOf(place, join(path, name));
  return size;
}

async function moveIfPresent(layout: Layout, from: string, to: string): Promise<void> {
  try {
    await layout.place.publish(from, to);
  } catch (error) {
    const code = error instanceof MregError ? error.details?.errno : undefined;
    if (code === 'EXDEV') await copyAcross(layout, from, to);
    else if (code !== 'ENOENT') throw error;
  }
}

/** A move of two steps: the whole directory is in its new place before anything of it goes from the old one. */
async function copyAcross(layout: Layout, from: string, to: string): Promise<void> {
  if (await layout.place.exists(to)) return;
  const copy = join(layout.staging, randomUUID());
  try {
    await layout.place.take(await listSource(from), copy, {});
    await layout.place.settle(copy);
    if ((await layout.place.publish(copy, to)) === 'exists') return;
  } finally {
    await layout.place.discard(copy);
  }
  await layout.place.remove(from);
}
