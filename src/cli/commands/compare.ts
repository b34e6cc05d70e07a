import { COMPARE_FORMATS, compareText } from '../../render/reading/compare.ts';
import { defineCommand } from '../command.ts';

export const compare = defineCommand({
  name: 'compare',
  group: 'Look closer',
  summary: 'show versions side by side: metrics, hyperparameters, sizes',
  description:
    'The best value of each metric is marked, where its name or the configuration says which values are better; the ' +
    'differences are to the first version. Only hyperparameters that differ are shown.',
  arguments: [{ name: 'refs', summary: 'two versions or more', variadic: true, completes: 'version-ref' }],
  options: {
    metric: {
      value: 'NAME',
      summary: 'only this metric, by its full name or its last part',
      repeat: true,
      completes: 'metric',
    },
    format: { value: 'FORMAT', summary: 'how to write it', choices: COMPARE_FORMATS },
  },
  examples: [
    { line: 'mreg compare ppo_dowjones@production ppo_dowjones@staging', does: 'before promoting' },
    { line: 'mreg compare ppo_dowjones@1 ppo_dowjones@2 --metric sharpe', does: 'one metric' },
    { line: 'mreg compare ppo_dowjones@1 ppo_dowjones@2 --format markdown', does: 'for a merge request' },
  ],
  results: ['compare'],
  async run({ refs, metric }, context) {
    const [registry, { settings }] = await Promise.all([context.registry(), context.settings()]);
    return registry.compare({ refs, metrics: metric.length > 0 ? metric : settings.compare_metrics });
  },
  text: (result, ui, { format }) => compareText(result, ui, format),
  prints: 'each version, a line each',
  quiet: ({ versions }) => versions.map(({ ref }) => ref).join('\n'),
});
