/**
 * The moves by which a file becomes part of a registry: it is created if its name is free, or replaced; `moves.ts`
 * publishes directories. After each the change is on the disk: the bytes
 * are synced before the name appears, the directory that holds the name after it. A sync that fails is
 * never tried again on the same file (the kernel may have dropped the pages and report success the
 * second time: Rebello et al., "Can Applications Recover from fsync Failures?", USENIX ATC 2020);
 * the move fails and its temporary file goes.
 */
import { randomUUID } from 'node:crypto';
import { lstatSync, statSync, writeSync } from 'node:fs';
import { type FileHandle, link, mkdir, open, rename, rmdir, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MregError } from '../../../errors.ts';
import { readRegular } from '../../../regular-file.ts';
import { errno, ifPresent, io, ioError } from '../../../system-error.ts';
import type { CreateOptions, NewFile } from '../../place.ts';
import { readAgain } from './again.ts';
import { openNew, takeModeOf } from './modes.ts';
import { createSyncs } from './sync-while-writing.ts';

/** Bytes of a file that is made here, a manifest most of all. */
const SYNC_EVERY = 8 << 20;

/** Makes `path` hold `bytes` unless the name is taken; tells which.
 * `staging` is a directory on the same file system.
 * @throws MREG_IO */
export async function createIfAbsent(
  path: string,
  bytes: Uint8Array,
  staging: string,
  { arrived = async () => false, after = [] }: CreateOptions = {},
): Promise<'created' | 'exists'> {
  const isThere = async () => (await holds(path, bytes)) || arrived();
  const temporary = await writeTemporary(staging, [bytes]);
  try {
    await Promise.all(after);
    await link(temporary, path);
  } catch (error) {
    if (errno(error) === 'EEXIST' && !(await isThere())) return 'exists';
    // On a network file system the reply of a link that was made can be lost: believe the file, not the error.
    if (!(await isThere())) throw linkError(path, error);
  } finally {
    await removeFile(temporary);
  }
  await syncPath(dirname(path));
  return 'created';
}

const FILES_AT_ONCE = 64;

/** Makes files hold other bytes, whatever they held; a reader of one sees the old bytes or the new. They get their names in the
 * order given, so whoever sees the last has the others. `make` makes their directories, where they are missing.
 * @throws MREG_IO */
export async function replaceAll(
  files: Iterable<NewFile>,
  staging: string,
  make: (directory: string) => Promise<void> = makeDirectory,
): Promise<void> {
  const waiting = [...files];
  for (let next = 0; next < waiting.length; next += FILES_AT_ONCE) {
    const batch = waiting.slice(next, next + FILES_AT_ONCE);
    const written = await Promise.allSettled(batch.map(({ bytes }) => writeTemporary(staging, [bytes])));
    const temporary = written.map((one) => (one.status === 'fulfilled' ? one.value : undefined));
    try {
      for (const one of written) if (one.status === 'rejected') throw one.reason;
      for (const [index, { path }] of batch.entries()) {
        const source = temporary[index] as string;
        await make(dirname(path));
        await io('replace', path, async () => {
          takeModeOf(path, source);
          await rename(source, path);
        });
        temporary[index] = undefined;
      }
    } finally {
      for (const path of temporary) if (path !== undefined) await removeFile(path);
    }
  }
  const parents = new Set(waiting.map(({ path }) => dirname(path)));
  await Promise.all([...parents].map(syncPath));
}

/** Makes a directory and its missing parents, each synced into its parent, with the modes that the umask leaves: a registry's root,
 * and what is above it. Inside a registry `makeInside` makes them.
 * @throws MREG_IO */
export async function makeDirectory(path: string, mode?: number): Promise<void> {
  if (isDirectory(path)) return;
  // Not mkdir's own recursion: below /proc, where nothing can be made, it never ends.
  await makeDirectory(dirname(path), mode);
  try {
    await mkdir(path, mode);
  } catch (error) {
    if (errno(error) !== 'EEXIST') throw ioError('create', path, error);
    if (!isDirectory(path)) throw noDirectory(path);
  }
  await syncPath(dirname(path));
}

