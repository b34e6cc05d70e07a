/**
 * Who has files open for writing, as far as Linux shows it: descriptors, and memory that is written back. Of processes of
 * other users, and of other machines that share the disk, nothing can be seen.
 */
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';

/** A file by its device and number. */
export interface Identity {
  readonly dev: bigint;
  readonly ino: bigint;
}

/** What was seen. */
export interface OpenFiles {
  /** The process that has one of the files open for writing. */
  readonly found: { readonly pid: number; readonly file: Identity } | undefined;
  /** How many processes could not be looked into; undefined where none can. */
  readonly unseen: number | undefined;
}

const PROC = '/proc';
const ACCESS_MODE = 0o3;

/** Looks for a process that can write to one of these files without opening it again. */
export function findWriter(files: readonly Identity[]): OpenFiles {
  const wanted = new Map(files.map((file) => [keyOf(file), file]));
  let unseen = 0;
  const pids = attempt(() => readdirSync(PROC).filter((name) => /^\d+$/.test(name)));
  if (process.platform !== 'linux' || !pids) return { found: undefined, unseen: undefined };
  for (const pid of pids) {
    const names = attempt(() => readdirSync(`${PROC}/${pid}/fd`));
    // One that has ended meanwhile has nothing open.
    if (!names && attempt(() => statSync(`${PROC}/${pid}`))) unseen += 1;
    const file = findOpen(pid, names ?? [], wanted) ?? findMapped(pid, wanted);
    if (file) return { found: { pid: Number(pid), file }, unseen };
  }
  return { found: undefined, unseen };
}

function findOpen(
  pid: string,
  names: readonly string[],
  wanted: ReadonlyMap<string, Identity>,
): Identity | undefined {
  for (const name of names) {
    const path = `${PROC}/${pid}/fd/${name}`;
    if (!attempt(() => readlinkSync(path))?.startsWith('/')) continue;
    const stats = attempt(() => statSync(path, { bigint: true }));
    const file = stats && wanted.get(keyOf(stats));
    if (file && isWritable(pid, name)) return file;
  }
  return undefined;
}

function isWritable(pid: string, name: string): boolean {
  const text = attempt(() => readFileSync(`${PROC}/${pid}/fdinfo/${name}`, 'latin1'));
  const [, flags] = /^flags:\s*([0-7]+)$/m.exec(text ?? '') ?? [];
  return flags !== undefined && (Number.parseInt(flags, 8) & ACCESS_MODE) !== 0;
}

/** Memory that a process shares with a file outlives the descriptor that it was made from. */
function findMapped(pid: string, wanted: ReadonlyMap<string, Identity>): Identity | undefined {
  const text = attempt(() => readFileSync(`${PROC}/${pid}/maps`, 'latin1')) ?? '';
  for (const [, path = ''] of text.matchAll(/^\S+ .w.s \S+ \S+ \d+ +(\/.*)$/gm)) {
    const stats = attempt(() => statSync(path, { bigint: true }));
    const file = stats && wanted.get(keyOf(stats));
    if (file) return file;
  }
  return undefined;
}

function keyOf({ dev, ino }: Identity): string {
  return `${dev}:${ino}`;
}

/** Undefined where it fails: processes come and go. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
