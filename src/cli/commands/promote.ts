import { transitionText } from '../../render/transition.ts';
import { defineCommand } from '../command.ts';
import { MOVE_OPTIONS } from './options.ts';

export const promote = defineCommand({
  name: 'promote',
  group: 'Stages',
  summary: 'move a version forward: None → Staging → Production',
  description:
    'A bare model means the version in Staging, which goes to Production; where Staging is empty, the latest ' +
    'version without a stage goes to Staging. The version that held the stage goes to Archived.',
  arguments: [{ name: 'ref', summary: 'a model or a version', completes: 'ref' }],
  options: { to: { value: 'STAGE', summary: 'the stage to move to', completes: 'stage' }, ...MOVE_OPTIONS },
  examples: [
    { line: 'mreg promote ppo_dowjones', does: 'whatever is next' },
    { line: 'mreg promote ppo_dowjones@v1.2.0 --to production', does: 'this version, to this stage' },
    {
      line: 'mreg promote ppo_dowjones --expect v1.1.0 --reason "beats v1.1.0"',
      does: 'only if v1.1.0 holds Production',
    },
  ],
  results: ['transition'],
  async run({ ref, ...options }, context) {
    const registry = await context.registry();
    const result = await registry.promote({ ref, ...options });
    const { model, version } = result.version;
    const isBare = ref.split('/').at(-1) === model;
    if (isBare && result.from === 'None')
      context.note(`${version} was chosen: the latest version of ${model} without a stage`);
    return result;
  },
  text: (result, ui, { dryRun }) => transitionText(result, ui, dryRun),
  quiet: ({ version }) => version.ref,
});
