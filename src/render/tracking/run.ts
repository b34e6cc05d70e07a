import type { RunInfoResult, RunView } from '../../generated/output.ts';
import { sparkline } from '../reading/metric.ts';
import { metricsText } from '../reading/version.ts';
import type { Column } from '../terminal/cell.ts';
import { csvLine } from '../terminal/csv.ts';
import { escapeText } from '../terminal/escape.ts';
import { fieldList } from '../terminal/field-list.ts';
import type { Ui } from '../terminal/ui.ts';
import { pairsText } from '../words/pairs.ts';
import { formatDuration, formatNumber } from '../words/quantity.ts';
import { momentText } from './experiment.ts';

const SHORT_ID = 8;
const SHOWN_METRICS = 3;

/** Which columns a table of runs has. */
export interface RunColumns {
  readonly metrics: readonly string[];
  readonly params: readonly string[];
  readonly csv: boolean;
}

/** Runs, a line each. In a pipe the id is whole and the age is the moment. */
export function runTable(runs: readonly RunView[], ui: Ui, { metrics, params, csv }: RunColumns): string {
  if (csv) return csvText(runs, ui);
  const columns: Column[] = [
    { header: 'RUN', style: 'bold' },
    { header: 'NAME', optional: true },
    { header: 'EXPERIMENT', align: 'right', optional: true },
    { header: 'STATUS' },
    { header: 'AGE', align: 'right' },
    ...metrics.map((name): Column => ({ header: name.toUpperCase(), align: 'right' })),
    ...params.map((name): Column => ({ header: name.toUpperCase() })),
    ...(metrics.length === 0 ? [{ header: 'METRICS', optional: true }] : []),
    { header: 'PARAMS', optional: true },
  ];
  return ui.table(
    columns,
    runs.map((run) => [
      ui.tty ? run.id.slice(0, SHORT_ID) : run.id,
      run.name,
      run.experiment,
      run.status,
      momentText(run.started_at, ui),
      ...metrics.map((name) => metricText(run, name)),
      ...params.map((name) => ownOf(run.params, name) ?? ''),
      ...(metrics.length === 0 ? [metricsText(latestOf(run), ui.tty ? SHOWN_METRICS : undefined)] : []),
      pairsText(run.params),
    ]),
  );
}

/** All that is known of a run; on a terminal with a curve of each metric. */
export function runInfoText({ run, curves = {} }: RunInfoResult, ui: Ui): string {
  const took = run.ended_at === null ? undefined : Date.parse(run.ended_at) - Date.parse(run.started_at);
  const fields = fieldList(
    [
      ['run', { text: run.id, style: 'bold' }],
      ['name', run.name],
      ['experiment', run.experiment],
      ['status', run.status],
      ['user', run.user ?? undefined],
      ['started', run.started_at],
      ['ended', run.ended_at ?? undefined],
      ['took', took === undefined || took < 0 || !ui.tty ? undefined : formatDuration(took)],
      ['deleted', run.deleted_at ?? undefined],
      ['tags', pairsText(run.tags) || undefined],
      ['params', pairsText(run.params) || undefined],
      ['data', run.inputs.datasets.map(({ name, digest }) => `${name} (${digest})`).join(', ') || undefined],
      ['models', run.outputs.map(({ model_id }) => model_id).join(' ') || undefined],
      ['files', run.artifacts > 0 ? String(run.artifacts) : undefined],
    ],
    ui,
  );
  const right = { align: 'right' } as const;
  const table = ui.table(
    [
      { header: 'METRIC', style: 'bold' },
      ...(ui.tty ? [{ header: '', style: 'ok' } as const] : []),
      { header: 'MIN', ...right },
      { header: 'MAX', ...right },
      { header: 'LATEST', ...right },
      { header: 'STEP', ...right },
    ],
    Object.entries(run.metrics).map(([key, { value, step, min, max }]) => [
      key,
      ...(ui.tty ? [curveText(curves[key] ?? [], ui)] : []),
      ...[min, max, value].map((one) => numberText(one, ui)),
      String(step),
    ]),
  );
  return [fields, table].filter((part) => part !== '').join('\n\n');
}

type Curve = NonNullable<RunInfoResult['curves']>[string];

/** A curve in one line. */
function curveText(curve: Curve, ui: Ui): string {
  const width = Math.max(8, Math.min(60, Math.floor(ui.width / 3)));
  const points = curve.map(({ step, timestamp, value }) => ({
    at: new Date(timestamp).toISOString(),
    step,
    metrics: { value },
  }));
  return sparkline(points, 'value', width, 'step');
}

/** A line for each run, with every metric and parameter that one of them has. */
function csvText(runs: readonly RunView[], ui: Ui): string {
  const metrics = [...new Set(runs.flatMap((run) => Object.keys(run.metrics)))].sort();
  const params = [...new Set(runs.flatMap((run) => Object.keys(run.params)))].sort();
  const head = ['id', 'name', 'experiment', 'status', 'user', 'started_at', 'ended_at'];
  const lines = [
    [...head, ...metrics.map((name) => `metrics.${name}`), ...params.map((name) => `params.${name}`)],
    ...runs.map((run) => [
      run.id,
      run.name,
      run.experiment,
      run.status,
      run.user ?? '',
      run.started_at,
      run.ended_at ?? '',
      ...metrics.map((name) => String(ownOf(run.metrics, name)?.value ?? '')),
      ...params.map((name) => ownOf(run.params, name) ?? ''),
    ]),
  ];
  const csv = lines.map(csvLine).join('\n');
  return ui.tty ? escapeText(csv, { multiline: true }) : csv;
}

function metricText(run: RunView, name: string): string {
  const value = ownOf(run.metrics, name.replace(/^metrics\./, ''))?.value;
  return value === undefined ? '' : typeof value === 'number' ? formatNumber(value) : value;
}

function numberText(value: number | string | null, ui: Ui): string {
  return value === null ? '' : typeof value === 'number' && ui.tty ? formatNumber(value) : String(value);
}

function latestOf({ metrics }: RunView): Record<string, number | string> {
  return Object.fromEntries(Object.entries(metrics).map(([key, { value }]) => [key, value]));
}

function ownOf<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
