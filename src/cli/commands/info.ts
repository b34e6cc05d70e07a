import { infoText } from '../../render/reading/info.ts';
import { defineCommand } from '../command.ts';

export const info = defineCommand({
  name: 'info',
  aliases: ['show'],
  group: 'Everyday',
  summary: 'show all that is known of a version or a model',
  arguments: [{ name: 'ref', summary: 'a model or a version', completes: 'ref' }],
  options: {},
  examples: [
    { line: 'mreg info ppo_dowjones', does: 'its pointers and versions' },
    { line: 'mreg info ppo_dowjones@production', does: 'one version, with its metadata' },
    { line: 'mreg info ppo_dowjones@3 --json | jq .result.metrics', does: 'for scripts' },
  ],
  results: ['infoVersion', 'infoModel'],
  run: async ({ ref }, context) => (await context.registry()).info(ref),
  text: infoText,
  prints: 'the reference in full',
  quiet: ({ ref }) => ref,
});
