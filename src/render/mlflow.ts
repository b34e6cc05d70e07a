import type { MlflowPullResult, MlflowPushResult } from '../generated/output.ts';
import type { Column } from './terminal/cell.ts';
import type { Ui } from './terminal/ui.ts';
import { formatBytes } from './words/quantity.ts';

const PULLED: readonly Column[] = [
  { header: '' },
  { header: 'VERSION' },
  { header: 'NUMBER', align: 'right' },
  { header: 'STAGE' },
  { header: 'ALIASES', optional: true },
  { header: 'NOT TAKEN OVER', optional: true },
  { header: 'SIZE', align: 'right' },
];

/** What became of each version, and how many runs came. */
export function pullText(result: MlflowPullResult, ui: Ui, dryRun: boolean): string {
  const { versions, runs, files, size } = result;
  const table = ui.table(
    PULLED,
    versions.map((version) => [
      { text: version.outcome, style: version.outcome === 'same' ? 'dim' : 'ok' },
      { text: version.ref, style: 'bold' },
      String(version.number),
      { text: version.stage, style: 'stage' },
      version.aliases.join(', '),
      version.withheld.join(', '),
      version.external === null ? sizeText(version.size, ui) : ui.tty ? 'external' : version.external,
    ]),
  );
  if (!ui.tty) return table;
  const fresh = versions.filter(({ outcome }) => outcome === 'pulled').length;
  const changed = versions.filter(({ outcome }) => outcome === 'changed').length;
  const line =
    `${fresh} new and ${changed} changed of ${versions.length} versions, ` +
    `${runs.pulled} new and ${runs.changed} changed of ${runs.pulled + runs.changed + runs.same} runs`;
  const lines = [
    table,
    dryRun ? `${line} would be pulled` : `${line}; ${files} files, ${formatBytes(size)}`,
    ...(dryRun ? [ui.style.dim('dry run: nothing was changed')] : []),
  ];
  return lines.filter((text) => text !== '').join('\n');
}

function sizeText(size: number | null, { tty }: Ui): string {
  if (size === null) return '';
  return tty ? formatBytes(size) : String(size);
}

const PUSHED: readonly Column[] = [
  { header: '' },
  { header: 'VERSION' },
  { header: 'MODEL THERE' },
  { header: 'NUMBER', align: 'right' },
];

/** What became of each version there, and what the server cannot keep. */
export function pushText(
  { versions, runs, files, size, not_kept }: MlflowPushResult,
  ui: Ui,
  dryRun: boolean,
): string {
  const table = ui.table(
    PUSHED,
    versions.map(({ outcome, ref, name, number }) => [
      { text: outcome, style: outcome === 'same' ? 'dim' : 'ok' },
      { text: ref, style: 'bold' },
      name,
      String(number),
    ]),
  );
  if (!ui.tty) return table;
  const fresh = versions.filter(({ outcome }) => outcome === 'pushed').length;
  const lines = [
    table,
    dryRun
      ? `${fresh} of ${versions.length} versions would be pushed`
      : `${fresh} of ${versions.length} versions and ${runs.pushed} runs pushed; ${files} files, ${formatBytes(size)}`,
    ...not_kept.map(({ what, count, tag }) =>
      ui.style.dim(`not kept: ${what} (${count}${tag === null ? '' : `, in the tag ${tag}`})`),
    ),
  ];
  return lines.filter((text) => text !== '').join('\n');
}
