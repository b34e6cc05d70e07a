import { transitionText } from '../../render/changes/transition.ts';
import { defineCommand } from '../command.ts';
import { CHANGE_OPTIONS } from './options.ts';

export const archive = defineCommand({
  name: 'archive',
  group: 'Stages and labels',
  summary: 'move versions to Archived',
  arguments: [{ name: 'refs', summary: 'versions', variadic: true, completes: 'version-ref' }],
  options: CHANGE_OPTIONS,
  examples: [
    { line: 'mreg archive ppo_dowjones@v1.0.0', does: 'one version' },
    { line: 'mreg archive ppo@1 ppo@2 --reason "superseded"', does: 'several, as one change' },
  ],
  results: ['transition'],
  run: async ({ refs, ...options }, context) => (await context.registry()).archive({ refs, ...options }),
  text: (result, ui, { dryRun }) => transitionText(result, ui, dryRun),
  prints: 'each version, a line each',
  quiet: ({ moves }) => moves.map(({ version }) => version.ref).join('\n'),
});
