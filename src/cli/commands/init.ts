import { isAbsolute, resolve } from 'node:path';
import { type Context, defineCommand } from '../command.ts';

export const init = defineCommand({
  name: 'init',
  group: 'Setting up',
  summary: 'make an empty registry',
  description: 'A registry that exists is left as it is. register makes one too where there is none.',
  arguments: [
    {
      name: 'dir',
      summary: 'the directory to make (else where the registry would be looked for)',
      optional: true,
      completes: 'path',
    },
  ],
  options: { dryRun: { summary: 'show where, and make nothing' } },
  examples: [
    { line: 'mreg init', does: './model_registry' },
    { line: 'mreg init /shared/models', does: 'a registry elsewhere' },
  ],
  results: ['init'],
  async run({ dir, dryRun }, context) {
    const registry = await context.registry(dir === undefined ? undefined : absolute(context, dir));
    return registry.init({ dryRun });
  },
  text: ({ root, created, applied }) =>
    created
      ? `${applied ? 'made' : 'would make'} an empty registry at ${root}`
      : `there is a registry at ${root} already`,
  quiet: ({ root }) => root,
});

function absolute(context: Context, dir: string): string {
  const place = context.expandPlace(dir);
  return isAbsolute(place) ? place : resolve(context.cwd, place);
}
