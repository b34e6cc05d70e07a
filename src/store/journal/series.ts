/**
 * Reading a metric series (docs/format.md). Files are asked for by name, batch after batch; a listing only tells whether
 * the end was reached. A file of a batch counts only if no block holds that batch: a writer that stood still may put
 * one there long after the name had its life.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  lastOf,
  parseSegmentFile,
  type SegmentName,
  segmentFile,
  segmentOf,
  TOP_LEVEL,
} from '../../core/journal/segment.ts';
import { MregError } from '../../errors.ts';
import type { Layout } from '../layout.ts';
import { errno, io } from '../place/folder/io.ts';
import { readPlain } from '../versions/version-files.ts';
import { decodeSegment, type Segment } from './segment.ts';

/** A version's series. */
export interface SeriesPlace {
  /** Absolute. */
  readonly directory: string;
  /** Below .mreg/series, as the files name it. */
  readonly of: string;
}

/** The place of a series. */
export function seriesPlace(layout: Layout, of: string): SeriesPlace {
  return { directory: join(layout.series, ...of.split('/')), of };
}

/** The absolute path of a file of a series. */
export function segmentPath({ directory }: SeriesPlace, name: SegmentName): string {
  return join(directory, segmentFile(name));
}

/** What lies in a series' directory, in no order: its segments, and names that are none. Undefined where there is none.
 * @throws MREG_IO */
export async function listSegments(
  place: SeriesPlace,
): Promise<{ segments: SegmentName[]; strays: string[] } | undefined> {
  const names = await unlessGone(place.directory, readdir(place.directory));
  if (!names) return undefined;
  const parsed = names.map((name) => [name, parseSegmentFile(name)] as const);
  return {
    segments: parsed.flatMap(([, segment]) => (segment ? [segment] : [])),
    strays: parsed.flatMap(([name, segment]) => (segment ? [] : [name])),
  };
}

/** A segment that was found: its bytes, or what keeps them from being read. */
export interface FoundSegment {
  readonly name: SegmentName;
  readonly bytes: Buffer | { readonly problem: string };
}

/** The file that holds a batch, the block of the highest level that there is. Undefined where there is none: the batch
 * was not logged before this call began.
 * @throws MREG_IO */
export async function findSegment(place: SeriesPlace, batch: number): Promise<FoundSegment | undefined> {
  // What is nowhere in one round has moved up meanwhile, once for each level at most.
  for (let round = 0; round <= TOP_LEVEL + 1; round += 1) {
    for (let level = TOP_LEVEL; level >= 0; level -= 1) {
      const name = segmentOf(level, batch);
      const bytes = await readSegmentFile(segmentPath(place, name));
      if (bytes === undefined) continue;
      if (level === 0 && (await findBlock(place, batch)) !== undefined) break;
      return { name, bytes };
    }
  }
  return undefined;
}

/** The block that holds a batch. The lowest level is asked first: what has moved up meanwhile is found above.
 * @throws MREG_IO */
export async function findBlock(place: SeriesPlace, batch: number): Promise<SegmentName | undefined> {
  for (let level = 1; level <= TOP_LEVEL; level += 1) {
    const name = segmentOf(level, batch);
    if (await unlessGone(segmentPath(place, name), stat(segmentPath(place, name)))) return name;
  }
  return undefined;
}

/** All of a series in order, one file after the other; of files that are older than `since` nothing.
 * @throws MREG_DAMAGED, MREG_IO */
export async function* readSeries(place: SeriesPlace, since = ''): AsyncGenerator<Segment> {
  // Most versions have none, and this is one question where the way to the end takes a dozen.
  if (!(await unlessGone(place.directory, stat(place.directory)))) return;
  for (let batch = 1; ; ) {
    const found = await findSegment(place, batch);
    if (!found) {
      const missing = await findMissing(place, batch);
      if (missing === 'end') return;
      if (missing === 'gap') throw damaged(segmentPath(place, { level: 0, first: batch }), 'is missing');
      continue;
    }
    const segment = await decode(place, found, since);
    if ('problem' in segment) throw damaged(segmentPath(place, found.name), segment.problem);
    // The first of its batches may have been read before they went into a block.
    const from = batch;
    yield { ...segment, batches: segment.batches.filter((one) => one.batch >= from) };
    batch = lastOf(found.name) + 1;
  }
}

/** What a found file holds, or what is wrong with it. */
export async function decode(
  place: SeriesPlace,
  { name, bytes }: FoundSegment,
  since?: string,
): Promise<Segment | { readonly problem: string }> {
  return 'problem' in bytes ? bytes : decodeSegment(bytes, name, place.of, since);
}

const PATIENCE = 5;

/** Whether a series ends before a batch that no file holds, or lacks it; `found` where it came meanwhile.
 * @throws MREG_IO */
export async function findMissing(place: SeriesPlace, batch: number): Promise<'end' | 'gap' | 'found'> {
  for (let attempt = 0; attempt < PATIENCE; attempt += 1) {
    const listed = await listSegments(place);
    if (!listed?.segments.some((name) => lastOf(name) >= batch)) return 'end';
    if (await findSegment(place, batch)) return 'found';
    // A network file system may remember for a moment that a name was free.
    await wait(2 ** attempt * 10);
  }
  return 'gap';
}

async function readSegmentFile(path: string): Promise<FoundSegment['bytes'] | undefined> {
  try {
    return await unlessGone(path, readPlain(path));
  } catch (error) {
    if (error instanceof MregError && error.code === 'MREG_IO') return { problem: error.message };
    throw error;
  }
}

/** NFS says ESTALE of a file that was removed on another machine. */
async function unlessGone<T>(path: string, work: Promise<T>): Promise<T | undefined> {
  return io('read', path, async () => {
    try {
      return await work;
    } catch (error) {
      if (errno(error) === 'ENOENT' || errno(error) === 'ESTALE') return undefined;
      throw error;
    }
  });
}

function damaged(path: string, problem: string): MregError {
  return new MregError('MREG_DAMAGED', `${path} ${problem}`, {
    hint: 'mreg verify',
    details: { path, problem },
  });
}
