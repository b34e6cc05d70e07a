import { MregError } from '../../errors.ts';
import { bestText } from '../../render/reading/compare.ts';
import { defineCommand } from '../command.ts';
import { DIRECTION_OPTIONS, directionOf, noteUnknown, TAG_FILTER } from './options.ts';

export const best = defineCommand({
  name: 'best',
  group: 'Look closer',
  summary: 'find the version with the best value of a metric',
  description: 'Of several with the same value it is the newest.',
  arguments: [{ name: 'model', summary: 'a model', completes: 'model' }],
  options: {
    metric: { value: 'NAME', summary: 'the metric', completes: 'metric' },
    ...DIRECTION_OPTIONS,
    stage: { value: 'STAGE', summary: 'only versions in this stage', completes: 'stage' },
    ...TAG_FILTER,
    where: { value: 'COND', summary: 'only versions that meet this condition' },
  },
  examples: [
    { line: 'mreg best ppo_dowjones --metric sharpe', does: 'the highest, as the name tells' },
    { line: 'mreg best ppo_dowjones --metric drawdown --min --where "age < 30d"', does: 'of the last month' },
    {
      line: 'mreg best ppo_dowjones --metric sharpe -q',
      does: 'the reference only, as mreg promote takes it',
    },
  ],
  results: ['best'],
  async run({ model, metric, stage, tag, where, ...directions }, context) {
    if (metric === undefined) {
      throw new MregError('MREG_USAGE', 'best needs a metric to go by', {
        hint: `mreg best ${model} --metric NAME`,
      });
    }
    const direction = directionOf(directions);
    const registry = await context.registry();
    const result = await registry.best({
      model,
      metric,
      direction,
      stage,
      tags: Object.fromEntries(tag),
      where,
    });
    noteUnknown(result, context);
    return result;
  },
  text: bestText,
  prints: 'the version',
  quiet: ({ version }) => version.ref,
});