function noDirectory(path: string): MregError {
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink();
  const problem = isLink
    ? 'it is a symbolic link that leads to no directory'
    : 'there is a file of this name';
  return new MregError('MREG_IO', `cannot create ${path}: ${problem}`, {
    details: { path, errno: 'EEXIST' },
  });
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Makes `path` hold pieces one after the other, synced with its directory; for a directory that only this process knows.
 * @throws MREG_IO */
export async function putFile(path: string, pieces: readonly Uint8Array[], mode: number): Promise<void> {
  await io('write', path, () => ifPresent(unlink(path)));
  await writeDurably(path, pieces, { mode, beside: () => syncPath(dirname(path)) });
}

/** Writes a small file, which is not synced; the answer removes it.
 * @throws MREG_IO */
export async function writeNote(path: string, bytes: Uint8Array): Promise<() => Promise<void>> {
  try {
    await io('write', path, async () => {
      const handle = await openNew(path, 0o666);
      try {
        await writeFully(handle, bytes);
      } finally {
        await handle.close();
      }
    });
  } catch (error) {
    await removeFile(path);
    throw error;
  }
  return () => removeFile(path);
}

async function removeFile(path: string): Promise<void> {
  await unlink(path).catch(() => undefined);
}

/** Removes directories that this process made, up to the first that is not empty. */
export async function removeEmpty(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    try {
      await rmdir(path);
    } catch {
      return;
    }
  }
}

/** Puts a file, or the names in a directory, on the disk.
 * @throws MREG_IO */
export async function syncPath(path: string): Promise<void> {
  await io('sync', path, async () => {
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}

/** Writes all of `bytes`: a write may be short, and a short file on a full disk must not pass for a whole one. */
export async function writeFully(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, offset, bytes.length - offset);
    if (bytesWritten === 0) throw Object.assign(new Error('nothing was written'), { code: 'ENOSPC' });
    offset += bytesWritten;
  }
}

/** The same at once, for a thread that may wait. */
export function writeFullySync(fd: number, bytes: Uint8Array): void {
  for (let offset = 0; offset < bytes.length; ) {
    const written = writeSync(fd, bytes, offset, bytes.length - offset);
    if (written === 0) throw Object.assign(new Error('nothing was written'), { code: 'ENOSPC' });
    offset += written;
  }
}

/** Creates `path` with `pieces`, synced; for a place that only this process knows. `beside` runs while the bytes go to the disk.
 * @throws MREG_IO */
async function writeDurably(
  path: string,
  pieces: Iterable<Uint8Array>,
  { mode = 0o666, beside = async () => {} }: { mode?: number; beside?: () => Promise<void> } = {},
): Promise<void> {
  await io('write', path, async () => {
    const handle = await openNew(path, mode);
    const syncs = createSyncs(handle, path, SYNC_EVERY);
    try {
      for (const piece of pieces) {
        await writeFully(handle, piece);
        syncs.wrote(piece.length);
      }
      await together(syncs.end(), beside());
    } finally {
      await syncs.settled();
      await handle.close();
    }
  });
}

/** Waits for all of it, also where a part fails. */
async function together(...work: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(work))
    if (outcome.status === 'rejected') throw outcome.reason;
}

/** The name is random: process ids repeat between containers that share a folder. */
async function writeTemporary(staging: string, pieces: Iterable<Uint8Array>): Promise<string> {
  const temporary = join(staging, randomUUID());
  try {
    await writeDurably(temporary, pieces);
  } catch (error) {
    await removeFile(temporary);
    throw error;
  }
  return temporary;
}

async function readWhole(path: string): Promise<Buffer> {
  return readRegular(path, { follow: false });
}

async function holds(path: string, bytes: Uint8Array): Promise<boolean> {
  const found = await readAgain(path, () => ifPresent(readWhole(path)));
  return found?.equals(bytes) === true;
}

/** Whether files in a directory can get a second name, by which every change is committed. Leaves nothing behind; undefined
 * where nothing can be written, so that it cannot be told. */
export async function canLink(directory: string): Promise<boolean | undefined> {
  const path = join(directory, randomUUID());
  const second = join(directory, randomUUID());
  try {
    await writeFile(path, '', { flag: 'wx' });
  } catch {
    return undefined;
  }
  try {
    await link(path, second);
    return true;
  } catch (error) {
    return refusesLinks(error) ? false : undefined;
  } finally {
    await removeFile(second);
    await removeFile(path);
  }
}

function refusesLinks(error: unknown): boolean {
  return ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(errno(error) ?? '');
}

/** What went wrong when a file was to be given the name `path`. */
export function linkError(path: string, error: unknown): unknown {
  if (!refusesLinks(error)) return ioError('create', path, error);
  return new MregError('MREG_IO', `cannot create ${path}: this file system makes no hard links`, {
    hint: 'keep the registry on a file system with hard links, such as ext4, XFS, APFS or NFS',
    cause: error,
  });
}
