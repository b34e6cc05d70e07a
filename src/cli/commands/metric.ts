import { AXES } from '../../core/series/axis.ts';
import { metricValue } from '../../core/values/assignment.ts';
import { MregError } from '../../errors.ts';
import { metricShowText } from '../../render/reading/metric.ts';
import { defineCommand } from '../command.ts';
import { byKey, count, pair } from '../option-values.ts';

const FAMILY = { group: 'Look closer', family: 'what is measured of a version over time' } as const;
const REF = { name: 'ref', summary: 'a version', completes: 'version-ref' } as const;

export const metricLog = defineCommand({
  name: 'metric log',
  ...FAMILY,
  summary: 'log what was measured of a version',
  description:
    'Appends points to the series of the version: what it was registered with stays as it is. A file holds one JSON object a ' +
    'line, such as {"at": "2026-05-03T14:00:00Z", "step": 100, "loss": 0.1}. All points of one call are logged, or none.',
  arguments: [REF, { name: 'values', summary: 'K=V, measured together', optional: true, variadic: true }],
  options: {
    at: { value: 'TIME', summary: 'when they were measured (default: now)' },
    step: { value: 'N', summary: 'the step of the training', reads: count(0, 400) },
    file: { value: 'FILE', summary: 'points as JSON lines; - for the standard input', completes: 'path' },
    dryRun: { summary: 'read and check the points, and log none' },
  },
  examples: [
    { line: 'mreg metric log ppo_dowjones@production sharpe=1.31 drawdown=0.08', does: 'measured now' },
    { line: 'mreg metric log ppo_dowjones@3 loss=0.12 --step 400', does: 'while it trains' },
    { line: 'mreg metric log ppo_dowjones@3 --file points.jsonl', does: 'many at once' },
  ],
  results: ['metricLog'],
  async run({ ref, values, at, step, file, dryRun }, context) {
    if (values.length === 0 && file === undefined) {
      throw new MregError('MREG_USAGE', 'values or --file were expected', {
        hint: `mreg metric log ${ref} accuracy=0.83`,
      });
    }
    const readMetric = pair(metricValue);
    const metrics = byKey(values.map((text) => readMetric(text, 'metric log')));
    return (await context.registry()).logMetrics({
      ref,
      metrics,
      at,
      step,
      file,
      dryRun,
    });
  },
  text: ({ version, points, applied }, _ui, { dryRun }) => {
    const count = `${points} ${points === 1 ? 'point' : 'points'}`;
    return `${version.ref}: ${count}${dryRun ? ' (dry run: nothing was logged)' : applied ? ' logged' : ''}`;
  },
  prints: 'the version',
  quiet: ({ version }) => version.ref,
});

export const metricShow = defineCommand({
  name: 'metric show',
  ...FAMILY,
  summary: 'show what was measured of a version over time',
  description: 'TIME is ISO 8601 (UTC where it names no zone), a date (its beginning), or an age such as 7d.',
  arguments: [REF],
  options: {
    metric: { value: 'NAME', summary: 'only this metric', repeat: true, completes: 'metric' },
    since: { value: 'TIME', summary: 'only points from then on' },
    by: {
      value: 'AXIS',
      summary: 'order and draw them by time, or by the step that they have',
      choices: AXES,
    },
    csv: { summary: 'comma-separated values with a header, a line each point' },
  },
  examples: [
    {
      line: 'mreg metric show ppo_dowjones@production --since 7d',
      does: 'the last week, each metric as a line',
    },
    { line: 'mreg metric show ppo_dowjones@3 --metric loss --csv', does: 'for a spreadsheet' },
    { line: 'mreg metric show ppo_dowjones@3 --metric loss --by step', does: 'how it trained' },
    { line: 'mreg metric show ppo_dowjones@3 --ndjson', does: 'as mreg metric log --file reads it' },
  ],
  results: ['metricShow'],
  run: async ({ ref, metric, since, by }, context) =>
    (await context.registry()).metrics({ ref, metrics: metric, since, by }),
  text: metricShowText,
  prints: 'the latest value of each metric as `K=V`',
  quiet: ({ metrics }) => metrics.map(({ metric, latest }) => `${metric}=${latest}`).join('\n'),
  items: ({ points }) => points,
});
