import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Inaccessible } from '../../core/decide/doctor.ts';
import { sha256 } from '../intake/digest.ts';
import { listDirectories } from '../intake/source.ts';
import { type Layout, METADATA_FILE, relativeTo } from '../layout.ts';
import { readAgain } from '../place/folder/again.ts';
import { findImpostor, type Impostor } from '../place/folder/inside.ts';
import { ifPresent, meaningOf } from '../place/folder/io.ts';
import { readOrExplain } from './version-files.ts';

/** The directories and files that this user cannot use as every command needs to. */
export async function findInaccessible(layout: Layout): Promise<Inaccessible[]> {
  const { R_OK, W_OK, X_OK } = constants;
  const found: Inaccessible[] = [];
  const check = async (path: string, mode: number, fault: Inaccessible['fault']) => {
    try {
      await ifPresent(access(path, mode));
      return true;
    } catch (error) {
      found.push({ path: relativeTo(layout, path) || '.', fault, because: meaningOf(error) });
      return false;
    }
  };
  const types = (await listDirectories(layout.root).catch(() => [])) ?? [];
  const places = types.map((type) => join(layout.root, type));
  for (const path of [layout.root, layout.private, layout.log, layout.staging, layout.trash, ...places])
    if (await check(path, R_OK | X_OK, 'unreadable')) await check(path, W_OK, 'unwritable');
  return found;
}

/** What is in the place of a directory of the registry's own.
 * @throws MREG_IO */
export async function findImpostors(layout: Layout): Promise<Impostor[]> {
  const own = [
    layout.log,
    layout.models,
    layout.staging,
    layout.trash,
    layout.series,
    layout.runs,
    layout.quarantine,
  ];
  const found = own.map((path) => findImpostor(layout, path));
  for (const path of [layout.trash, layout.series, layout.runs, layout.models]) {
    if (findImpostor(layout, path)) continue;
    const entries = await readAgain(path, () => ifPresent(readdir(path, { withFileTypes: true })));
    for (const entry of entries ?? [])
      if (entry.isSymbolicLink()) found.push(findImpostor(layout, join(path, entry.name)));
  }
  const byPath = new Map(found.flatMap((one) => (one ? [[one.path, one] as const] : [])));
  return [...byPath.values()];
}

/** Every directory where versions lie, whoever made it, as <type>/<name>.
 * @throws MREG_IO */
export async function listVersionPlaces(layout: Layout): Promise<string[]> {
  const places: string[] = [];
  for (const type of (await listDirectories(layout.root)) ?? [])
    for (const name of (await listDirectories(join(layout.root, type))) ?? []) places.push(`${type}/${name}`);
  return places;
}

/** SHA-256 of the metadata.json in a directory, where there is one. */
export async function metadataDigest(layout: Layout, directory: string): Promise<string | undefined> {
  const bytes = await readOrExplain(layout.absolute(`${directory}/${METADATA_FILE}`));
  return bytes === undefined || 'problem' in bytes ? undefined : sha256(bytes);
}

/** What earlier repairs set aside, relative to the root.
 * @throws MREG_IO */
export async function listQuarantine(layout: Layout): Promise<string[]> {
  const names = await readAgain(layout.quarantine, () => ifPresent(readdir(layout.quarantine)));
  return (names ?? []).sort().map((name) => relativeTo(layout, join(layout.quarantine, name)));
}
