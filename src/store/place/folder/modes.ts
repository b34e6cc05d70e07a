/**
 * Modes in a registry that a group shares, after `git init --shared=group` (git-init(1)): what is made in a directory that its
 * group may write to is open to the group as it is to its owner, whatever the umask of the process. So one decision, the mode of
 * the registry's root, holds for all that is ever made below it.
 */
import { chmodSync, fchmodSync, fstatSync, openSync, type Stats, statSync } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const GROUP_WRITES = 0o020;
const SET_GROUP_ID = 0o2000;
const OWNER = 0o700;
const PERMISSIONS = 0o7777;

/** Creates a file. It belongs to the group if its directory does.
 * @throws the operating system's errors; EEXIST if the name is taken */
export async function openNew(path: string, mode: number): Promise<FileHandle> {
  const handle = await open(path, 'wx', mode);
  try {
    shareFile(handle.fd, path);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The same without waiting for another thread. */
export function openNewSync(path: string, mode: number): number {
  const fd = openSync(path, 'wx', mode);
  shareFile(fd, path);
  return fd;
}

/** Creates a directory. It belongs to the group if the one above does, and so does what is made in it.
 * @throws the operating system's errors; EEXIST if the name is taken */
export async function makeNew(path: string): Promise<void> {
  await mkdir(path);
  if (isShared(dirname(path))) openToGroup(path);
}

const PATIENCE = 50;

/** Waits until a directory that another member of the group has just made is open to the group: its mode is set right after it
 * is made. One that its maker left closed, such as when it was killed in between, is opened by its owner, or stays so. */
export async function untilShared(path: string): Promise<void> {
  for (let attempt = 0; attempt < PATIENCE; attempt += 1) {
    const stats = statSync(path);
    if ((stats.mode & GROUP_WRITES) !== 0 || !isShared(dirname(path))) return;
    if (stats.uid === process.geteuid?.()) return openToGroup(path);
    await wait(20);
  }
}

/** Gives a temporary file the mode of the file that it is about to replace, if there is one. */
export function takeModeOf(path: string, temporary: string): void {
  const old = statSync(path, { throwIfNoEntry: false });
  if (!old) return;
  const mode = isShared(dirname(path)) ? sharedMode(old) : old.mode;
  const { mode: own } = statSync(temporary);
  if (((own ^ mode) & PERMISSIONS) !== 0) chmodSync(temporary, mode & PERMISSIONS);
}

/** Whether a directory is shared by a group. */
export function isShared(directory: string): boolean {
  return (statSync(directory).mode & GROUP_WRITES) !== 0;
}

/** Whether the group may do with a file or a directory what its owner may. */
export function isOpenToGroup(stats: Stats): boolean {
  return (sharedMode(stats) & ~stats.mode & PERMISSIONS) === 0;
}

/** Opens a file or a directory to the group, as far as it is open to its owner. */
export function openToGroup(path: string): void {
  chmodSync(path, sharedMode(statSync(path)) & PERMISSIONS);
}

function shareFile(fd: number, path: string): void {
  if (!isShared(dirname(path))) return;
  const stats = fstatSync(fd);
  if (!isOpenToGroup(stats)) fchmodSync(fd, sharedMode(stats) & PERMISSIONS);
}

function sharedMode(stats: Stats): number {
  const group = (stats.mode & OWNER) >> 3;
  return stats.mode | group | (stats.isDirectory() ? SET_GROUP_ID : 0);
}
