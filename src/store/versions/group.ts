/** A registry that a group shares: its root, and what in it is closed to the group all the same. */
import { chmodSync, lstatSync, realpathSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Closed } from '../../core/decide/repair/doctor.ts';
import { type Layout, relativeTo } from '../layout.ts';
import { makeDirectory } from '../place/folder/durable.ts';
import { checkInside } from '../place/folder/inside.ts';
import { ifPresent, io, ioSync } from '../place/folder/io.ts';
import { isOpenToGroup, isShared, openToGroup } from '../place/folder/modes.ts';

/** Opens the root to its group, and with it all that is made in the registry from now on, and what is there of this user's own.
 * @throws MREG_IO */
export async function shareRoot(layout: Layout): Promise<void> {
  await makeDirectory(layout.root);
  ioSync('share', layout.root, () => {
    // The root may be a link, which is the user's.
    const root = realpathSync(layout.root);
    chmodSync(root, (statSync(root).mode & 0o7777) | 0o2070);
    openToGroup(root);
  });
  for (const { path, own } of await findClosed(layout)) if (own) openClosed(layout, path);
}

/** What a member of the group can neither read nor replace; nothing where no group shares the registry. What vanishes meanwhile is
 * passed over, and so is what this user cannot look into: `findInaccessible` names that.
 * @throws MREG_IO */
export async function findClosed(layout: Layout): Promise<Closed[]> {
  if (!ioSync('read', layout.root, () => isShared(layout.root))) return [];
  const closed: Closed[] = [];
  const user = process.getuid?.();
  const look = async (path: string): Promise<void> => {
    const stats = ioSync('read', path, () => lstatSync(path, { throwIfNoEntry: false }));
    if (!stats || stats.isSymbolicLink()) return;
    if (!isOpenToGroup(stats))
      closed.push({ path: relativeTo(layout, path) || '.', own: user === 0 || user === stats.uid });
    if (!stats.isDirectory()) return;
    const names = await io('read', path, () => ifPresent(readdir(path))).catch(() => []);
    for (const name of (names ?? []).sort()) await look(join(path, name));
  };
  await look(layout.root);
  return closed;
}

/** Opens one thing to the group.
 * @throws MREG_DAMAGED for a symbolic link on the way; MREG_IO */
export function openClosed(layout: Layout, path: string): void {
  const absolute = layout.absolute(path);
  checkInside(layout, dirname(absolute));
  ioSync('share', absolute, () => openToGroup(absolute));
}
