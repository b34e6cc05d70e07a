/** What the files of a journal say of themselves: a line with the digest of all that follows it, a line that is the
 * header, and a line for each batch, which the journal never parses. */
import { type Block, lastOf } from './block.ts';

/** The second line of a file. */
export interface Header extends Summary {
  readonly journal: 1;
  /** The journal's directory below .mreg: a file in a wrong place is found. */
  readonly of: string;
  readonly first: number;
  readonly last: number;
  /** The lines after the header are compressed. */
  readonly encoding?: 'gzip' | undefined;
}

/** What a header may say of the batches, so that a reader can pass over them. */
export interface Summary {
  /** How many points the batches have. */
  readonly points?: number | undefined;
  /** The earliest and the latest time of a point. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** What the batches of a run say together, in a block. */
  readonly digest?: object | undefined;
}

/** The header of a file with these batches. */
export function makeHeader(of: string, block: Block, summary: Summary, isCompressed: boolean): Header {
  const { points, from, to, digest } = summary;
  return {
    journal: 1,
    of,
    first: block.first,
    last: lastOf(block),
    ...(points !== undefined && { points, from, to }),
    ...(digest !== undefined && { digest }),
    ...(isCompressed && { encoding: 'gzip' as const }),
  };
}

/** What a block's header says, from those of its members. */
export function joinSummaries(members: readonly Summary[]): Summary {
  const [first, ...others] = members;
  return others.reduce<Summary>(
    (joined, { points = 0, from = '', to = '' }) =>
      joined.points === undefined || joined.from === undefined || joined.to === undefined
        ? joined
        : {
            points: joined.points + points,
            from: from < joined.from ? from : joined.from,
            to: to > joined.to ? to : joined.to,
          },
    first ?? {},
  );
}

/** What is wrong with a header, held against the file's place; undefined for nothing. */
export function headerFault(
  { journal, of, first, last }: Header,
  place: string,
  block: Block,
): string | undefined {
  if (journal !== 1) return 'is of a format that this mreg does not know';
  if (of !== place) return `belongs to the journal '${String(of)}'`;
  if (first === block.first && last === lastOf(block)) return undefined;
  return first === last
    ? `says that it holds batch ${first}`
    : `says that it holds the batches ${first} to ${last}`;
}

/** The digest line of a file. */
export function digestLine(sha256: string): string {
  return `{"sha256":"${sha256}"}\n`;
}

/** Bytes of the digest line. */
export const DIGEST_LINE = digestLine('').length + 64;

/** The lines of a file, without their line ends; what follows the last that is whole comes as one more. */
export function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(10, from);
    const to = end < 0 ? bytes.length : end;
    lines.push(bytes.subarray(from, to));
    from = to + 1;
  }
  return lines;
}

/** The bytes of lines, each with its line end. */
export function joinLines(lines: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(lines.flatMap((line) => [line, LINE_END]));
}

const LINE_END = Buffer.from('\n');
