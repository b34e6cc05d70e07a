import { transitionText } from '../../render/changes/transition.ts';
import { defineCommand } from '../command.ts';
import { MOVE_OPTIONS } from './options.ts';

export const rollback = defineCommand({
  name: 'rollback',
  group: 'Everyday',
  alsoKnownAs: ['undo', 'revert'],
  summary: 'give a stage back to the version that held it before',
  description:
    'Each rollback goes one step further back; the version that it takes the stage from goes to Archived. A version that was ' +
    'archived, or moved away by itself, is passed over, and so is one in the trash; the output says so.',
  arguments: [{ name: 'model', summary: 'a model', completes: 'model' }],
  options: {
    stage: { value: 'STAGE', summary: 'the stage (else Production)', completes: 'stage' },
    ...MOVE_OPTIONS,
  },
  examples: [
    {
      line: 'mreg rollback ppo_dowjones --reason "drawdown in live trading"',
      does: 'Production as it was before',
    },
    { line: 'mreg rollback ppo_dowjones --dry-run', does: 'only show to which version' },
  ],
  results: ['transition'],
  run: async ({ model, ...options }, context) => (await context.registry()).rollback({ model, ...options }),
  text: (result, ui, { dryRun }) => transitionText(result, ui, dryRun),
  prints: 'the version that moved',
  quiet: ({ version }) => version.ref,
});
