import { placeOn, type SeriesAxis } from '../../core/series/axis.ts';
import type { MetricPoint, MetricShowResult } from '../../generated/output.ts';
import { csvLine } from '../terminal/csv.ts';
import { escapeText } from '../terminal/escape.ts';
import type { Ui } from '../terminal/ui.ts';
import { formatAge, formatNumber } from '../words/quantity.ts';

/** A series for people: a line for each metric with what it looks like; in a pipe a line for each value; as CSV a line
 * for each point. */
export function metricShowText(
  result: MetricShowResult,
  ui: Ui,
  { csv, by = 'time' }: { readonly csv: boolean; readonly by?: SeriesAxis | undefined },
): string {
  const { version, metrics, points } = result;
  if (csv) return ui.tty ? escapeText(csvText(result), { multiline: true }) : csvText(result);
  if (!ui.tty) {
    const rows = points.flatMap(({ at, step, metrics: values }) =>
      Object.entries(values).map(([metric, value]) => [
        at,
        step === undefined ? '' : String(step),
        metric,
        String(value),
      ]),
    );
    return ui.table([{ header: 'AT' }, { header: 'STEP' }, { header: 'METRIC' }, { header: 'VALUE' }], rows);
  }
  if (points.length === 0) return `${version.ref}: no points`;
  const width = Math.max(8, Math.min(60, Math.floor(ui.width / 3)));
  const shown = (value: number | string | null) =>
    value === null ? '' : typeof value === 'number' ? formatNumber(value) : value;
  const rows = metrics.map(({ metric, count, latest, at, min, max, mean }) => [
    { text: metric, style: 'bold' as const },
    String(count),
    { text: sparkline(points, metric, width, by), style: 'ok' as const },
    shown(min),
    shown(mean),
    shown(max),
    { text: shown(latest), style: 'bold' as const },
    formatAge(ui.now.getTime() - Date.parse(at)),
  ]);
  const right = { align: 'right' } as const;
  const [from, to] = [points[0], points.at(-1)].map((point) => (by === 'time' ? point?.at : point?.step));
  const range = `${by === 'step' ? 'step ' : ''}${from} to ${to}`;
  return [
    `${ui.style.bold(version.ref)} ${ui.style.dim(range)}`,
    ui.table(
      [
        { header: 'METRIC' },
        { header: 'POINTS', ...right },
        { header: '' },
        { header: 'MIN', ...right },
        { header: 'MEAN', ...right },
        { header: 'MAX', ...right },
        { header: 'LATEST', ...right },
        { header: 'AGE', ...right, optional: true },
      ],
      rows,
    ),
  ].join('\n');
}

const BARS = '▁▂▃▄▅▆▇█';

/** A metric over time, or over the steps, in one line, at most `width` characters: each stands for an equal part of the axis and
 * shows the mean of the values in it; a space where there is none. */
export function sparkline(
  points: readonly MetricPoint[],
  metric: string,
  width: number,
  by: SeriesAxis = 'time',
): string {
  const samples = points.flatMap((point) => {
    const { metrics } = point;
    const value = Object.hasOwn(metrics, metric) ? Number(metrics[metric]) : Number.NaN;
    return Number.isFinite(value) ? [{ at: placeOn(point, by), value }] : [];
  });
  const [from, to] = [samples[0]?.at, samples.at(-1)?.at];
  if (from === undefined || to === undefined) return '';
  const columns = Math.min(width, samples.length);
  const buckets = Array.from({ length: columns }, () => ({ sum: 0, count: 0 }));
  for (const { at, value } of samples) {
    const part = to === from ? 0 : (at - from) / (to - from);
    const bucket = buckets[Math.min(columns - 1, Math.floor(part * columns))];
    if (!bucket) continue;
    bucket.sum += value;
    bucket.count += 1;
  }
  const means = buckets.map(({ sum, count }) => sum / count);
  const known = means.filter((mean) => !Number.isNaN(mean));
  const low = known.reduce((least, mean) => Math.min(least, mean), Number.POSITIVE_INFINITY);
  const high = known.reduce((most, mean) => Math.max(most, mean), Number.NEGATIVE_INFINITY);
  return means
    .map((mean) => {
      if (Number.isNaN(mean)) return ' ';
      const height = high === low ? 0.5 : (mean - low) / (high - low);
      return BARS[Math.min(BARS.length - 1, Math.floor(height * BARS.length))];
    })
    .join('');
}

function csvText({ metrics, points }: MetricShowResult): string {
  const names = metrics.map(({ metric }) => metric);
  return [
    csvLine(['at', 'step', ...names]),
    ...points.map(({ at, step, metrics: values }) =>
      csvLine([
        at,
        step === undefined ? '' : String(step),
        ...names.map((name) => (Object.hasOwn(values, name) ? String(values[name]) : '')),
      ]),
    ),
  ].join('\n');
}
