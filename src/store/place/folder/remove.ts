/**
 * Removal that others cannot lead elsewhere. Between the look at a path and the call that removes what is there, somebody
 * could exchange a directory and a symbolic link. So each directory is opened without following a link, and what is in it
 * is removed by way of the open directory, which stays the same whatever becomes of its name. Linux gives such paths in
 * /proc/self/fd. Elsewhere what is removed goes into a directory of this user's own first, which nobody else can enter.
 */
import { randomUUID } from 'node:crypto';
import { constants, existsSync, type Stats } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir, rename, rmdir, unlink } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { damaged } from '../../../errors.ts';
import { errno, ifPresent, io } from '../../../system-error.ts';
import { inLanes } from '../../../work.ts';
import { checkInside } from './inside.ts';
import type { OwnDirectories, Root } from './own.ts';

type Name = string | Buffer;

/** A directory that is open. */
interface OpenDirectory {
  readonly handle: FileHandle;
  /** A path to something in it. */
  at(name: Name): Name;
}

const OPEN = '/proc/self/fd';
const HAS_OPEN_PATHS = process.platform === 'linux' && existsSync(OPEN);

/** Removes a file or a directory of a registry with all that is in it, where there is one. It disappears at once: it is moved
 * into the trash under a hidden name first, unless the file system cannot rename it.
 * @throws MREG_DAMAGED for a symbolic link on the way; MREG_IO */
export async function removeInside(layout: OwnDirectories, path: string): Promise<void> {
  await within(layout, dirname(path), (parent) =>
    within(layout, layout.trash, async (trash) => {
      let hidden = `.${randomUUID()}`;
      if (!HAS_OPEN_PATHS) {
        await io('create', layout.trash, () => mkdir(trash.at(hidden), 0o700));
        hidden = join(hidden, basename(path));
      }
      const taken = await io('remove', path, () =>
        ifPresent(rename(parent.at(basename(path)), trash.at(hidden)).then(() => true)).catch((error) => {
          // Of the lower layer of an overlay, or on another file system.
          if (errno(error) !== 'EXDEV') throw error;
          return removeIn(parent, basename(path)).then(() => undefined);
        }),
      );
      if (taken) await io('remove', path, () => removeIn(trash, hidden));
      if (!HAS_OPEN_PATHS) await rmdir(trash.at(dirname(hidden))).catch(() => undefined);
    }),
  );
}

/** Removes files of one directory of a registry, as far as they are there.
 * @throws MREG_DAMAGED for a symbolic link on the way; MREG_IO */
export async function removeFiles(layout: Root, directory: string, names: readonly string[]): Promise<void> {
  await within(layout, directory, async (parent) => {
    await inLanes(names, AT_ONCE, (name) =>
      io('remove', join(directory, name), () => ifPresent(unlink(parent.at(name)))),
    );
  });
}

/** Removes what this process made for itself under a name that nobody could guess, as far as it is there. */
export async function removeTree(path: string): Promise<void> {
  if (!existsSync(path)) return;
  try {
    const parent = await openDirectory(dirname(path), 0);
    try {
      await removeIn(parent, basename(path));
    } finally {
      await parent.handle.close();
    }
  } catch {
    // It is in nobody's way, and `gc` removes it.
  }
}

const AT_ONCE = 16;

/** What `work` makes of a directory of a registry; undefined where there is none. */
async function within<T>(
  { root }: Root,
  path: string,
  work: (directory: OpenDirectory) => Promise<T>,
): Promise<T | undefined> {
  checkInside({ root }, path);
  let directory = await io('read', root, () => openDirectory(root, 0));
  try {
    for (const part of relative(root, path).split(sep)) {
      const next = await io('read', path, () => enter(directory, part));
      if (next === 'missing') return undefined;
      if (next === 'other') throw damaged(path, 'is a symbolic link, or no directory');
      await directory.handle.close();
      directory = next;
    }
    return await work(directory);
  } finally {
    await directory.handle.close();
  }
}

async function openDirectory(path: Name, flags: number): Promise<OpenDirectory> {
  const handle = await open(path, constants.O_RDONLY | (constants.O_DIRECTORY ?? 0) | flags);
  const prefix = HAS_OPEN_PATHS ? `${OPEN}/${handle.fd}` : path;
  return {
    handle,
    at: (name) =>
      typeof name === 'string' && typeof prefix === 'string'
        ? `${prefix}/${name}`
        : Buffer.concat([Buffer.from(prefix), Buffer.from('/'), Buffer.from(name)]),
  };
}

/** Opens a directory in another one, but nothing else that has its name. */
async function enter(directory: OpenDirectory, name: Name): Promise<OpenDirectory | 'missing' | 'other'> {
  try {
    return await openDirectory(directory.at(name), constants.O_NOFOLLOW ?? 0);
  } catch (error) {
    if (errno(error) === 'ENOENT') return 'missing';
    if (errno(error) === 'ELOOP' || errno(error) === 'ENOTDIR') return 'other';
    throw error;
  }
}

/** So often what has a name may become something else while it is removed. */
const PATIENCE = 8;

async function removeIn(directory: OpenDirectory, name: Name): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const found: Stats | undefined = await ifPresent(lstat(directory.at(name)));
    if (!found) return;
    try {
      if (found.isDirectory()) await removeDirectory(directory, name);
      else await ifPresent(unlink(directory.at(name)));
      return;
    } catch (error) {
      const changed = ['ENOTDIR', 'EISDIR', 'ENOTEMPTY', 'EPERM'].includes(errno(error) ?? '');
      if (!changed || attempt === PATIENCE) throw error;
    }
  }
}

async function removeDirectory(directory: OpenDirectory, name: Name): Promise<void> {
  const inner = await enter(directory, name);
  if (inner === 'missing' || inner === 'other') return removeIn(directory, name);
  try {
    const names = await readdir(inner.at('.'), { encoding: 'buffer' });
    // Directories one after the other, since each is open meanwhile.
    const directories: Buffer[] = [];
    const removeFile = async (one: Buffer) => {
      if ((await ifPresent(lstat(inner.at(one))))?.isDirectory()) directories.push(one);
      else await removeIn(inner, one);
    };
    await inLanes(names, AT_ONCE, removeFile);
    for (const one of directories) await removeIn(inner, one);
  } finally {
    await inner.handle.close();
  }
  await ifPresent(rmdir(directory.at(name)));
}
