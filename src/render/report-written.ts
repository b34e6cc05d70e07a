import type { ReportResult } from '../generated/output.ts';
import { escapeText } from './terminal/escape.ts';
import type { Ui } from './terminal/ui.ts';
import { formatBytes } from './words/quantity.ts';

/** The page itself if it goes to stdout; else its path, on a terminal with a summary. */
export function reportText({ file, html, size, versions, entries }: ReportResult, ui: Ui): string {
  if (file === null) return (html ?? '').trimEnd();
  if (!ui.tty) return file;
  const extent = (word: string, { shown, total }: ReportResult['versions']): string =>
    shown === total ? `${total} ${word}` : `${shown} of ${total} ${word}`;
  const facts = [formatBytes(size), extent('versions', versions), extent('log entries', entries)];
  return `${ui.style.bold(escapeText(file))}  ${ui.style.dim(facts.join(', '))}`;
}
