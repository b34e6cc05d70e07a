/**
 * What a registry needs of the place where its files lie. Everything that touches a registry's bytes goes through here, so a
 * place that keeps these promises has all the others (docs/guarantees.md). docs/architecture.md has them in a table, and
 * test/store/place.test.ts asks them of each place.
 *
 * Paths are those that a `Layout` gives. A method rejects with MREG_IO if the place refuses, and with MREG_DAMAGED if something
 * else lies where a file or a directory of the registry should.
 */
import { MregError } from '../errors.ts';
import type { FileRecord } from '../generated/metadata.ts';
import { meaningOf } from '../system-error.ts';
import type { Work } from '../work.ts';
import type { Source } from './intake/source.ts';

/** What has a name in a directory. */
export interface Listed {
  readonly name: string;
  readonly kind: Kind;
  /** Bytes of a file, if the place tells without being asked for it. */
  readonly size?: number | undefined;
}

/** `linked` is a symbolic link, and `special` what is neither file nor directory nor link. */
export type Kind = 'file' | 'directory' | 'linked' | 'special';

/** A file or a directory, by itself. */
export interface Facts {
  readonly kind: Kind;
  /** Bytes of a file. */
  readonly size: number;
  readonly changed: Date;
}

/** An open file. One that is replaced or removed meanwhile gives the bytes that it had, or an error. */
export interface OpenFile {
  readonly size: number;
  readonly changed: Date;
  /** The bytes at a position, else the next; none at the end. */
  read(
    buffer: Buffer,
    offset: number,
    length: number,
    position?: number,
  ): Promise<{ readonly bytesRead: number }>;
  close(): Promise<void>;
}

/** A source whose files have a second name in a draft. */
export interface Linked {
  readonly records: FileRecord[];
  /** How many processes could not be asked whether they write to the files; undefined where none can be. */
  readonly unseen: number | undefined;
  /** To be called right before the version is put on record.
   * @throws MREG_CONFLICT where a file was written to or replaced since it was hashed */
  check(): Promise<void>;
  /** Removes the first names, once the version is on record; gives the paths of those that stayed. */
  finish(): Promise<string[]>;
  /** Removes the second names, unless they were published. */
  undo(): Promise<void>;
}

/** A file that is being written. One of `end` and `cancel` is called. */
export interface Writer {
  /** The bytes may change once the promise is fulfilled. */
  write(bytes: Uint8Array): Promise<void>;
  /** On return the bytes outlive a power cut; `settle` does the same for the name. */
  end(): Promise<void>;
  /** Nothing is left of it. */
  cancel(): Promise<void>;
}

/** What a file holds, or what keeps it from being read. */
export type Reading =
  | { readonly size: number; readonly sha256: string }
  | { readonly fault: 'missing' | 'linked' | 'special' }
  | { readonly fault: 'unreadable'; readonly because: string };

/** Hashes files, several at once. Made for one piece of work, closed at its end. */
export interface Hasher {
  /** @throws MREG_INTERRUPTED */
  hash(path: string, size: number): Promise<Reading>;
  close(): Promise<void>;
}

/** Something in the place of a directory. */
export interface Impostor {
  /** Relative to the root. */
  readonly path: string;
  readonly linked: boolean;
  readonly problem: string;
}

/** What keeps this user from using a file or a directory. */
export interface Refusal {
  readonly fault: 'unreadable' | 'unwritable';
  readonly because: string;
}

/** Something that is closed to the group that shares the place. */
export interface Closed {
  /** Relative to the root. */
  readonly path: string;
  /** This user may open it. */
  readonly own: boolean;
}

/** What a file shall hold. */
export interface NewFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What is on its way to the disk while other work goes on. Whoever has it waits for all of it; until then a failure of a part is
 * nobody's. */
export type Pending = Promise<void>[];

/** What `create` rests on. */
export interface CreateOptions {
  /** Whether the bytes are where they may have gone since they were created. */
  readonly arrived?: () => Promise<boolean>;
  /** What has to outlive a power cut before the file gets its name. If a part of it fails, the file is not created. */
  readonly after?: Pending | undefined;
}

/** Names of a directory: all if neither is given. */
export interface ListOptions {
  /** Those that begin so. */
  readonly beginning?: string | undefined;
  /** Those that come after this one, byte by byte. */
  readonly after?: string | undefined;
}

