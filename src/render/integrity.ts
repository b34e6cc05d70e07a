import type { DoctorResult, VerifyResult } from '../generated/output.ts';
import type { Column } from './terminal/cell.ts';
import { escapeText } from './terminal/escape.ts';
import type { Ui } from './terminal/ui.ts';
import { formatAge, formatBytes } from './words/quantity.ts';

const DAMAGE: readonly Column[] = [{ header: 'VERSION' }, { header: 'FILE' }, { header: 'PROBLEM' }];

/** The faults, a line each; on a terminal also how much was read. */
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

/** On a terminal a paragraph for each finding: the problem, its meaning, the remedy. In a pipe a line each. */
export function doctorText({ findings, applied }: DoctorResult, ui: Ui): string {
  if (!ui.tty)
    return ui.table(
      FINDING,
      findings.map(({ kind, path, problem, repair, advice, repaired }) => [
        repaired ? 'repaired' : kind,
        path,
        problem,
        repair ?? advice ?? '',
      ]),
    );
  const paragraphs = findings.map(
    ({ ref, path, problem, since, meaning, repair, advice, attention, repaired }) => {
      const paint = repaired ? ui.style.ok : attention ? ui.style.error : ui.style.dim;
      const age = since === null ? '' : `, ${formatAge(ui.now.getTime() - Date.parse(since))} old`;
      const what = `${ref === null ? '' : `${ref}: `}${path} ${problem}${age}`;
      const help = repair === null ? advice : repaired ? `repaired: ${repair}` : `--repair ${repair}`;
      return [
        paint(escapeText(what)),
        `  ${escapeText(meaning)}`,
        ...(help === null ? [] : [`  ${escapeText(help)}`]),
      ];
    },
  );
  const left = findings.filter(({ attention, repaired }) => attention && !repaired).length;
  const verdict =
    left === 0 ? ui.style.ok('nothing needs attention') : `${left} of ${findings.length} need attention`;
  const note = applied ? [ui.style.dim('mreg doctor says what is left')] : [];
  return [...paragraphs.flat(), verdict, ...note].join('\n');
}

const FINDING: readonly Column[] = [
  { header: 'KIND' },
  { header: 'PATH' },
  { header: 'PROBLEM' },
  { header: 'REMEDY' },
];
