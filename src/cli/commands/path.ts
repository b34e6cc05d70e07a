import { relative } from 'node:path';
import { isBucketAddress } from '../../core/names/place.ts';
import { defineCommand } from '../command.ts';

export const path = defineCommand({
  name: 'path',
  group: 'Everyday',
  alsoKnownAs: ['get', 'load', 'load_model', 'pull', 'where'],
  summary: 'print the absolute directory of a version',
  description:
    'Nothing else goes to stdout, so that $(mreg path …) is the directory. --fallback takes selectors of the same ' +
    'model, or local paths (with a slash or a dot first), and gives the first that exists.',
  arguments: [{ name: 'ref', summary: 'a version', completes: 'version-ref' }],
  options: {
    fallback: {
      value: 'LIST',
      summary: 'what to take where the reference finds nothing, separated by commas',
    },
    file: { value: 'NAME', summary: 'the path of this file of the version' },
    relative: { summary: 'relative to the working directory' },
  },
  examples: [
    { line: 'mreg path ppo_dowjones@production', does: 'what serves now' },
    {
      line: 'mreg path ppo_dowjones@production --fallback staging,latest,./models/local',
      does: 'the first that there is',
    },
    { line: 'mreg path ppo_dowjones@champion --file policy.zip', does: 'one file of it' },
  ],
  results: ['path'],
  async run({ ref, fallback, file, relative: asRelative }, context) {
    const registry = await context.registry();
    const choices = fallback
      ?.split(',')
      .map((choice) => choice.trim())
      .filter((choice) => choice !== '');
    // Of a folder nothing is fetched.
    const work = isBucketAddress(registry.root) ? context.work('fetch') : undefined;
    const found = await registry.path({ ref, fallback: choices, file }, work);
    if (found.source === 'fallback') context.note(`${ref} was not found; this is a fallback`);
    return asRelative ? { ...found, path: relative(context.cwd, found.path) || '.' } : found;
  },
  text: (result) => result.path,
  prints: 'the path, as without `-q`',
  quiet: (result) => result.path,
});
