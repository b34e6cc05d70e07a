import { transitionText } from '../../render/changes/transition.ts';
import { defineCommand } from '../command.ts';
import { DIRECTION_OPTIONS, directionOf, MOVE_OPTIONS, OVERRIDE_OPTION } from './options.ts';

export const promote = defineCommand({
  name: 'promote',
  group: 'Everyday',
  summary: 'move a version forward: None → Staging → Production',
  description:
    'A bare model means the version in Staging, which goes to Production; where Staging is empty, the latest ' +
    'version without a stage goes to Staging. The version that held the stage goes to Archived.\n\n' +
    'Every condition of --require, of the comparison and of the stage in the configuration (gates) has to be met; ' +
    'otherwise nothing changes, each is reported with both values, and the status is 1. A COND is such as ' +
    "'f1_score >= 0.83 and tags.team = quant'.",
  arguments: [{ name: 'ref', summary: 'a model or a version', completes: 'ref' }],
  options: {
    to: { value: 'STAGE', summary: 'the stage to move to', completes: 'stage' },
    require: { value: 'COND', summary: 'refuse unless the version meets this condition', repeat: true },
    betterThan: {
      value: 'REF',
      summary: 'refuse unless it is better than this one: a stage, an alias, a version',
      completes: 'version',
    },
    metric: { value: 'NAME', summary: 'the metric that --better-than compares', completes: 'metric' },
    ...DIRECTION_OPTIONS,
    by: { value: 'AMOUNT', summary: 'how much better it has to be: 2% of the other value, or 0.01' },
    ...OVERRIDE_OPTION,
    ...MOVE_OPTIONS,
  },
  examples: [
    { line: 'mreg promote ppo_dowjones', does: 'whatever is next' },
    { line: 'mreg promote ppo_dowjones@v1.2.0 --to production', does: 'this version, to this stage' },
    {
      line: "mreg promote ppo_dowjones --require 'sharpe >= 1.2 and max_drawdown < 0.2'",
      does: 'only with these metrics',
    },
    {
      line: 'mreg promote ppo_dowjones --better-than production --metric sharpe --by 2%',
      does: 'only if it beats the version in Production',
    },
    {
      line: 'mreg promote ppo_dowjones --expect v1.1.0 --reason "beats v1.1.0"',
      does: 'only if v1.1.0 holds Production',
    },
  ],
  results: ['transition'],
  async run({ ref, min, max, ...options }, context) {
    const direction = directionOf({ min, max });
    const registry = await context.registry();
    const result = await registry.promote({ ref, ...options, direction });
    const { model, version } = result.version;
    const isBare = ref.split('/').at(-1) === model;
    if (isBare && result.from === 'None')
      context.note(`${version} was chosen: the latest version of ${model} without a stage`);
    return result;
  },
  text: (result, ui, { dryRun }) => transitionText(result, ui, dryRun),
  prints: 'the version that moved',
  quiet: ({ version }) => version.ref,
});
