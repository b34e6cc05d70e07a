import { defineCommand } from '../command.ts';
import { CHANGE_OPTIONS } from './options.ts';

export const restore = defineCommand({
  name: 'restore',
  group: 'Keep tidy',
  summary: 'take a version out of the trash',
  description:
    'Number, tags, pin and history are as before; the stage is Archived if it was, else None. The directory gets a new ' +
    'name, which mreg path tells.',
  arguments: [{ name: 'ref', summary: 'a version in the trash, by version or number', completes: 'deleted' }],
  options: CHANGE_OPTIONS,
  examples: [{ line: 'mreg restore ppo_dowjones@v1.0.0', does: 'as if it had not been deleted' }],
  results: ['versionChange'],
  run: async ({ ref, ...options }, context) => (await context.registry()).restore({ ref, ...options }),
  text: ({ ref, stage }, ui, { dryRun }) =>
    `${ref}: restored to ${ui.style.stage(stage)}${dryRun ? ' (dry run: nothing was changed)' : ''}`,
  prints: 'the version',
  quiet: ({ ref }) => ref,
});
