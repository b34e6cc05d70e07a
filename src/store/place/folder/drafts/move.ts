/**
 * Moves a source's files into the registry without copying them. They get a second name in the staging area, and keep
 * their first until the version is on record: killed at any moment, a file has one of the two names, or both.
 */
import type { BigIntStats } from 'node:fs';
import { chmod, link, lstat, rmdir, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { comparePaths } from '../../../../core/names/portable-path.ts';
import { MregError } from '../../../../errors.ts';
import { errno, ifPresent, io, meaningOf } from '../../../../system-error.ts';
import type { Work } from '../../../../work.ts';
import { hashFiles } from '../../../intake/hash-source.ts';
import { placeOf, type Source, type SourceFile } from '../../../intake/source.ts';
import type { Linked } from '../../../place.ts';
import { readAgain } from '../again.ts';
import { syncPath } from '../durable.ts';
import { makeNew } from '../modes.ts';
import { removeTree } from '../remove.ts';
import { findWriter } from './open-files.ts';

const READ_ONLY = 0o444;
const MODE = 0o7777n;

/** Fails where a source cannot be moved to a registry, and changes nothing.
 * @throws MREG_CONFLICT, MREG_IO */
export async function checkMovable(source: Source, root: string): Promise<void> {
  const device = (await nearest(root)).dev;
  const seen: Seen[] = [];
  for (const file of source.files) {
    checkUnlinked(file);
    const stats = await io('read', placeOf(file), () => lstat(placeOf(file), { bigint: true }));
    if (stats.dev !== device) throw elsewhere(file);
    checkOwned(file, stats, 1n);
    seen.push({ file, stats });
  }
  checkUnused(seen);
}

/** Links a source's files into `target`, which must not exist, makes them read-only and hashes them there. On return they
 * and their second names are on the disk; on failure all is as it was.
 * @throws MREG_CONFLICT where a file is in use, has other names, or cannot be linked; MREG_INVALID, MREG_IO, MREG_INTERRUPTED */
export async function linkSource(source: Source, target: string, work: Work = {}): Promise<Linked> {
  const before: Seen[] = [];
  const undo = async () => {
    // What was published is out of reach there, and stays read-only.
    for (const { file, stats } of before)
      if (await isSame(join(target, file.path), stats))
        await chmod(join(target, file.path), Number(stats.mode & MODE)).catch(() => undefined);
    await removeTree(target);
  };
  try {
    await io('create', target, () => makeNew(target));
    for (const path of source.directories)
      await io('create', join(target, path), () => makeNew(join(target, path)));
    await eachOf(source.files, async (file) => {
      before.push({ file, stats: await linkFile(file, target) });
    });
    const sealed: Seen[] = [];
    await eachOf(source.files, async (file) => {
      sealed.push({ file, stats: await seal(file, target) });
    });
    const unseen = checkUnused(sealed);
    const files = source.files.map((file) => ({ ...file, base: target, original: undefined }));
    const records = await hashFiles({ ...source, path: target, files }, work);
    await eachOf(files, (file) => syncPath(placeOf(file)));
    for (const directory of [...source.directories, '']) await syncPath(join(target, directory));
    return {
      records,
      unseen,
      async check() {
        await eachOf(sealed, async ({ file, stats }) => {
          if (!(await isSame(placeOf(file), stats, 'unchanged')))
            throw inUse(file, 'changed while it was moved');
        });
        checkUnused(sealed);
      },
      finish: () => removeFirstNames(source, sealed),
      undo,
    };
  } catch (error) {
    await undo();
    throw error;
  }
}

const AT_ONCE = 8;

/** A few at a time; all have ended when it fails. */
async function eachOf<T>(items: readonly T[], take: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  let failure: { readonly error: unknown } | undefined;
  const lane = async () => {
    for (let item = items[next++]; item !== undefined && !failure; item = items[next++])
      await take(item).catch((error) => {
        failure ??= { error };
      });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  if (failure) throw failure.error;
}

interface Seen {
  readonly file: SourceFile;
  readonly stats: BigIntStats;
}

/** Gives a file its second name, and what it was like before. */
async function linkFile(file: SourceFile, target: string): Promise<BigIntStats> {
  checkUnlinked(file);
  const second = join(target, file.path);
  try {
    await link(placeOf(file), second);
  } catch (error) {
    if (errno(error) === 'EXDEV') throw elsewhere(file);
    if (['EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP'].includes(errno(error) ?? ''))
      throw refuse(file, `cannot have a second name: ${meaningOf(error)}`);
    return io('link', placeOf(file), () => Promise.reject(error));
  }
  const stats = await io('read', second, () => lstat(second, { bigint: true }));
  checkOwned(file, stats, 2n);
  return stats;
}

/** From here on only root can open it to write. */
async function seal(file: SourceFile, target: string): Promise<BigIntStats> {
  const second = join(target, file.path);
  return io('write', placeOf(file), async () => {
    await chmod(second, READ_ONLY);
    return lstat(second, { bigint: true });
  });
}

function checkUnlinked(file: SourceFile): void {
  if (file.real !== undefined)
    throw refuse(file, 'is reached through a symbolic link, which would lead nowhere then');
}

function checkOwned(file: SourceFile, stats: BigIntStats, names: bigint): void {
  if (!stats.isFile()) throw refuse(file, 'is not a regular file any more');
  if (stats.nlink !== names)
    throw refuse(file, 'has other names (hard links), through which the version could be changed');
  if (process.geteuid && stats.uid !== BigInt(process.geteuid()))
    throw refuse(file, `belongs to another user (${stats.uid}), who could change the version`);
}

function checkUnused(seen: readonly Seen[]): number | undefined {
  const { found, unseen } = findWriter(seen.map(({ stats }) => stats));
  if (!found) return unseen;
  const { file } = seen.find(
    ({ stats }) => stats.dev === found.file.dev && stats.ino === found.file.ino,
  ) as Seen;
  throw inUse(file, `is open for writing in process ${found.pid}`);
}

/** Whether this is still that file; with `unchanged`, with the bytes and the names that it had. */
async function isSame(path: string, stats: BigIntStats, unchanged?: 'unchanged'): Promise<boolean> {
  const now = await ifPresent(lstat(path, { bigint: true })).catch(() => undefined);
  if (now?.dev !== stats.dev || now.ino !== stats.ino) return false;
  return unchanged === undefined || (now.mtimeNs === stats.mtimeNs && now.ctimeNs === stats.ctimeNs);
}

/** The version is on record: what cannot be removed stays beside it, and is no failure. */
async function removeFirstNames(source: Source, hashed: readonly Seen[]): Promise<string[]> {
  const left: string[] = [];
  const touched = new Set<string>();
  await eachOf(hashed, async ({ file, stats }) => {
    const path = placeOf(file);
    // A file that was saved under the name meanwhile is another.
    const removed =
      (await isSame(path, stats)) &&
      (await unlink(path).then(
        () => true,
        () => false,
      ));
    if (removed) touched.add(dirname(path));
    else left.push(file.path);
  });
  if (source.kind === 'directory')
    for (const directory of [...source.directories].reverse().concat('')) {
      const path = join(source.path, directory);
      await rmdir(path).then(
        () => touched.add(dirname(path)),
        () => undefined,
      );
    }
  // A first name that comes back after a power cut does no harm, and a directory may have gone with its files.
  for (const directory of touched) await syncPath(directory).catch(() => undefined);
  return left.sort(comparePaths);
}

async function nearest(path: string): Promise<BigIntStats> {
  const found = await readAgain(path, () => ifPresent(stat(path, { bigint: true })));
  return found ?? nearest(dirname(path));
}

const COPY = 'without --move the files are copied';

function refuse({ path }: SourceFile, fault: string, hint = COPY): MregError {
  return new MregError('MREG_CONFLICT', `'${path}' in the source ${fault}`, {
    hint,
    details: { path, fault },
  });
}

function inUse(file: SourceFile, fault: string): MregError {
  return refuse(file, fault, 'move it once nothing writes to it');
}

function elsewhere(file: SourceFile): MregError {
  return refuse(file, 'is on another file system than the registry');
}
