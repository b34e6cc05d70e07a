import { transitionText } from '../../render/changes/transition.ts';
import { defineCommand } from '../command.ts';
import { MOVE_OPTIONS, OVERRIDE_OPTION } from './options.ts';

export const transition = defineCommand({
  name: 'transition',
  group: 'Stages and labels',
  alsoKnownAs: ['demote', 'stage', 'transition_stage', 'transition_model_version_stage'],
  summary: 'move a version to any stage',
  arguments: [
    { name: 'model', summary: 'a model', completes: 'model' },
    { name: 'version', summary: 'its version, number, alias or stage', completes: 'version' },
    { name: 'stage', summary: 'the stage to move to', completes: 'stage' },
  ],
  options: { ...OVERRIDE_OPTION, ...MOVE_OPTIONS },
  examples: [
    { line: 'mreg transition ppo_dowjones 1 Production', does: 'version number 1' },
    { line: 'mreg transition ppo_dowjones v1.2.0 none', does: 'out of every stage' },
  ],
  results: ['transition'],
  async run({ model, version, stage, ...options }, context) {
    return (await context.registry()).transition({ ref: `${model}@${version}`, to: stage, ...options });
  },
  text: (result, ui, { dryRun }) => transitionText(result, ui, dryRun),
  prints: 'the version that moved',
  quiet: ({ version }) => version.ref,
});
