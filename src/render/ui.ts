import { type Cell, type Styles, safeCell } from './cell.ts';

/** A column of a table. An `optional` one gives way on a terminal: where it is empty, or for want of room. */
export interface Column {
  readonly header: string;
  readonly align?: 'left' | 'right';
  readonly optional?: boolean;
}

/** Where text is going: all that a renderer may know of the outside. */
export interface Ui {
  readonly tty: boolean;
  readonly color: boolean;
  /** Columns of the terminal; infinite where there is none. */
  readonly width: number;
  /** The moment from which ages are counted. */
  readonly now: Date;
  readonly style: Styles;
  /**
   * One line a row, no newline at the end, cells escaped; '' without rows. On a terminal it has a header and
   * aligned columns, the widest shortened to fit. In a pipe it is tab-separated, every column there, without
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
  const texts: string[] = [];
  let lines: string[] = [];
  for (const row of rows) {
    let line = '';
    for (let index = 0; index < columns.length; index += 1) {
      const { text, paint } = safeCell(row[index], style);
      line += index === 0 ? paint(text) : `\t${paint(text)}`;
    }
    if (lines.push(line) < ROWS_AT_ONCE) continue;
    texts.push(lines.join('\n'));
    lines = [];
  }
  return [...texts, ...lines].join('\n');
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
      const cells = [...rows].map((row) => columns.map((_, index) => safeCell(row[index], style)));
      return cells.length === 0 ? '' : terminalTable(columns, cells, ui);
    },
  };
}
