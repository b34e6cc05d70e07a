import { type BigIntStats, closeSync, constants, fstatSync, openSync } from 'node:fs';
import { type FileHandle, lstat, open, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { comparePaths, foldPath, pathFault } from '../../core/names/portable-path.ts';
import { MregError } from '../../errors.ts';
import { METADATA_FILE } from '../layout.ts';
import { errno, ifPresent, io, ioError, ioSync } from '../place/folder/io.ts';

/** A regular file of a source. */
export interface SourceFile {
  /** Relative to the source, with `/`. */
  readonly path: string;
  /** The directory from which the path leads to it, absolute; one string for all files of a source. */
  readonly base: string;
  /** Where it lies below `base`, if that is another path than the version will have. */
  readonly original?: string | undefined;
  /** Bytes, when the source was listed. */
  readonly size: number;
}

/** What `register` or `adopt` was pointed at: only regular files, in order of their paths' UTF-8 bytes. */
export interface Source {
  /** The real path of the file or the directory. */
  readonly path: string;
  readonly kind: 'file' | 'directory';
  readonly files: readonly SourceFile[];
  readonly directories: readonly string[];
}

/** Where a file of a source lies, absolute. */
export function placeOf({ base, path, original = path }: SourceFile): string {
  return join(base, original);
}

/** Lists a source and refuses what cannot be a version: links, devices, names no other system can hold.
 * @throws MREG_NOT_FOUND, MREG_INVALID, MREG_IO */
export async function listSource(path: string): Promise<Source> {
  const real = await io('read', path, () => ifPresent(realpath(path)));
  if (real === undefined)
    throw new MregError('MREG_NOT_FOUND', `no file or directory ${path}`, { details: { path } });
  const stats = await io('read', real, () => lstat(real));
  if (stats.isFile()) {
    const file = { path: basename(real), base: dirname(real), size: stats.size };
    checkPath(file.path);
    checkPlaceOfMetadata([file.path]);
    return { path: real, kind: 'file', files: [file], directories: [] };
  }
  if (!stats.isDirectory()) throw refuse(path, 'is neither a file nor a directory');
  const files: SourceFile[] = [];
  const directories: string[] = [];
  await walk(real, '', files, directories);
  const paths = [...files.map((file) => file.path), ...directories];
  checkPlaceOfMetadata(paths.filter((found) => found !== METADATA_FILE || directories.includes(found)));
  files.sort((a, b) => comparePaths(a.path, b.path));
  return { path: real, kind: 'directory', files, directories };
}

async function walk(root: string, prefix: string, files: SourceFile[], directories: string[]): Promise<void> {
  const here = join(root, prefix);
  const names = await io('read', here, () => readdir(here, { encoding: 'buffer' }));
  const seen = new Map<string, string>();
  for (const bytes of names) {
    const name = bytes.toString('utf8');
    const path = prefix === '' ? name : `${prefix}/${name}`;
    if (!Buffer.from(name).equals(bytes)) throw refuse(path, 'has a name that is not UTF-8');
    checkPath(path);
    checkClash(seen, name, path);
    const absolute = join(root, path);
    const stats = await io('read', absolute, () => lstat(absolute));
    if (stats.isFile()) files.push({ path, base: root, size: stats.size });
    else if (stats.isDirectory()) {
      directories.push(path);
      await walk(root, path, files, directories);
    } else if (stats.isSymbolicLink())
      throw refuse(path, 'is a symbolic link', 'cp -rL makes a copy without links');
    else throw refuse(path, 'is a device, a FIFO or a socket');
  }
}

/** The names of the directories in a directory, sorted, hidden ones left out; undefined where there is none.
 * @throws MREG_IO */
export async function listDirectories(path: string): Promise<string[] | undefined> {
  const entries = await io('read', path, () => ifPresent(readdir(path, { withFileTypes: true })));
  return entries
    ?.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort();
}

/** Whether one directory holds the other, or is it. */
export function overlaps(a: string, b: string): boolean {
  const inside = (outer: string, inner: string) => {
    const way = relative(outer, inner);
    return way === '' || (way !== '..' && !way.startsWith(`..${sep}`));
  };
  return inside(a, b) || inside(b, a);
}

/** Reads a file of a hostile source piece by piece. What changes meanwhile makes it fail: a version is never a mixture of two states of a file.
 * @throws MREG_INVALID, MREG_IO */
export async function readSource(
  file: SourceFile,
  take: (handle: FileHandle, size: number) => Promise<void>,
): Promise<void> {
  const path = placeOf(file);
  const handle = await open(path, SUSPICIOUS).catch((error) => Promise.reject(openError(file, error)));
  try {
    const before = await io('read', path, () => handle.stat({ bigint: true }));
    checkRegular(file, before);
    await take(handle, Number(before.size));
    checkUnchanged(file, before, await io('read', path, () => handle.stat({ bigint: true })));
  } finally {
    await handle.close();
  }
}

/** The same for a file so small that a thread may wait for it.
 * @throws MREG_INVALID, MREG_IO */
export function readSmallSource(file: SourceFile, take: (fd: number, size: number) => void): void {
  const path = placeOf(file);
  let fd: number;
  try {
    fd = openSync(path, SUSPICIOUS);
  } catch (error) {
    throw openError(file, error);
  }
  try {
    const before = ioSync('read', path, () => fstatSync(fd, { bigint: true }));
    checkRegular(file, before);
    take(fd, Number(before.size));
    checkUnchanged(
      file,
      before,
      ioSync('read', path, () => fstatSync(fd, { bigint: true })),
    );
  } finally {
    closeSync(fd);
  }
}

/** A FIFO that took the file's place would block an ordinary open for ever. */
const SUSPICIOUS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

function openError(file: SourceFile, error: unknown): unknown {
  return errno(error) === 'ELOOP'
    ? refuse(file.path, 'is a symbolic link')
    : ioError('read', placeOf(file), error);
}

function checkRegular(file: SourceFile, stats: BigIntStats): void {
  if (!stats.isFile()) throw refuse(file.path, 'is not a regular file');
}

function checkUnchanged(file: SourceFile, before: BigIntStats, after: BigIntStats): void {
  if (before.size !== after.size || before.mtimeNs !== after.mtimeNs || before.ctimeNs !== after.ctimeNs) {
    throw refuse(file.path, 'changed while it was read', 'register again once nothing writes to it');
  }
}

function checkPath(path: string): void {
  const fault = pathFault(path);
  if (fault !== undefined) throw refuse(path, fault, 'rename it');
}

/** Paths in different directories clash only where these do. */
function checkClash(seen: Map<string, string>, name: string, path: string): void {
  const folded = foldPath(name);
  const other = seen.get(folded);
  if (other !== undefined)
    throw refuse(path, `and '${other}' are one name where case does not count`, 'rename one of them');
  seen.set(folded, path);
}

/** The version's own metadata.json goes there, whether or not case counts. */
function checkPlaceOfMetadata(paths: readonly string[]): void {
  const found = paths.find((path) => !path.includes('/') && foldPath(path) === foldPath(METADATA_FILE));
  if (found !== undefined)
    throw refuse(found, `takes the place of the version's ${METADATA_FILE}`, 'rename it');
}

function refuse(path: string, fault: string, hint?: string): MregError {
  return new MregError('MREG_INVALID', `'${path}' in the source ${fault}`, {
    hint,
    details: { path, fault },
  });
}