export interface Place {
  /** Whether each question is a request over a network, answered as things are at that moment. Then what this process knows is not
   * asked again, an absence is believed at once, and many names are asked for in one listing. */
  readonly remote: boolean;
  /** Whether a directory that was published can get another name. If not, a version that is deleted stays where it is until `gc`
   * removes it, and comes back there. */
  readonly renames: boolean;
  /** Fails if the place cannot keep these promises. To be called before a registry is made.
   * @throws MREG_INVALID, MREG_IO */
  found(): Promise<void>;
  /** All bytes of a file, of one moment; undefined if there is none. */
  read(path: string): Promise<Buffer | undefined>;
  /** Whether there is a file or a directory; with a slash at the end, a directory. */
  exists(path: string): Promise<boolean>;
  /** What a file or a directory is; undefined if there is none. */
  stat(path: string): Promise<Facts | undefined>;
  /** What a directory holds, in no order; undefined if there is none, and possibly if it is empty. What was created a moment ago may be left out, so
   * what has to be found is asked for by its name. */
  list(directory: string, only?: ListOptions): Promise<readonly Listed[] | undefined>;
  /** Opens a file to read it; undefined if there is none. */
  open(path: string): Promise<OpenFile | undefined>;
  /** Reads files to their end. What they do not let be read is part of the answer. `total` bytes are for the progress alone. */
  openHasher(work: Work, total: number): Promise<Hasher>;
  /** The first directory on the way from the root to `path`, `path` included, that is none; undefined if all are directories, or
   * are missing. */
  findImpostor(path: string): Promise<Impostor | undefined>;
  /** What keeps this user from using a file or a directory; nothing if there is none. */
  findRefusals(path: string): Promise<readonly Refusal[]>;
  /** Whether `create` can work in a directory, as far as that can be told; leaves nothing behind. */
  canCreate(directory: string): Promise<boolean | undefined>;
  /** What the group that shares the place can neither read nor replace; nothing if none does. */
  findClosed(): Promise<readonly Closed[]>;
  /** Opens something to the group; the root with all that is ever made in it. */
  share(path: string): Promise<void>;
  /** From now on answers come from the place itself: what a client remembers of the names beside these paths counts no
   * longer. */
  refresh(...paths: readonly string[]): void;

  /** Makes what has to be there before anything is created in directories. */
  prepare(...directories: readonly string[]): Promise<void>;
  /** Makes a file unless there is one; of any number who try at once one creates it. Once `created` is told the file outlives
   * a power cut. If an answer was lost, the bytes say whose file it is: no two writers write the same. */
  create(path: string, bytes: Uint8Array, options?: CreateOptions): Promise<'created' | 'exists'>;
  /** Makes files hold other bytes, whatever they held; a reader of one sees the old bytes or the new. They do so in the order
   * given, so whoever sees the last has the others. On return all outlive a power cut.
   * A remote place replaces the last only as long as it holds `over`, which are the bytes that `read` gave. The
   * answer tells whether it did, and is undefined if the place did not compare. */
  replace(files: readonly NewFile[], over?: Uint8Array): Promise<boolean | undefined>;
  /** On return the bytes of a file, or what anybody has created in a directory, outlive a power cut. */
  settle(path: string): Promise<void>;
  /** Writes a small file that nobody has to find after a power cut. The answer removes it. */
  note(path: string, bytes: Uint8Array): Promise<() => Promise<void>>;
  /** Removes a file, or a directory with all that is in it, as far as it is there. It disappears at once if the place renames. */
  remove(path: string): Promise<void>;
  /** Removes directories in the order given, up to the first that holds something. */
  removeEmpty(directories: readonly string[]): Promise<void>;
  /** Removes files of one directory, as far as they are there. */
  removeFiles(directory: string, names: readonly string[]): Promise<void>;

