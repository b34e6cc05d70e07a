import type { CopyResult, ExportResult, ExportSqlResult, ImportResult } from '../../generated/output.ts';
import type { Column } from '../terminal/cell.ts';
import type { Ui } from '../terminal/ui.ts';
import { formatBytes } from '../words/quantity.ts';

/** The contents of a new archive. */
export function exportText(result: ExportResult, ui: Ui): string {
  const { output, versions, entries, runs, size, revision, since, digest, applied } = result;
  if (!ui.tty) return versions.join('\n');
  const log = since === null ? [] : [countOf(entries, 'entry', 'entries'), `up to revision ${revision}`];
  const counts = [countOf(versions.length, 'version', 'versions'), ...runsOf(runs.length), ...log];
  const what = [...counts, formatBytes(size)].join(', ');
  return applied
    ? [`${ui.style.bold(output ?? '-')}: ${what}`, ui.style.dim(digest ?? '')].join('\n')
    : [...versions, what, ui.style.dim('dry run: no archive was made')].join('\n');
}

/** What SQL was written. */
export function exportSqlText(result: ExportSqlResult, ui: Ui): string {
  const { output, models, versions, metrics, runs, size, revision, applied } = result;
  if (!ui.tty) return versions.join('\n');
  const counts = [
    countOf(models, 'model', 'models'),
    countOf(versions.length, 'version', 'versions'),
    countOf(metrics, 'metric', 'metrics'),
    countOf(runs, 'run', 'runs'),
  ];
  const what = [...counts, formatBytes(size), `revision ${revision}`].join(', ');
  return applied
    ? `${ui.style.bold(output ?? '-')}: ${what}`
    : [what, ui.style.dim('dry run: no SQL was written')].join('\n');
}

const ITEMS: readonly Column[] = [
  { header: '' },
  { header: 'VERSION' },
  { header: 'AS' },
  { header: 'STAGE' },
  { header: 'NOT TAKEN OVER', optional: true },
  { header: 'SIZE', align: 'right' },
];

/** The outcome for each version of an archive. */
export function importText(result: ImportResult, ui: Ui, dryRun: boolean): string {
  const { versions, entries, runs, revision } = result;
  const table = ui.table(
    ITEMS,
    versions.map(({ ref, outcome, imported_as, existing, stage, withheld, size }) => [
      { text: outcome, style: outcome === 'imported' ? 'ok' : outcome === 'identical' ? 'dim' : 'warn' },
      { text: ref, style: 'bold' },
      imported_as ?? existing ?? '',
      { text: imported_as === null ? '' : stage, style: 'stage' },
      withheld.join(', '),
      ui.tty ? formatBytes(size) : String(size),
    ]),
  );
  if (!ui.tty) return table;
  const taken = versions.filter(({ imported_as }) => imported_as !== null).length;
  const history = entries > 0 ? [`${countOf(entries, 'entry', 'entries')} of the log`] : [];
  const fresh = runs.filter((run) => run.outcome === 'imported').length;
  const outcome = [countOf(taken, 'version', 'versions'), ...runsOf(fresh), ...history].join(', ');
  const lines = [
    table,
    dryRun ? `${outcome} would be imported` : `${outcome} imported; revision ${revision}`,
  ];
  if (dryRun) lines.push(ui.style.dim('dry run: nothing was changed'));
  return lines.filter((line) => line !== '').join('\n');
}

const COPIES: readonly Column[] = [
  { header: '' },
  { header: 'VERSION' },
  { header: 'AS' },
  { header: 'SIZE', align: 'right' },
];

/** The outcome for each version that was copied. */
export function copyText(result: CopyResult, ui: Ui, dryRun: boolean): string {
  const { to, versions, entries, runs, size, revision } = result;
  const table = ui.table(
    COPIES,
    versions.map(({ ref, outcome, copied_as, size }) => [
      { text: outcome, style: outcome === 'copied' ? 'ok' : outcome === 'identical' ? 'dim' : 'warn' },
      { text: ref, style: 'bold' },
      copied_as ?? '',
      ui.tty ? formatBytes(size) : String(size),
    ]),
  );
  if (!ui.tty) return table;
  const history = entries > 0 ? [`${countOf(entries, 'entry', 'entries')} of the log`] : [];
  const copied = versions.filter(({ copied_as }) => copied_as !== null).length;
  const parts = [
    countOf(copied, 'version', 'versions'),
    ...runsOf(runs.length),
    ...history,
    formatBytes(size),
  ];
  const what = parts.join(', ');
  const lines = [
    table,
    dryRun ? `${what} would be copied to ${to}` : `${what} copied to ${to}; revision ${revision}`,
    ...(dryRun ? [ui.style.dim('dry run: nothing was changed')] : []),
  ];
  return lines.filter((line) => line !== '').join('\n');
}

function runsOf(count: number): string[] {
  return count === 0 ? [] : [countOf(count, 'run', 'runs')];
}

function countOf(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
