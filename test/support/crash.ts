/**
 * What a disk may hold after the power was cut, worked out from the calls that a command made. Only what was synced is
 * sure: a file's bytes by its own sync, a name by a sync of the directory that holds it. Of everything else any part may
 * have reached the disk in any order. What is taken for granted is said in docs/guarantees.md: a rename is one step.
 */
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { count, random } from './store.ts';
import type { Call } from './strace.ts';

interface Inode {
  /** Undefined for a directory. */
  bytes: Buffer | undefined;
  /** When it was written last, and synced last; both by the number of the call. */
  written: number;
  readonly synced: number[];
}

/** A name that came, went or moved. */
interface Step {
  readonly at: number;
  readonly changes: readonly {
    readonly dir: Inode;
    readonly name: string;
    readonly inode: Inode | undefined;
  }[];
  /** The call that made it sure; Infinity where none did. */
  sure: number;
}

type Names = Map<Inode, Map<string, Inode>>;

/** A choice of what reached the disk. */
export interface Choice {
  readonly name: string;
  /** Which of the steps that are not sure. */
  readonly takes: (index: number, of: number) => boolean;
  /** How much of the bytes that are not sure. */
  readonly bytes: 'none' | 'half' | 'all';
}

/** What a disk holds after a power cut. */
export interface Remains {
  /** By path, parents first; undefined for a directory. */
  readonly files: ReadonlyMap<string, Buffer | undefined>;
  /** How many names were not sure. */
  readonly unsure: number;
}

/** The history of a tree while a command ran. */
export class Disk {
  readonly #top: Inode = directory();
  readonly #steps: Step[] = [];
  readonly #names: Names = new Map();
  readonly #begin: Names;
  readonly #place: string;

  /** `place` as it was before the calls; made with what is in `roots` below it then. */
  constructor(place: string, ...roots: readonly string[]) {
    this.#place = place;
    this.#names.set(this.#top, new Map());
    for (const root of roots) if (lstatSync(root, { throwIfNoEntry: false })) this.#load(root, this.#top);
    this.#begin = new Map([...this.#names].map(([dir, names]) => [dir, new Map(names)]));
  }

  /** Takes in the calls of a command that has come to its end; files have the bytes that they have now, and those that it made and
   * removed again the bytes that `gone` has for their names. */
  record(calls: readonly Call[], gone: Readonly<Record<string, string>> = {}): void {
    for (const [index, { text }] of calls.entries()) this.#call(text, index);
    this.#readBytes(this.#top, this.#place);
    for (const { changes } of this.#steps)
      for (const { name, inode } of changes)
        if (inode?.bytes && gone[name] !== undefined) inode.bytes = Buffer.from(gone[name]);
  }

