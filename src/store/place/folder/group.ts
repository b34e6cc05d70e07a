/** What this user, or the group that shares a registry, can do with what lies in it. */
import { chmodSync, constants, lstatSync, realpathSync, statSync } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ifPresent, io, ioSync, meaningOf } from '../../../system-error.ts';
import type { Closed, Refusal } from '../../place.ts';
import { makeDirectory } from './durable.ts';
import { checkInside } from './inside.ts';
import { isOpenToGroup, isShared, openToGroup } from './modes.ts';
import { type Root, relativeTo } from './own.ts';

const { R_OK, W_OK, X_OK } = constants;

/** What keeps this user from using a file or a directory as every command needs to. */
export async function findRefusals(path: string): Promise<Refusal[]> {
  const refusals: Refusal[] = [];
  for (const [fault, mode] of [
    ['unreadable', R_OK | X_OK],
    ['unwritable', W_OK],
  ] as const) {
    await ifPresent(access(path, mode)).catch((error) => {
      refusals.push({ fault, because: meaningOf(error) });
    });
  }
  return refusals;
}

/** Opens the root, and with it all that is made in it from now on and what is there of this user's own, or one thing in it, to
 * the group.
 * @throws MREG_DAMAGED for a symbolic link on the way below the root; MREG_IO */
export async function share(layout: Root, path: string): Promise<void> {
  if (path !== layout.root) return openClosed(layout, path);
  await makeDirectory(layout.root);
  ioSync('share', layout.root, () => {
    // The root may be a link, which is the user's.
    const root = realpathSync(layout.root);
    chmodSync(root, (statSync(root).mode & 0o7777) | 0o2070);
    openToGroup(root);
  });
  for (const { path, own } of await findClosed(layout)) if (own) openClosed(layout, join(layout.root, path));
}

/** What a member of the group can neither read nor replace; nothing where no group shares the registry. What vanishes meanwhile is
 * passed over, and so is what this user cannot look into: `findRefusals` names that.
 * @throws MREG_IO */
export async function findClosed(layout: Root): Promise<Closed[]> {
  if (!ioSync('read', layout.root, () => isShared(layout.root))) return [];
  const closed: Closed[] = [];
  const user = process.getuid?.();
  const visit = async (path: string): Promise<void> => {
    const stats = ioSync('read', path, () => lstatSync(path, { throwIfNoEntry: false }));
    if (!stats || stats.isSymbolicLink()) return;
    if (!isOpenToGroup(stats))
      closed.push({ path: relativeTo(layout, path) || '.', own: user === 0 || user === stats.uid });
    if (!stats.isDirectory()) return;
    const names = await io('read', path, () => ifPresent(readdir(path))).catch(() => []);
    for (const name of (names ?? []).sort()) await visit(join(path, name));
  };
  await visit(layout.root);
  return closed;
}

function openClosed(layout: Root, path: string): void {
  checkInside(layout, dirname(path));
  ioSync('share', path, () => openToGroup(path));
}
