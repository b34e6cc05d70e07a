import { resolve } from 'node:path';
import type { ReportResult } from '../../generated/output.ts';
import { reportText } from '../../render/report-written.ts';
import { defineCommand } from '../command.ts';

const DEFAULT_FILE = 'report.html';

export const report = defineCommand({
  name: 'report',
  group: 'Look closer',
  summary: 'write a model, or the whole registry, as one HTML page',
  description:
    'The page needs nothing else: no network, no server. It shows the versions, who held which stage when, the metrics as ' +
    'charts, a comparison, the lineage, and the history with its reasons and gates. TIME is as in mreg history. Of a large ' +
    'registry the newest is shown, and what is left out is said.',
  arguments: [
    {
      name: 'model',
      summary: 'the model (default: the whole registry)',
      optional: true,
      completes: 'model',
    },
  ],
  options: {
    output: {
      short: 'o',
      value: 'FILE',
      summary: `where to write the page (${DEFAULT_FILE}); - is stdout`,
      completes: 'path',
    },
    compare: {
      value: 'REF',
      summary: 'a version to show side by side with others; one alone stands beside Production',
      repeat: true,
      completes: 'ref',
    },
    since: { value: 'TIME', summary: 'history, stages and charts from then on only' },
    title: { value: 'TEXT', summary: 'the heading of the page' },
  },
  examples: [
    { line: 'mreg report ppo_dowjones', does: `one model, in ${DEFAULT_FILE}` },
    { line: 'mreg report -o public/models.html --since 90d', does: 'the registry, for a CI artifact' },
    {
      line: 'mreg report ppo --compare ppo@production --compare ppo@latest',
      does: 'what to promote',
    },
    { line: 'mreg report ppo_dowjones -o - | gzip > report.html.gz', does: 'through a pipe' },
  ],
  results: ['report'],
  async run({ model, output, compare, since, title }, context): Promise<ReportResult> {
    const [registry, { settings }] = await Promise.all([context.registry(), context.settings()]);
    const metrics = settings.compare_metrics;
    const { html, ...result } = await registry.report(
      { ref: model, compare, metrics, since, title },
      context.work('report'),
    );
    if (output === '-') return { file: null, html, ...result };
    const [{ writeOutputFile }, { GENERATOR }] = await Promise.all([
      import('../../store/output-file.ts'),
      import('../../render/report/page.ts'),
    ]);
    const file = await writeOutputFile({
      path: resolve(context.cwd, output ?? DEFAULT_FILE),
      text: html,
      root: registry.root,
      mark: output === undefined ? GENERATOR : undefined,
    });
    return { file, ...result };
  },
  text: reportText,
  prints: 'the file, or the page itself',
  quiet: ({ file, html }) => file ?? (html ?? '').trimEnd(),
});
