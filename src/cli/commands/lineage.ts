import { LINEAGE_FORMATS, lineageText } from '../../render/reading/lineage.ts';
import { defineCommand } from '../command.ts';

export const lineage = defineCommand({
  name: 'lineage',
  group: 'Look closer',
  summary: 'show what a version was derived from, and what was derived from it',
  description:
    'As the parents say that each version was registered with: see register --parent. Without a version: those that came from ' +
    'a base model, a data set, a run or a commit, with all that is related to them.',
  arguments: [{ name: 'ref', summary: 'a version', optional: true, completes: 'version-ref' }],
  options: {
    parent: {
      value: 'REF',
      summary: 'the versions derived from this one, which need not be in the registry',
    },
    dataVersion: { value: 'ID', summary: 'the versions trained on this version of the data' },
    runId: { value: 'ID', summary: 'the versions of this run' },
    commit: { value: 'SHA', summary: 'the versions made from this git commit (7 letters or more)' },
    origins: { summary: 'tell run, data and commit of each' },
    format: { value: 'FORMAT', summary: 'how to write it', choices: LINEAGE_FORMATS },
  },
  examples: [
    { line: 'mreg lineage ppo_dowjones@production', does: 'its ancestors and descendants' },
    { line: 'mreg lineage ppo_dowjones@production --format mermaid', does: 'as a graph for a document' },
    { line: 'mreg lineage --data-version md5:6137cde4 -q', does: 'what came from a data set' },
    { line: 'mreg lineage --parent hub/llama', does: 'what came from a base model' },
  ],
  results: ['lineage'],
  async run({ ref, format: _, ...request }, context) {
    const result = await (await context.registry()).lineage({ ...request, ref });
    for (const unread of result.unreadable)
      context.note(`${unread} is damaged: its metadata could not be asked`);
    return result;
  },
  text: (result, ui, { format }) => lineageText(result, ui, format),
  prints: 'each version that is related, a line each',
  quiet: ({ version, roots, ancestors, descendants }) =>
    [...(version ? [] : roots.map(({ ref }) => ref)), ...ancestors, ...descendants].join('\n'),
});
