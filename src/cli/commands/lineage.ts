import { LINEAGE_FORMATS, lineageText } from '../../render/lineage.ts';
import { defineCommand } from '../command.ts';

export const lineage = defineCommand({
  name: 'lineage',
  group: 'Finding',
  summary: 'show what a version was derived from, and what was derived from it',
  description: 'As the parents in the metadata say: see register --parent.',
  arguments: [{ name: 'ref', summary: 'a version', completes: 'ref' }],
  options: { format: { value: 'FORMAT', summary: 'how to write it', choices: LINEAGE_FORMATS } },
  examples: [
    { line: 'mreg lineage ppo_dowjones@production', does: 'its ancestors and descendants' },
    { line: 'mreg lineage ppo_dowjones@production --format mermaid', does: 'as a graph for a document' },
  ],
  results: ['lineage'],
  run: async ({ ref }, context) => (await context.registry()).lineage(ref),
  text: (result, ui, { format }) => lineageText(result, ui, format),
  quiet: ({ ancestors, descendants }) => [...ancestors, ...descendants].join('\n'),
});
