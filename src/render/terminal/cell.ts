import { escapeText } from './escape.ts';

/**
 * Functions that colour a text, or return it as it is where colour is off. They do not escape it. `stage`
 * takes its colour from the stage's `name`, which is needed only where `text` is a shortened one.
 */
export interface Styles {
  readonly ok: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly error: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly stage: (text: string, name?: string) => string;
}

/** The meaning of a piece of text, which decides its colour. */
type StyleName = keyof Styles;

/** A text as it was stored, unescaped, with the style it is to be shown in. */
export type Cell = string | { readonly text: string; readonly style: StyleName };

/** A cell that is safe to print: escaped, its colour not yet applied. */
export interface SafeCell {
  readonly text: string;
  readonly paint: (text: string) => string;
}

const asIs = (text: string): string => text;

/** Escapes a cell and finds its style; a missing cell is an empty one. */
export function safeCell(
  cell: Cell | undefined,
  styles: Styles,
  options: { readonly multiline?: boolean } = {},
): SafeCell {
  if (typeof cell !== 'object') return { text: escapeText(cell ?? '', options), paint: asIs };
  const { text, style } = cell;
  const paint = style === 'stage' ? (shown: string) => styles.stage(shown, text) : styles[style];
  return { text: escapeText(text, options), paint };
}

/** A column of a table. An `optional` one gives way on a terminal: where it is empty, or for want of room. */
export interface Column {
  readonly header: string;
  readonly align?: 'left' | 'right';
  readonly optional?: boolean;
  /** That of its cells which have none of their own. */
  readonly style?: StyleName;
}
