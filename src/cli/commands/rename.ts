import { modelChanged } from '../../render/changes/model.ts';
import { defineCommand } from '../command.ts';
import { CHANGE_OPTIONS } from './options.ts';

export const rename = defineCommand({
  name: 'rename',
  aliases: ['mv'],
  group: 'Stages and labels',
  summary: 'give a model another name',
  description:
    'Versions, numbers, stages, aliases and history go with it, and so does what rollback goes back to; the type stays. Directories ' +
    'keep their names: mreg path says where a version lies. The old name is free, and mreg says what the model is called now.',
  arguments: [
    { name: 'model', summary: 'a model', completes: 'model' },
    { name: 'to', summary: 'the new name' },
  ],
  options: CHANGE_OPTIONS,
  examples: [{ line: 'mreg rename ppo_dowjones ppo_djia', does: 'everything else stays' }],
  results: ['modelChange'],
  run: async ({ model, to, ...options }, context) =>
    (await context.registry()).renameModel({ model, to, ...options }),
  text: (result, _ui, { dryRun }) => modelChanged(result, 'renamed', dryRun),
  prints: 'the model, as it is called now',
  quiet: ({ ref }) => ref,
});