  /** Takes the files of a source into a directory that is not there yet, that nobody looks for and others may not see, and hashes them on the way. On return
   * all but the names in the directory itself outlive a power cut; after a failure nothing of it is left.
   * @throws MREG_INVALID if the source changes meanwhile; MREG_INTERRUPTED */
  take(source: Source, draft: string, work: Work): Promise<FileRecord[]>;
  /** Fails if the files of a source cannot get here without being copied; changes nothing.
   * @throws MREG_CONFLICT */
  checkMovable(source: Source): Promise<void>;
  /** The same as `take` without a copy: the files are here and where they were, until one of the two is given up.
   * @throws MREG_CONFLICT, MREG_INVALID, MREG_INTERRUPTED */
  link(source: Source, draft: string, work: Work): Promise<Linked>;
  /** Opens a new file that nobody looks for yet; missing directories are made. */
  write(path: string): Promise<Writer>;
  /** Makes a file of a version that is not published yet hold pieces, one after the other. It outlives a power cut. */
  put(path: string, pieces: readonly Uint8Array[]): Promise<void>;
  /** Gives a file, or a complete directory, that outlives a power cut its name, unless that is taken. A file keeps the one that it has as well. All of it can be seen at once, or
   * nothing, if the place renames; else its files can be seen one after the other, the first in order last. Of any number who
   * publish under one name at once one succeeds. The name outlives a power cut on return, or, with
   * `pending`, once that is through. */
  publish(from: string, to: string, pending?: Pending): Promise<'published' | 'exists'>;
  /** The same in the place of a file or of an empty directory. False if there is nothing to move, or if what has the name cannot be
   * replaced. */
  move(from: string, to: string): Promise<boolean>;
  /** Takes a directory that was published, but that nothing names, back to where it came from, if that can be done. */
  withdraw(path: string, to: string): Promise<void>;
  /** Removes what this process made for itself in the staging area, if that can be done. */
  discard(path: string): Promise<void>;
}

/** Fails if a directory on the way from the root to `path`, `path` included, is a symbolic link or no directory.
 * @throws MREG_DAMAGED, MREG_IO */
export async function checkInside(place: Place, root: string, path: string): Promise<void> {
  const impostor = await place.findImpostor(path);
  if (!impostor) return;
  throw new MregError('MREG_DAMAGED', `${root}/${impostor.path} ${impostor.problem}`, {
    hint: 'mreg doctor',
    details: { path: `${root}/${impostor.path}`, problem: impostor.problem },
  });
}

/** The refusal of what only a directory of this machine can do. */
export function notInBucket(what: string, instead: string): MregError {
  return new MregError('MREG_INVALID', `a registry in a bucket cannot ${what}`, {
    hint: instead,
    details: { place: 'bucket' },
  });
}

/** Asks for what something names, in one of some places: an absence is believed the second time, unless the place remembers
 * nothing. */
export async function insist<T>(
  place: Place,
  paths: readonly string[],
  ask: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const first = await ask();
  if (first !== undefined || place.remote) return first;
  place.refresh(...paths);
  return ask();
}

/** All bytes of a file that something names.
 * @throws MREG_DAMAGED, MREG_IO */
export function readNamed(place: Place, path: string): Promise<Buffer | undefined> {
  return insist(place, [path], () => place.read(path));
}

/** Whether there is a file or a directory that something names.
 * @throws MREG_IO */
export async function isThere(place: Place, path: string): Promise<boolean> {
  return (await insist(place, [path], async () => (await place.exists(path)) || undefined)) ?? false;
}

/** The names of the directories in a directory, sorted, hidden ones left out; undefined if there is none.
 * @throws MREG_IO */
export async function listDirectories(place: Place, path: string): Promise<string[] | undefined> {
  const listed = await place.list(path);
  return listed
    ?.filter(({ name, kind }) => kind === 'directory' && !name.startsWith('.'))
    .map(({ name }) => name)
    .sort();
}

/** All bytes of a file that may be damaged; undefined if there is none, or what keeps it from being read. */
export async function readOrExplain(
  place: Place,
  path: string,
): Promise<Buffer | undefined | { readonly problem: string }> {
  try {
    return await place.read(path);
  } catch (error) {
    return { problem: `cannot be read: ${reasonOf(error)}` };
  }
}

/** What kept a place from answering, for people. Other errors pass. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof MregError)) throw error;
  return meaningOf(error.cause ?? error);
}

const ABOUT_ONE = ['EACCES', 'EPERM', 'EIO', 'ENOTDIR', 'EISDIR', 'ELOOP'];

/** Whether a failure is about one file or directory, so that others may be read all the same. Failures of this process, such as
 * too many open files, are about all of them. */
export function isAboutOne(error: unknown): error is MregError {
  if (!(error instanceof MregError)) return false;
  const { code, details } = error;
  return code === 'MREG_DAMAGED' || (code === 'MREG_IO' && ABOUT_ONE.includes(String(details?.errno)));
}

const ATTEMPTS = 3;

/** Runs `work`, which may run more than once: before it is believed that a registry is damaged, what a client remembers of these
 * paths is given up, and all is read again. */
export async function unlessStale<T>(
  place: Place,
  paths: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; attempt < ATTEMPTS; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof MregError && error.code === 'MREG_DAMAGED')) throw error;
    }
    place.refresh(...paths);
  }
  return work();
}
