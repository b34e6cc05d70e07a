import { parseTag } from '../../core/values/assignment.ts';
import { modelChanged } from '../../render/changes/model.ts';
import { defineCommand } from '../command.ts';
import { announceNew, CHANGE_OPTIONS } from './options.ts';

export const create = defineCommand({
  name: 'create',
  group: 'Stages and labels',
  summary: 'make a model without versions',
  description:
    'register makes a model with its first version; this is for one that is described before anything is trained. A name ' +
    'that no directory could have, such as "my model", becomes the display name.',
  arguments: [{ name: 'name', summary: 'a name, or type/name' }],
  options: {
    type: { value: 'TYPE', summary: 'the type (else models)', completes: 'type' },
    description: { value: 'TEXT', summary: 'what the model is for' },
    tag: { value: 'K[=V]', summary: 'a tag of the model', repeat: true, reads: parseTag },
    ...CHANGE_OPTIONS,
  },
  examples: [
    {
      line: 'mreg create ppo_nasdaq --type rl_agents --description "PPO on the Nasdaq 100"',
      does: 'a model that waits for its first version',
    },
  ],
  results: ['modelChange'],
  async run({ name, tag, ...options }, context) {
    const registry = await context.registry();
    const tags = Object.fromEntries(tag);
    return announceNew(context, registry, options.dryRun, () =>
      registry.createModel({ name, tags, ...options }),
    );
  },
  text: (result, _ui, { dryRun }) => modelChanged(result, 'created', dryRun),
  prints: 'the model',
  quiet: ({ ref }) => ref,
});
