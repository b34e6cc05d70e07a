import { shownMetrics } from '../../core/view/logged.ts';
import type { VersionView } from '../../generated/output.ts';
import type { Column } from '../terminal/cell.ts';
import type { Ui } from '../terminal/ui.ts';
import { pairsText } from '../words/pairs.ts';
import { formatAge, formatBytes, formatNumber } from '../words/quantity.ts';

const SHOWN_METRICS = 3;

const COLUMNS: readonly Column[] = [
  { header: 'VERSION', style: 'bold' },
  { header: '#', align: 'right' },
  { header: 'STAGE', style: 'stage' },
  { header: 'ALIASES', optional: true },
  { header: 'AGE', align: 'right' },
  { header: 'SIZE', align: 'right' },
  { header: 'METRICS', optional: true },
  { header: 'TAGS', optional: true },
  { header: 'RUN', optional: true },
];

/** Versions of one model, a line each. In a pipe the age is the moment and the size is in bytes. */
export function versionTable(
  versions: readonly VersionView[],
  ui: Ui,
  damaged: readonly string[] = [],
): string {
  const marked = new Set(damaged);
  return ui.table(COLUMNS, rowsOf(versions, ui, marked));
}

function* rowsOf(
  versions: readonly VersionView[],
  ui: Ui,
  damaged: ReadonlySet<string>,
): Generator<readonly string[]> {
  for (const version of versions) yield versionRow(version, ui, damaged.size > 0 && damaged.has(version.ref));
}

function versionRow(version: VersionView, ui: Ui, isDamaged: boolean): string[] {
  return [
    version.version + marksOf(version, isDamaged),
    String(version.number),
    version.stage,
    version.aliases.length > 0 ? version.aliases.join(',') : '',
    ui.tty ? formatAge(ui.now.getTime() - Date.parse(version.registered_at)) : version.registered_at,
    ui.tty ? formatBytes(version.size) : String(version.size),
    metricsText(shownMetrics(version), ui.tty ? SHOWN_METRICS : Number.POSITIVE_INFINITY),
    pairsText(version.tags),
    version.run_id ?? '',
  ];
}

function marksOf({ pinned, mlflow_source: source }: VersionView, isDamaged: boolean): string {
  return `${pinned ? ' (pinned)' : ''}${source?.external === undefined ? '' : ' (external)'}${isDamaged ? ' (damaged)' : ''}`;
}

/** `f1_score=0.83 rmse=0.25`, and how many more there are. */
export function metricsText(metrics: VersionView['metrics'], most = Number.POSITIVE_INFINITY): string {
  let text = '';
  let count = 0;
  for (const name in metrics) {
    count += 1;
    if (count > most) continue;
    const value = metrics[name] as number | string;
    if (count > 1) text += ' ';
    text += `${name}=${typeof value === 'number' ? formatNumber(value) : value}`;
  }
  return count > most ? `${text} +${count - most}` : text;
}
