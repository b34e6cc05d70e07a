import { lstat, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { comparePaths, foldPath, pathFault } from '../../core/names/portable-path.ts';
import { MregError } from '../../errors.ts';
import { ifPresent } from '../../system-error.ts';
import { METADATA_FILE } from '../layout.ts';
import { readAgain } from '../place/folder/again.ts';
import { type Links, linkFollower } from './links.ts';
import { ALL, type Selection, type SelectionRules, selectionFor } from './selection.ts';
import { refuse, type Source, type SourceFile } from './source.ts';

export interface ListOptions {
  /** None where left out. */
  readonly links?: Links | undefined;
  /** All files are taken where left out. */
  readonly rules?: SelectionRules | undefined;
}

/** Lists a source and refuses what cannot be a version: devices, names no other system can hold, links that are not followed.
 * @throws MREG_NOT_FOUND, MREG_INVALID, MREG_IO */
export async function listSource(path: string, options: ListOptions = {}): Promise<Source> {
  const listed = await listOne(path, options);
  checkPlaceOfMetadata(listed);
  return listed;
}

/** Lists several sources as one: each under its own name, a metadata.json as that of the version.
 * @throws MREG_NOT_FOUND, MREG_INVALID, MREG_IO */
export async function listSources(paths: readonly string[], options: ListOptions = {}): Promise<Source> {
  const [first, ...more] = paths;
  if (first === undefined || more.length === 0) return listSource(first ?? '', options);
  const files: SourceFile[] = [];
  const directories: string[] = [];
  const leftOut: string[] = [];
  const seen = new Map<string, string>();
  const real: string[] = [];
  for (const path of paths) {
    const listed = await listOne(path, options);
    const name = basename(listed.path);
    checkSourcePath(name);
    checkClash(seen, name, name);
    real.push(listed.path);
    const within = (inner: string) => (listed.kind === 'file' ? inner : `${name}/${inner}`);
    if (listed.kind === 'directory') directories.push(name);
    directories.push(...listed.directories.map(within));
    leftOut.push(...listed.leftOut.map(within));
    files.push(
      ...listed.files.map((file) => ({ ...file, path: within(file.path), base: dirname(listed.path) })),
    );
  }
  for (const { path } of files) checkSourcePath(path);
  const source = {
    path: real[0] as string,
    paths: real,
    kind: 'directory',
    files: files.sort(byPath),
    directories,
    leftOut,
  } as const;
  checkPlaceOfMetadata(source);
  return source;
}

async function listOne(path: string, { links = 'none', rules }: ListOptions): Promise<Source> {
  const real = await readAgain(path, () => ifPresent(realpath(path)));
  if (real === undefined)
    throw new MregError('MREG_NOT_FOUND', `no file or directory ${path}`, { details: { path } });
  const stats = await readAgain(real, () => lstat(real));
  if (stats.isFile()) {
    const file = { path: basename(real), base: dirname(real), size: stats.size };
    checkSourcePath(file.path);
    return { path: real, paths: [real], kind: 'file', files: [file], directories: [], leftOut: [] };
  }
  if (!stats.isDirectory()) throw refuse(path, 'is neither a file nor a directory');
  const walk: Walk = {
    root: real,
    selection: rules ? await selectionFor(real, rules) : ALL,
    follow: linkFollower(real, links),
    files: [],
    directories: [],
    leftOut: [],
  };
  await list(walk, '', real, [real]);
  const { files, leftOut } = walk;
  files.sort(byPath);
  const needed = new Set(files.flatMap(({ path: taken }) => directoriesAbove(taken)));
  const directories = rules?.include?.length
    ? walk.directories.filter((directory) => needed.has(directory))
    : walk.directories;
  return { path: real, paths: [real], kind: 'directory', files, directories, leftOut };
}

interface Walk {
  readonly root: string;
  readonly selection: Selection;
  readonly follow: ReturnType<typeof linkFollower>;
  readonly files: SourceFile[];
  readonly directories: string[];
  readonly leftOut: string[];
}

/** Lists the directory `here`, which is called `prefix` in the source; `above` are the real paths of those that it is in. */
async function list(walk: Walk, prefix: string, here: string, above: readonly string[]): Promise<void> {
  const names = await readAgain(here, () => readdir(here, { encoding: 'buffer' }));
  const seen = new Map<string, string>();
  for (const bytes of names) {
    const name = bytes.toString('utf8');
    const path = prefix === '' ? name : `${prefix}/${name}`;
    if (!Buffer.from(name).equals(bytes)) throw refuse(path, 'has a name that is not UTF-8');
    const absolute = join(here, name);
    const stats = await readAgain(absolute, () => lstat(absolute));
    const out = walk.selection.leavesOut(path, stats.isDirectory() ? 'directory' : 'file');
    if (out === 'unasked') walk.leftOut.push(path);
    if (out !== undefined) continue;
    checkSourcePath(path);
    checkClash(seen, name, path);
    const target = stats.isSymbolicLink() ? await walk.follow(absolute, above) : undefined;
    if (target && 'fault' in target) throw refuse(path, target.fault, target.hint);
    const real = target?.path ?? absolute;
    if (target ? target.kind === 'file' : stats.isFile()) {
      const linked = real === join(walk.root, path) ? {} : { real };
      if (path === METADATA_FILE || walk.selection.includes(path))
        walk.files.push({ path, base: walk.root, ...linked, size: target?.size ?? stats.size });
    } else if (target || stats.isDirectory()) {
      walk.directories.push(path);
      await list(walk, path, real, [...above, real]);
    } else throw refuse(path, 'is a device, a FIFO or a socket');
  }
}

function directoriesAbove(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

function byPath(a: SourceFile, b: SourceFile): number {
  return comparePaths(a.path, b.path);
}

/** Holds the path of a file of a version to what every common file system takes.
 * @throws MREG_INVALID */
export function checkSourcePath(path: string): void {
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

/** The version's own metadata.json goes there, whether or not case counts. A file called so is the source's own. */
function checkPlaceOfMetadata({ kind, files, directories }: Source): void {
  const own = kind === 'file' ? [] : [METADATA_FILE];
  const paths = [...files.map(({ path }) => path).filter((path) => !own.includes(path)), ...directories];
  const found = paths.find((path) => !path.includes('/') && foldPath(path) === foldPath(METADATA_FILE));
  if (found !== undefined)
    throw refuse(found, `takes the place of the version's ${METADATA_FILE}`, 'rename it');
}
