import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { BLOCK, type Block, blockOf, splitSegment } from '../../core/journal/log-block.ts';
import type { Layout } from '../layout.ts';
import { ifPresent, io } from '../place/folder/io.ts';
import { readOrExplain } from '../versions/version-files.ts';

type Bytes = Buffer | { readonly problem: string };

/** An entry of the log that has a file of its own, as it lies there, whatever it holds. */
export interface RawEntry {
  readonly revision: number;
  readonly bytes: Bytes;
}

/** A segment, whatever it holds. */
export interface RawSegment {
  readonly block: Block;
  readonly texts: readonly Buffer[] | { readonly problem: string };
  /** The files beside it that have the name of one of its entries. */
  readonly beside: readonly RawEntry[];
}

/** What lies in the log's directory, in order. */
export interface ListedLog {
  /** The revisions that have a file of their own. */
  readonly revisions: readonly number[];
  /** The first revisions of those that are there as a segment. */
  readonly segments: readonly number[];
  /** Names that are none of the log. */
  readonly strays: readonly string[];
}

/** Undefined where there is no log.
 * @throws MREG_IO */
export async function listLog(layout: Layout): Promise<ListedLog | undefined> {
  const names = await io('read', layout.log, () => ifPresent(readdir(layout.log)));
  if (!names) return undefined;
  const [revisions, segments, strays]: [number[], number[], string[]] = [[], [], []];
  for (const name of names) {
    const revision = /^\d{10}(-\d{10})?\.json$/.test(name) ? Number.parseInt(name, 10) : 0;
    const isNameOf = (path: string) => revision > 0 && basename(path) === name;
    if (isNameOf(layout.entry(revision))) revisions.push(revision);
    else if (isNameOf(layout.segment(revision))) segments.push(revision);
    else strays.push(name);
  }
  const ascending = (a: number, b: number) => a - b;
  return { revisions: revisions.sort(ascending), segments: segments.sort(ascending), strays: strays.sort() };
}

const AT_ONCE = 64;
const WIDEST_GAP = 64;

/** All of the log in order, some read ahead. What a listing leaves out is asked for by name: while others write it
 * may lack an entry and yet have a later one, and a network file system may not list the newest.
 * @throws MREG_IO */
export async function* readLogFiles(
  layout: Layout,
  { revisions, segments }: Pick<ListedLog, 'revisions' | 'segments'>,
): AsyncGenerator<RawEntry | RawSegment> {
  const listed = new Map<number, number[]>(segments.map((first) => [first, []]));
  for (const revision of revisions) {
    const { first } = blockOf(revision);
    const own = listed.get(first);
    if (own) own.push(revision);
    else listed.set(first, [revision]);
  }
  let next = 1;
  let parts: readonly (RawEntry | RawSegment)[] = [];
  for (const [first, own] of [...listed].sort(([a], [b]) => a - b)) {
    // A gap too wide for a race is left alone: a stray name must not cost a thousand million reads.
    if (first - next <= WIDEST_GAP * BLOCK)
      for (; next < first; next += BLOCK) yield* await readBlock(layout, next, []);
    parts = await readBlock(layout, first, own, segments.includes(first));
    yield* parts;
    next = first + BLOCK;
  }
  // Where nothing can be opened every name looks taken: one of them says so.
  for (; !isUnreadable(parts.at(-1)); next += BLOCK) {
    parts = await readBlock(layout, next, []);
    if (parts.length === 0) return;
    yield* parts;
  }
}

function isUnreadable(part: RawEntry | RawSegment | undefined): boolean {
  return part !== undefined && 'problem' in ('block' in part ? part.texts : part.bytes);
}

/** One segment, or entries; of those that are not listed, the ones that follow without a gap. */
async function readBlock(
  layout: Layout,
  first: number,
  own: readonly number[],
  isListed = false,
): Promise<readonly (RawEntry | RawSegment)[]> {
  const block = blockOf(first);
  const before = await readRawSegment(layout, block, isListed);
  if (before) return [{ ...before, beside: await readNamed(layout, own) }];
  const to = own.at(-1) ?? first - 1;
  const entries = await readNamed(
    layout,
    Array.from({ length: to - first + 1 }, (_, index) => first + index),
  );
  for (let revision = to + 1; revision <= block.last; revision += 1) {
    const bytes = await readOrExplain(layout.entry(revision));
    if (bytes) entries.push({ revision, bytes });
    if (!bytes || 'problem' in bytes) break;
  }
  // It may have been packed meanwhile.
  const after = await readRawSegment(layout, block, isListed);
  return after ? [after] : entries;
}

/** One that can neither be read nor was listed is none. */
async function readRawSegment(
  layout: Layout,
  block: Block,
  isListed: boolean,
): Promise<RawSegment | undefined> {
  const bytes = await readOrExplain(layout.segment(block.first));
  if (bytes && 'problem' in bytes && !isListed) return undefined;
  return bytes && { block, texts: 'problem' in bytes ? bytes : splitSegment(bytes), beside: [] };
}

async function readNamed(layout: Layout, revisions: readonly number[]): Promise<RawEntry[]> {
  const entries: RawEntry[] = [];
  for (let index = 0; index < revisions.length; index += AT_ONCE) {
    const batch = revisions.slice(index, index + AT_ONCE);
    const read = await Promise.all(batch.map((revision) => readOrExplain(layout.entry(revision))));
    for (const [at, bytes] of read.entries())
      if (bytes) entries.push({ revision: batch[at] as number, bytes });
  }
  return entries;
}