  /** What the disk holds when the power is cut after a call. */
  cut(at: number, { takes, bytes }: Choice): Remains {
    const done = this.#steps.filter((step) => step.at <= at);
    const open = done.filter((step) => step.sure > at);
    const taken = new Set(open.filter((_, index) => takes(index, open.length)));
    const names: Names = new Map([...this.#begin].map(([dir, held]) => [dir, new Map(held)]));
    for (const step of done) {
      if (step.sure > at && !taken.has(step)) continue;
      for (const { dir, name, inode } of step.changes) {
        const held = names.get(dir) ?? new Map();
        names.set(dir, held);
        if (inode) held.set(name, inode);
        else held.delete(name);
      }
    }
    const files = new Map<string, Buffer | undefined>();
    list(this.#top, '', names, files, (inode) => contentAt(inode, at, bytes));
    return { files, unsure: open.length };
  }

  #load(path: string, parent: Inode): void {
    const inode = lstatSync(path).isDirectory() ? directory() : file(readFileSync(path));
    this.#names.get(parent)?.set(basename(path), inode);
    if (inode.bytes) return;
    this.#names.set(inode, new Map());
    for (const name of readdirSync(path)) this.#load(join(path, name), inode);
  }

  #find(path: string): Inode | undefined {
    if (path !== this.#place && !path.startsWith(`${this.#place}/`)) return undefined;
    const parts = path.slice(this.#place.length).split('/').filter(Boolean);
    return parts.reduce<Inode | undefined>((at, name) => at && this.#names.get(at)?.get(name), this.#top);
  }

  #step(at: number, moves: readonly (readonly [path: string, inode: Inode | undefined])[]): void {
    const changes = moves.map(([path, inode]) => {
      const dir = this.#find(dirname(path)) as Inode;
      const held = this.#names.get(dir) as Map<string, Inode>;
      if (inode) held.set(basename(path), inode);
      else held.delete(basename(path));
      return { dir, name: basename(path), inode };
    });
    this.#steps.push({ at, changes, sure: Number.POSITIVE_INFINITY });
  }

  #call(text: string, at: number): void {
    const [, call = '', rest = '', result = ''] = /^(\w+)\((.*)\) += (\S+)/.exec(text) ?? [];
    if (result === '' || result.startsWith('-')) return;
    const paths = [...rest.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, path]) => path as string);
    const [first = '', second = ''] = paths;
    const known = this.#find(dirname(first)) !== undefined;
    const held = /^\d+<([^>]*)>/.exec(rest)?.[1];
    const inode = held === undefined ? undefined : this.#find(held);
    if (call === 'openat' && /O_CREAT/.test(rest) && known && !this.#find(first))
      this.#step(at, [[first, file(Buffer.alloc(0), at)]]);
    else if (/^p?write/.test(call) && inode) inode.written = at;
    else if (call === 'fsync' && inode) {
      inode.synced.push(at);
      for (const step of this.#steps)
        if (step.changes.some(({ dir }) => dir === inode)) step.sure = Math.min(step.sure, at);
    } else if (/^mkdir/.test(call) && known) {
      const made = directory();
      this.#step(at, [[first, made]]);
      this.#names.set(made, new Map());
    } else if (/^link/.test(call) && known) this.#step(at, [[second, this.#find(first)]]);
    else if (/^rename/.test(call) && known) {
      const moved = this.#find(first);
      this.#step(at, [
        [first, undefined],
        [second, moved],
      ]);
    } else if (/^(unlink|rmdir)/.test(call) && this.#find(first)) this.#step(at, [[first, undefined]]);
  }

  /** Every file is written once, so its last bytes are all that were ever meant to be in it. */
  #readBytes(dir: Inode, path: string): void {
    for (const [name, inode] of this.#names.get(dir) ?? []) {
      if (inode.bytes) inode.bytes = readFileSync(join(path, name));
      else this.#readBytes(inode, join(path, name));
    }
  }
}

function directory(): Inode {
  return { bytes: undefined, written: -1, synced: [] };
}

function file(bytes: Buffer, written = -1): Inode {
  return { bytes, written, synced: [] };
}

function contentAt({ bytes, written, synced }: Inode, at: number, kept: Choice['bytes']): Buffer {
  const all = bytes as Buffer;
  const isSure = written < 0 || synced.some((sync) => sync > written && sync <= at);
  if (isSure || kept === 'all') return all;
  return kept === 'none' ? Buffer.alloc(0) : all.subarray(0, all.length >> 1);
}

function list(
  dir: Inode,
  path: string,
  names: Names,
  files: Map<string, Buffer | undefined>,
  content: (inode: Inode) => Buffer,
): void {
  for (const [name, inode] of names.get(dir) ?? []) {
    files.set(`${path}${name}`, inode.bytes && content(inode));
    if (!inode.bytes) list(inode, `${path}${name}/`, names, files, content);
  }
}

/** Tells remains that are the same. */
export function digestOf({ files }: Remains): string {
  const hash = createHash('sha256');
  for (const [path, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${path}\n${bytes?.length}\n`).update(bytes ?? '');
  return hash.digest('hex');
}

/** Writes what remains to a directory. */
export function writeRemains({ files }: Remains, to: string): void {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to);
  for (const [path, bytes] of files)
    if (bytes) writeFileSync(join(to, path), bytes);
    else mkdirSync(join(to, path));
}

/** What may have reached the disk: nothing, everything but bytes, all but one step, the first steps, or any. */
export function choices(seed: number): Choice[] {
  const next = random(seed);
  const any = (bytes: Choice['bytes']): Choice => ({ name: 'any', takes: () => next() < 0.5, bytes });
  return [
    { name: 'no step', takes: () => false, bytes: 'none' },
    { name: 'each step, no bytes', takes: () => true, bytes: 'none' },
    { name: 'each step, half of the bytes', takes: () => true, bytes: 'half' },
    { name: 'the last step alone', takes: (index, of) => index === of - 1, bytes: 'none' },
    { name: 'all but the last step', takes: (index, of) => index < of - 1, bytes: 'all' },
    { name: 'all but the first step', takes: (index) => index > 0, bytes: 'all' },
    ...Array.from({ length: count(1, 20) }, () => any('none')),
    ...Array.from({ length: count(1, 20) }, () => any('all')),
  ];
}
