import type { Inaccessible } from '../../core/decide/repair/doctor.ts';
import { sha256 } from '../intake/digest.ts';
import { type Layout, METADATA_FILE, relativeTo } from '../layout.ts';
import { join } from '../place/paths.ts';
import { type Impostor, listDirectories, readOrExplain } from '../place.ts';

/** The directories and files that this user cannot use as every command needs to. */
export async function findInaccessible(layout: Layout): Promise<Inaccessible[]> {
  const found: Inaccessible[] = [];
  const types = (await listDirectories(layout.place, layout.root).catch(() => [])) ?? [];
  const places = types.map((type) => join(layout.root, type));
  for (const path of [layout.root, layout.private, layout.log, layout.staging, layout.trash, ...places]) {
    const [refusal] = await layout.place.findRefusals(path);
    if (refusal) found.push({ path: relativeTo(layout, path) || '.', ...refusal });
  }
  return found;
}

/** What is in the place of a directory of the registry's own.
 * @throws MREG_IO */
export async function findImpostors(layout: Layout): Promise<Impostor[]> {
  const { place } = layout;
  const own = [
    layout.log,
    layout.models,
    layout.staging,
    layout.trash,
    layout.series,
    layout.runs,
    layout.quarantine,
  ];
  const found = await Promise.all(own.map((path) => place.findImpostor(path)));
  for (const path of [layout.trash, layout.series, layout.runs, layout.models]) {
    if (await place.findImpostor(path)) continue;
    for (const { name, kind } of (await place.list(path)) ?? [])
      if (kind === 'linked') found.push(await place.findImpostor(join(path, name)));
  }
  const byPath = new Map(found.flatMap((one) => (one ? [[one.path, one] as const] : [])));
  return [...byPath.values()];
}

/** Every directory where versions lie, whoever made it, as <type>/<name>.
 * @throws MREG_IO */
export async function listVersionPlaces(layout: Layout): Promise<string[]> {
  const places: string[] = [];
  for (const type of (await listDirectories(layout.place, layout.root)) ?? [])
    for (const name of (await listDirectories(layout.place, join(layout.root, type))) ?? [])
      places.push(`${type}/${name}`);
  return places;
}

/** SHA-256 of the metadata.json in a directory, where there is one. */
export async function metadataDigest(layout: Layout, directory: string): Promise<string | undefined> {
  const bytes = await readOrExplain(layout.place, layout.absolute(`${directory}/${METADATA_FILE}`));
  return bytes === undefined || 'problem' in bytes ? undefined : sha256(bytes);
}

/** What earlier repairs set aside, relative to the root.
 * @throws MREG_IO */
export async function listQuarantine(layout: Layout): Promise<string[]> {
  const listed = (await layout.place.list(layout.quarantine)) ?? [];
  const names = listed.map(({ name }) => name).sort();
  return names.map((name) => relativeTo(layout, join(layout.quarantine, name)));
}
