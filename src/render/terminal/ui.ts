import { type Cell, type Column, type SafeCell, type Styles, safeCell } from './cell.ts';

/** Where text is going: all that a renderer may know of the outside. */
export interface Ui {
  readonly tty: boolean;
  readonly color: boolean;
  /** Columns of the terminal; infinite without one. */
  readonly width: number;
  /** The moment from which ages are counted. */
  readonly now: Date;
  readonly style: Styles;
  /**
   * One line a row, no newline at the end, cells escaped; '' without rows. On a terminal it has a header and
   * aligned columns, the widest shortened in the middle to fit, versions never. In a pipe it is tab-separated, every column there, without
   * a header, so that `cut -f2` and `while read` work on it; each row is then done with before the next is asked for.
   */
  table(columns: readonly Column[], rows: Iterable<readonly Cell[]>): string;
}

const asIs = (text: string): string => text;
const PLAIN_STYLES: Styles = { ok: asIs, warn: asIs, error: asIs, dim: asIs, bold: asIs, stage: asIs };

const FALLBACK_WIDTH = 80;

/** So many lines become one text, so that what they were made of can go. */
const ROWS_AT_ONCE = 256;

/** To hold the cells of ten thousand rows costs more than to make them. */
function tabSeparated(columns: readonly Column[], rows: Iterable<readonly Cell[]>, style: Styles): string {
  // Cells of printable ASCII need no escapes, and nearly all are: one look at the line tells, since a tab within one is one too many.
  const plain = new RegExp(`^${columns.map(() => '[\\x20-\\x7e]*').join('\t')}$`);
  const texts: string[] = [];
  let lines: string[] = [];
  for (const row of rows) {
    const isWhole = row.length === columns.length && row.every(isText);
    const line = isWhole && style === PLAIN_STYLES ? row.join('\t') : undefined;
    const isPlain = line !== undefined && plain.test(line);
    if (lines.push(isPlain ? line : safeLine(columns, row, style)) < ROWS_AT_ONCE) continue;
    texts.push(lines.join('\n'));
    lines = [];
  }
  return [...texts, ...lines].join('\n');
}

function isText(cell: Cell): boolean {
  return typeof cell === 'string';
}

function safeLine(columns: readonly Column[], row: readonly Cell[], style: Styles): string {
  return safeCells(columns, row, style)
    .map(({ text, paint }) => paint(text))
    .join('\t');
}

function safeCells(columns: readonly Column[], row: readonly Cell[], styles: Styles): SafeCell[] {
  return columns.map(({ style }, index) => {
    const cell = row[index];
    return safeCell(style && typeof cell === 'string' ? { text: cell, style } : cell, styles);
  });
}

/**
 * Makes the `Ui` of an output stream. Asynchronous because chalk and cli-table3 are loaded only where colour
 * or a terminal asks for them: a script's `mreg path` pays for neither. `columns` is the stream's own.
 */
export async function createUi(output: {
  readonly tty: boolean;
  readonly color: boolean;
  readonly columns?: number | undefined;
  readonly now?: Date | undefined;
}): Promise<Ui> {
  const { tty, color, columns: width, now = new Date() } = output;
  const style = color ? (await import('./colors.ts')).COLOR_STYLES : PLAIN_STYLES;
  const terminalTable = tty ? (await import('./terminal-table.ts')).terminalTable : undefined;
  const ui = {
    tty,
    color,
    // A pseudo-terminal that was never given a size says that it has 0 columns.
    width: tty ? width || FALLBACK_WIDTH : Number.POSITIVE_INFINITY,
    now,
    style,
  };
  return {
    ...ui,
    table(columns, rows) {
      if (!terminalTable) return tabSeparated(columns, rows, style);
      const cells = [...rows].map((row) => safeCells(columns, row, style));
      return cells.length === 0 ? '' : terminalTable(columns, cells, ui);
    },
  };
}
