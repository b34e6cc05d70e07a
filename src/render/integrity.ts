import type { VerifyResult } from '../generated/output.ts';
import { formatBytes } from './format.ts';
import type { Column, Ui } from './ui.ts';

const DAMAGE: readonly Column[] = [{ header: 'VERSION' }, { header: 'FILE' }, { header: 'PROBLEM' }];

/** What is damaged, a line each; on a terminal also what was read. */
export function verifyText({ checked, files, size, quick, damaged, head }: VerifyResult, ui: Ui): string {
  const rows = damaged.map(({ ref, file, problem }) => [
    { text: ref ?? '-', style: 'bold' } as const,
    file,
    { text: problem, style: 'error' } as const,
  ]);
  const table = ui.table(DAMAGE, rows);
  if (!ui.tty) return table;
  const read = quick ? 'sizes of' : `${formatBytes(size)} in`;
  const verdict =
    damaged.length === 0 ? ui.style.ok('all sound') : ui.style.error(`${damaged.length} damaged`);
  const lines = [`${read} ${files} files of ${checked} versions: ${verdict}`, ui.style.dim(`head ${head}`)];
  return [...(table === '' ? [] : [table]), ...lines].join('\n');
}
