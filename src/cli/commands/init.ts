import { defineCommand } from '../command.ts';
import { readPlace } from './options.ts';

export const init = defineCommand({
  name: 'init',
  group: 'Start',
  summary: 'make an empty registry',
  description:
    'A registry that exists is left as it is. register makes one too where there is none. To each it adds a .gitattributes, ' +
    'so that git changes no byte of a registry that is kept in a repository.',
  arguments: [
    {
      name: 'dir',
      summary: 'the directory to make (else where the registry would be looked for)',
      optional: true,
      completes: 'path',
    },
  ],
  options: {
    shared: { summary: 'open it to the group of its directory, whatever the umask' },
    dryRun: { summary: 'show where, and make nothing' },
  },
  examples: [
    { line: 'mreg init', does: './model_registry' },
    { line: 'mreg init /shared/models --shared', does: 'a registry elsewhere, for all of a group' },
  ],
  results: ['init'],
  async run({ dir, shared, dryRun }, context) {
    const registry = await context.registry(dir === undefined ? undefined : readPlace(context, dir));
    return registry.init({ shared, dryRun });
  },
  text({ root, created, applied }, _ui, { shared }) {
    const [make, open] = applied ? ['made', 'opened'] : ['would make', 'would open'];
    if (created) return `${make} an empty registry at ${root}`;
    return shared ? `${open} the registry at ${root} to its group` : `there is a registry at ${root} already`;
  },
  prints: "the registry's directory",
  quiet: ({ root }) => root,
});
