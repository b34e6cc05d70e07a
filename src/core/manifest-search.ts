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

/** Bytes that are read a piece here and a piece there: a file's, or those in memory. */
export interface Pieces {
  readonly size: number;
  /** The bytes from `position`, fewer than `length` at the end. */
  read(position: number, length: number): Buffer;
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

/** The first model whose key is `wanted` or comes after it. */
export function firstFrom(bytes: Pieces, range: Range, wanted: string): Place | undefined {
  let { start, end } = range;
  let best: Place | undefined;
  while (end - start > PIECE) {
    const middle = Math.floor((start + end) / 2);
    const place = nextModel(bytes, middle, end);
    if (place && place.key < wanted) start = place.line;
    else {
      best = place ?? best;
      end = middle;
    }
  }
  for (let from = start; ; ) {
    const place = nextModel(bytes, from, end + LONGEST_LINE);
    if (!place || place.line > range.end) return best;
    if (place.key >= wanted) return place;
    from = place.line;
  }
}

/** The first model whose line begins after `from` and before `until`. */
function nextModel(bytes: Pieces, from: number, until: number): Place | undefined {
  for (let at = from; at < until; at += PIECE - LONGEST_LINE) {
    const piece = bytes.read(at, PIECE);
    const found = piece.indexOf(MODEL);
    if (found < 0 || at + found >= until) continue;
    const line = at + found + 1;
    const text =
      found + LONGEST_LINE < piece.length
        ? piece.toString('latin1', found + 1, found + 1 + LONGEST_LINE)
        : bytes.read(line, LONGEST_LINE).toString('latin1');
    const [, key] = LINE.exec(text) ?? [];
    return key === undefined ? undefined : { key, line };
  }
  return undefined;
}
