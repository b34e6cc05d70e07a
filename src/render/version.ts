import type { VersionView } from '../generated/output.ts';
import type { Cell } from './cell.ts';
import { formatAge, formatBytes, formatNumber } from './format.ts';
import type { Column, Ui } from './ui.ts';

const SHOWN_METRICS = 3;

const COLUMNS: readonly Column[] = [
  { header: 'VERSION' },
  { header: '#', align: 'right' },
  { header: 'STAGE' },
  { header: 'ALIASES', optional: true },
  { header: 'AGE', align: 'right' },
  { header: 'SIZE', align: 'right' },
  { header: 'METRICS', optional: true },
  { header: 'TAGS', optional: true },
];

/** Versions of one model, a line each. In a pipe the age is the moment and the size is in bytes. */
export function versionTable(
  versions: readonly VersionView[],
  ui: Ui,
  damaged: readonly string[] = [],
): string {
  const marked = new Set(damaged);
  return ui.table(
    COLUMNS,
    versions.map((version) => versionRow(version, ui, marked.has(version.ref))),
  );
}

function versionRow(version: VersionView, ui: Ui, isDamaged: boolean): Cell[] {
  const age = ui.now.getTime() - Date.parse(version.registered_at);
  return [
    {
      text: `${version.version}${version.pinned ? ' (pinned)' : ''}${isDamaged ? ' (damaged)' : ''}`,
      style: 'bold',
    },
    String(version.number),
    { text: version.stage, style: 'stage' },
    version.aliases.join(','),
    ui.tty ? formatAge(Math.max(0, age)) : version.registered_at,
    ui.tty ? formatBytes(version.size) : String(version.size),
    metricsText(version.metrics, ui.tty ? SHOWN_METRICS : Number.POSITIVE_INFINITY),
    pairsText(version.tags),
  ];
}

/** `f1_score=0.83 rmse=0.25`, and how many more there are. */
export function metricsText(metrics: VersionView['metrics'], most = Number.POSITIVE_INFINITY): string {
  const all = Object.entries(metrics).map(
    ([name, value]) => `${name}=${typeof value === 'number' ? formatNumber(value) : value}`,
  );
  const more = all.length - most;
  return [...all.slice(0, most), ...(more > 0 ? [`+${more}`] : [])].join(' ');
}

export function pairsText(pairs: Readonly<Record<string, string>>): string {
  return Object.entries(pairs)
    .map(([key, value]) => (value === '' ? key : `${key}=${value}`))
    .join(' ');
}
