import { MregError } from '../../errors.ts';
import { deleteText } from '../../render/changes/retention.ts';
import { defineCommand } from '../command.ts';
import { CHANGE_OPTIONS } from './options.ts';

export const deleteVersions = defineCommand({
  name: 'delete',
  aliases: ['rm'],
  group: 'Keep tidy',
  destroys: true,
  summary: 'move versions, or a whole model, to the trash',
  description:
    'What a stage, an alias, a pin or a live version derived from it refers to is refused. mreg restore takes a version ' +
    'out of the trash; its version and number are not free until mreg gc has emptied it. The name of a model that was deleted is free at ' +
    'once, and its numbers begin at 1 again; mreg list NAME --deleted says what restore can bring back.',
  arguments: [
    { name: 'refs', summary: 'versions', variadic: true, optional: true, completes: 'version-ref' },
  ],
  options: {
    model: { value: 'NAME', summary: 'this model with all its versions', completes: 'model' },
    force: { summary: 'a model, though something refers to one of its versions', destroys: true },
    ...CHANGE_OPTIONS,
  },
  examples: [
    { line: 'mreg delete ppo_dowjones@v1.0.0', does: 'one version' },
    { line: 'mreg delete ppo@1 ppo@2 --reason "trained on bad data"', does: 'several, as one change' },
    { line: 'mreg delete --model ppo_dowjones', does: 'the model as a whole' },
  ],
  results: ['delete'],
  async run({ refs = [], model, force, ...options }, context) {
    const registry = await context.registry();
    if (model !== undefined && refs.length === 0) return registry.deleteModel({ model, force, ...options });
    if (model === undefined && refs.length > 0 && !force) return registry.delete({ refs, ...options });
    throw new MregError('MREG_USAGE', 'versions were expected, or --model NAME; --force is for a model', {
      hint: 'mreg delete NAME@VERSION, or mreg delete --model NAME',
    });
  },
  text: (result, ui, { dryRun }) => deleteText(result, ui, dryRun),
  prints: 'each version, a line each; with `--model` the model',
  quiet: ({ model, deleted }) => model ?? deleted.map(({ ref }) => ref).join('\n'),
  items: ({ deleted }) => deleted,
});
