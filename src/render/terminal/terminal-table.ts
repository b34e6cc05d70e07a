import Table from 'cli-table3';
import type { Column } from './cell.ts';
import { type SafeCell, type Styles, safeCell } from './cell.ts';
import { leastWidth, shortenText, textWidth } from './width.ts';

const GAP = '  ';

/** Optional columns give way rather than let the others be cut to less than this. */
const READABLE_WIDTH = 8;

/** Below this a line may as well wrap. */
const LEAST_WIDTH = 4;

// The time cli-table3 takes grows with the square of its rows, so a long table is drawn in pieces.
const ROWS_AT_ONCE = 64;

const NO_BORDERS = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: GAP },
};

interface MeasuredColumn {
  readonly header: SafeCell;
  readonly cells: readonly SafeCell[];
  readonly align: 'left' | 'right';
  readonly optional: boolean;
  /** Of the widest cell or the header. */
  readonly width: number;
  /** A version cut short is another version, so a column is never narrower than its versions. */
  readonly least: number;
}

/** A number cut short is another number, so what is aligned to the right is never shortened. */
function limitedWidth({ align, width, least }: MeasuredColumn, limit: number): number {
  return align === 'right' ? width : Math.min(width, Math.max(limit, least));
}

/** The largest width to which all columns can be held so that they fit: it shortens the widest only. */
function widthLimit(columns: readonly MeasuredColumn[], available: number): number {
  const room = available - GAP.length * (columns.length - 1);
  const taken = (limit: number): number =>
    columns.reduce((sum, column) => sum + limitedWidth(column, limit), 0);
  let limit = Math.max(room, LEAST_WIDTH);
  while (limit > LEAST_WIDTH && taken(limit) > room) limit -= 1;
  return limit;
}

/** Leaves out the optional columns that are empty, then from the right those there is no room for. */
function chooseColumns(all: readonly MeasuredColumn[], available: number): readonly MeasuredColumn[] {
  let chosen = all.filter(({ optional, cells }) => !optional || cells.some(({ text }) => text !== ''));
  while (widthLimit(chosen, available) < READABLE_WIDTH) {
    const dropped = chosen.findLast(({ optional }) => optional);
    if (dropped === undefined) break;
    chosen = chosen.filter((column) => column !== dropped);
  }
  return chosen;
}

/** `Ui.table` on a terminal: a bold header, two spaces between columns, no borders. */
export function terminalTable(
  columns: readonly Column[],
  rows: readonly (readonly SafeCell[])[],
  ui: { readonly width: number; readonly style: Styles },
): string {
  const measured = columns.map(({ header: title, align = 'left', optional = false }, index) => {
    const header = safeCell({ text: title, style: 'bold' }, ui.style);
    const cells = rows.flatMap((row) => row[index] ?? []);
    const width = [header, ...cells].reduce((widest, { text }) => Math.max(widest, textWidth(text)), 0);
    const least = cells.reduce((widest, { text }) => Math.max(widest, leastWidth(text)), 0);
    return { header, cells, align, optional, width, least };
  });
  const chosen = chooseColumns(measured, ui.width);
  const limit = widthLimit(chosen, ui.width);
  const shown = chosen.map((column) => {
    const width = limitedWidth(column, limit);
    const cells = [column.header, ...column.cells];
    return { width, cells: cells.map(({ text, paint }) => paint(shortenText(text, width))) };
  });
  const lines = [columns, ...rows].map((_, line) => shown.map(({ cells }) => cells[line] ?? ''));

  const pieces: string[] = [];
  for (let start = 0; start < lines.length; start += ROWS_AT_ONCE) {
    const table = new Table({
      chars: NO_BORDERS,
      style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
      colAligns: chosen.map(({ align }) => align),
      colWidths: shown.map(({ width }) => width),
    });
    table.push(...lines.slice(start, start + ROWS_AT_ONCE));
    pieces.push(table.toString());
  }
  return pieces.join('\n').replace(/ +$/gm, '');
}
