import type { AdoptResult, RegisterResult } from '../../generated/output.ts';
import { metricsText } from '../reading/version.ts';
import type { Cell } from '../terminal/cell.ts';
import { fieldList } from '../terminal/field-list.ts';
import type { Ui } from '../terminal/ui.ts';
import { formatBytes, formatDuration } from '../words/quantity.ts';

/** A registered version: a summary on a terminal, one reference in a pipe. */
export function registerText(result: RegisterResult, ui: Ui, { dryRun }: { dryRun: boolean }): string {
  if (!ui.tty) return result.ref;
  const { framework } = result;
  const did = !result.created ? 'there is' : dryRun ? 'would register' : 'registered';
  const fields: [string, Cell | undefined][] = [
    ['number', String(result.number)],
    ['stage', { text: result.stage, style: 'stage' }],
    ['framework', framework ? [framework.name, framework.version].filter(Boolean).join(' ') : undefined],
    ['files', `${result.file_count} (${formatBytes(result.size)})`],
    ['metrics', metricsText(result.metrics) || undefined],
    ['digest', result.digest],
    ['directory', result.directory],
    ['archived', result.displaced.map(({ version }) => version).join(', ') || undefined],
    ['took', formatDuration(result.duration_ms)],
  ];
  return `${ui.style.ok('✓')} ${did} ${ui.style.bold(result.ref)}\n${indent(fieldList(fields, ui))}`;
}

/** The adopted versions, a line each, and the directories that were refused, with the reason. */
export function adoptText({ adopted, refused, applied }: AdoptResult, ui: Ui): string {
  const rows: Cell[][] = [
    ...adopted.map(({ ref, directory }): Cell[] => [
      { text: applied ? 'adopted' : 'would adopt', style: 'ok' },
      directory,
      ref,
    ]),
    ...refused.map(({ directory, problem }): Cell[] => [
      { text: 'refused', style: 'error' },
      directory,
      problem,
    ]),
  ];
  const columns = [{ header: 'RESULT' }, { header: 'DIRECTORY' }, { header: 'VERSION OR REASON' }];
  return rows.length > 0 ? ui.table(columns, rows) : 'nothing to adopt';
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
