import { diffText } from '../../render/reading/compare.ts';
import { defineCommand } from '../command.ts';

export const diff = defineCommand({
  name: 'diff',
  group: 'Look closer',
  summary: 'show what differs between two versions',
  description:
    'Metadata, metrics, tags and files (by digest); not the names, numbers, stages and times of registration. The ' +
    'status is 1 where they differ.',
  arguments: [
    { name: 'from', summary: 'a version', completes: 'version-ref' },
    { name: 'to', summary: 'another', completes: 'version-ref' },
  ],
  options: {},
  examples: [
    { line: 'mreg diff ppo_dowjones@production ppo_dowjones@latest', does: 'what would change' },
    { line: 'mreg diff ppo_dowjones@1 ppo_dowjones@2 -q', does: 'only the status' },
  ],
  results: ['diff'],
  run: async ({ from, to }, context) => (await context.registry()).diff(from, to),
  text: diffText,
  prints: 'nothing: the status says it',
  quiet: () => '',
  status: ({ equal }) => (equal ? 0 : 1),
});
