import { deleteText } from '../../render/retention.ts';
import { defineCommand } from '../command.ts';
import { CHANGE_OPTIONS } from './options.ts';

export const deleteVersions = defineCommand({
  name: 'delete',
  aliases: ['rm'],
  group: 'Keep tidy',
  destroys: true,
  summary: 'move versions to the trash',
  description:
    'What a stage, an alias, a pin or a live version derived from it refers to is refused. mreg restore takes a version ' +
    'out of the trash; its version and number are not free until mreg gc has emptied it.',
  arguments: [{ name: 'refs', summary: 'versions', variadic: true, completes: 'version-ref' }],
  options: CHANGE_OPTIONS,
  examples: [
    { line: 'mreg delete ppo_dowjones@v1.0.0', does: 'one version' },
    { line: 'mreg delete ppo@1 ppo@2 --reason "trained on bad data"', does: 'several, as one change' },
  ],
  results: ['delete'],
  run: async ({ refs, ...options }, context) => (await context.registry()).delete({ refs, ...options }),
  text: (result, ui, { dryRun }) => deleteText(result, ui, dryRun),
  prints: 'each version, a line each',
  quiet: ({ deleted }) => deleted.map(({ ref }) => ref).join('\n'),
  items: ({ deleted }) => deleted,
});
