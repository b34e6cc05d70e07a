/**
 * Models looked up in the text of a large manifest.json by halves: they stand there in the order of their keys, each
 * beginning on a line of its own (manifest-text.ts).
 */

/** How a model's line begins, with the line break before it. */
export const MODEL = '\n    "';
/** A model's line; its key. */
export const LINE = /^ {4}"([\w.-]+\/[\w.-]+)": \{\n/;
/** Bytes; a type and a name have 64 each. */
export const LONGEST_LINE = 150;

/** As much as is read at once; less than that is read line by line. */
export const PIECE = 1 << 16;

/** More types than that are found sooner by reading the whole. */
const MOST_TYPES = 16;

/** Bytes that are read a piece here and a piece there: a file's, or those in memory. */
export interface Pieces {
  readonly size: number;
  /** The bytes from `position`, fewer than `length` at the end; they hold until the next are read. */
  read(position: number, length: number): Buffer;
}

/** Bytes in memory. */
export function piecesOf(bytes: Buffer): Pieces {
  return { size: bytes.length, read: (at, length) => bytes.subarray(at, at + length) };
}

/** Where `mark` begins for the first time from `from` on and before `until`; -1 where it does not. */
export function findFrom(bytes: Pieces, mark: string, from: number, until = bytes.size): number {
  for (let at = from; at < until; at += PIECE - mark.length + 1) {
    const found = bytes.read(at, PIECE).indexOf(mark);
    if (found >= 0) return at + found < until ? at + found : -1;
  }
  return -1;
}

/** Where a model stands. */
export interface Place {
  readonly key: string;
  /** Where its line begins. */
  readonly line: number;
}

/** From the line break before the first model to the end of the last. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export class ManifestSearch {
  readonly #bytes: Pieces;
  readonly #range: Range;
  /** By where it was looked from, the next model, or up to where there is none: several searches begin with the same halves. */
  readonly #known = new Map<number, Place | number>();

  constructor(bytes: Pieces, range: Range) {
    this.#bytes = bytes;
    this.#range = range;
  }

  /** The first model whose key is `wanted` or comes after it. */
  firstFrom(wanted: string): Place | undefined {
    let { start, end } = this.#range;
    const first = this.#next(start, start + PIECE);
    if (first && first.key >= wanted) return first;
    let best: Place | undefined;
    while (end - start > PIECE) {
      const middle = Math.floor((start + end) / 2);
      const place = this.#next(middle, end);
      if (place && place.key < wanted) start = place.line;
      else {
        best = place ?? best;
        end = middle;
      }
    }
    for (let from = start; ; ) {
      const place = this.#next(from, end + LONGEST_LINE);
      if (!place || place.line > this.#range.end) return best;
      if (place.key >= wanted) return place;
      from = place.line;
    }
  }

  /** Where the model of this key stands, if it does. */
  find(key: string): Place | undefined {
    const place = this.firstFrom(key);
    return place?.key === key ? place : undefined;
  }

  /** Where the models of this name stand, in whatever type; undefined where there are too many types to look into each. */
  named(name: string): Place[] | undefined {
    const places: Place[] = [];
    let next = this.firstFrom('');
    for (let types = 0; next && types < MOST_TYPES; types += 1) {
      const type = next.key.slice(0, next.key.indexOf('/'));
      const place = this.find(`${type}/${name}`);
      if (place) places.push(place);
      // '0' comes after '/', so this is after the last model of the type.
      next = this.firstFrom(`${type}0`);
    }
    return next ? undefined : places;
  }

  /** The first model whose line begins after `from` and before `until`. */
  #next(from: number, until: number): Place | undefined {
    const known = this.#known.get(from);
    if (typeof known === 'object') return known.line < until ? known : undefined;
    if (known !== undefined && until <= known) return undefined;
    const place = this.#read(from, until);
    this.#known.set(from, place ?? until);
    return place;
  }

  #read(from: number, until: number): Place | undefined {
    const line = findFrom(this.#bytes, MODEL, from, until) + 1;
    if (line === 0) return undefined;
    const [, key] = LINE.exec(this.#bytes.read(line, LONGEST_LINE).toString('latin1')) ?? [];
    return key === undefined ? undefined : { key, line };
  }
}
