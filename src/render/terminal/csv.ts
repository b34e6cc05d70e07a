import { escapeText } from './escape.ts';

/** Cells as one line of comma-separated values (RFC 4180). */
export function csvLine(cells: readonly string[]): string {
  return cells
    .map((cell) => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : escapeText(cell)))
    .join(',');
}
