/**
 * The files of a metric series (docs/format.md): batches are numbered 1, 2, 3 … without gaps, one for each command that
 * logged points. Level 0 holds one batch a file; the files of 100 batches become one of level 1, and 100 of those
 * one of level 2. What a block of a higher level holds follows from its batches alone, so whoever makes it
 * makes the same.
 */
import type { MetricPoint } from '../../generated/output.ts';

/** How many files of one level become one of the next. */
const FANOUT = 100;

/** The highest level there is. */
export const TOP_LEVEL = 2;

/** The place of a file in its series. */
export interface SegmentName {
  readonly level: number;
  /** The first batch that it may hold. */
  readonly first: number;
}

/** One call's points. */
export interface Batch {
  readonly batch: number;
  readonly points: readonly MetricPoint[];
}

/** What a file says of itself in its second line; the first is the SHA-256 of all that follows it. */
export interface SegmentHeader {
  readonly series: 1;
  /** The directory of the series below .mreg/series: a file in a wrong place is found. */
  readonly of: string;
  readonly first: number;
  readonly last: number;
  readonly points: number;
  /** The earliest and the latest time of a point, which need not be those of the first and the last. */
  readonly from: string;
  readonly to: string;
  /** A random id of each batch, on levels 0 and 1: by it a writer tells its own batch from another's. */
  readonly ids?: readonly string[] | undefined;
  readonly encoding: 'plain' | 'gzip';
}

/** How many batches a file of a level holds. */
function spanOf(level: number): number {
  return FANOUT ** level;
}

/** The last batch that a file may hold. */
export function lastOf({ level, first }: SegmentName): number {
  return first + spanOf(level) - 1;
}

/** The file of a level that holds a batch, once it is there. */
export function segmentOf(level: number, batch: number): SegmentName {
  const span = spanOf(level);
  return { level, first: Math.floor((batch - 1) / span) * span + 1 };
}

/** `<level>-<first batch>.points` */
export function segmentFile({ level, first }: SegmentName): string {
  return `${level}-${String(first).padStart(10, '0')}.points`;
}

/** What a file's name says; undefined for a name that is none of a segment. */
export function parseSegmentFile(name: string): SegmentName | undefined {
  const [, level = '', first = ''] = /^([0-2])-(\d{10,15})\.points$/.exec(name) ?? [];
  const found = { level: Number(level), first: Number(first) };
  const isOne = level !== '' && found.first > 0 && segmentOf(found.level, found.first).first === found.first;
  return isOne && segmentFile(found) === name ? found : undefined;
}

/** The segments of the level below of which a block is made. */
export function membersOf({ level, first }: SegmentName): SegmentName[] {
  const span = spanOf(level - 1);
  return Array.from({ length: FANOUT }, (_, at) => ({ level: level - 1, first: first + at * span }));
}

/** The blocks that could be made of what is listed, the newest first: all members are there, and no file that holds
 * them already. */
export function mergeable(listed: readonly SegmentName[]): SegmentName[] {
  const names = new Set(listed.map(segmentFile));
  const counts = new Map<string, { block: SegmentName; count: number }>();
  for (const name of listed) {
    if (name.level === TOP_LEVEL) continue;
    const block = segmentOf(name.level + 1, name.first);
    const key = segmentFile(block);
    const found = counts.get(key) ?? { block, count: 0 };
    found.count += 1;
    counts.set(key, found);
  }
  return [...counts.values()]
    .filter(({ block, count }) => count === FANOUT && !isCovered(block, names))
    .map(({ block }) => block)
    .sort((a, b) => b.first - a.first);
}

/** What is listed although a listed file of a higher level holds it. */
export function superseded(listed: readonly SegmentName[]): { block: SegmentName; members: SegmentName[] }[] {
  const blocks = listed.filter(({ level }) => level > 0);
  return blocks.flatMap((block) => {
    const members = listed.filter(
      ({ level, first }) => level < block.level && segmentOf(block.level, first).first === block.first,
    );
    return members.length > 0 ? [{ block, members }] : [];
  });
}

function isCovered(name: SegmentName, names: ReadonlySet<string>): boolean {
  for (let level = name.level; level <= TOP_LEVEL; level += 1)
    if (names.has(segmentFile(segmentOf(level, name.first)))) return true;
  return false;
}

/** The batches of one file as its lines, one for each point. */
export function formatLines(batches: readonly Batch[]): string {
  return batches
    .flatMap(({ batch, points }) => points.map((point) => `${JSON.stringify({ batch, ...point })}\n`))
    .join('');
}

/** The batches that lines hold, in their order.
 * @throws SyntaxError for what are no such lines */
export function parseLines(text: string): Batch[] {
  const batches: { batch: number; points: MetricPoint[] }[] = [];
  // One call for all the lines is several times as fast as one for each.
  const lines = JSON.parse(`[${text.trimEnd().replaceAll('\n', ',')}]`) as (MetricPoint & {
    batch: number;
  })[];
  for (const { batch, ...point } of lines) {
    const last = batches.at(-1);
    if (last?.batch === batch) last.points.push(point);
    else batches.push({ batch, points: [point] });
  }
  return batches;
}

/** The header of a file that holds these batches. */
export function describeBatches(
  of: string,
  batches: readonly Batch[],
): Omit<SegmentHeader, 'encoding' | 'ids'> {
  let [from, to, points] = ['9', '', 0];
  for (const batch of batches) {
    for (const { at } of batch.points) {
      if (at < from) from = at;
      if (at > to) to = at;
      points += 1;
    }
  }
  return { series: 1, of, first: batches[0]?.batch ?? 0, last: batches.at(-1)?.batch ?? 0, points, from, to };
}

/** What is wrong with a header, held against the file's name; undefined for nothing. */
export function headerFault(name: SegmentName, of: string, header: SegmentHeader): string | undefined {
  if (header.series !== 1) return 'is of a format that this mreg does not know';
  if (header.of !== of) return `belongs to the series ${String(header.of)}`;
  return header.first === name.first && header.last === lastOf(name)
    ? undefined
    : `says that it holds the batches ${header.first} to ${header.last}`;
}

/** What is wrong with a file's points, held against its header; undefined for nothing. */
export function contentFault(header: SegmentHeader, batches: readonly Batch[]): string | undefined {
  const { first, last } = header;
  if (batches.some(({ batch }, at) => batch !== first + at) || batches.length !== last - first + 1)
    return `does not hold the batches ${first} to ${last}`;
  const { points, from, to } = describeBatches(header.of, batches);
  return points === header.points && from === header.from && to === header.to
    ? undefined
    : 'does not hold the points that it says it holds';
}
