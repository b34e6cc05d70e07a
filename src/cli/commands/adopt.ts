import { resolve } from 'node:path';
import { adoptText } from '../../render/changes/register.ts';
import { defineCommand } from '../command.ts';
import { announceNew, CHANGE_OPTIONS } from './options.ts';

export const adopt = defineCommand({
  name: 'adopt',
  group: 'Start',
  summary: 'bring version directories made by hand into the registry',
  description:
    'A version directory is <type>/<name>_<version>_<timestamp> below the registry, with a metadata.json that gives at ' +
    'least model_name, model_version and model_artifact_files. It stays where it lies; its files are hashed, and ' +
    "metadata.json is completed. If the two names differ, the directory's holds and the other is kept as the display name. " +
    'Directories that cannot be adopted are left alone and listed with the reason.',
  arguments: [
    {
      name: 'dir',
      summary: 'a type or a version directory (else all of them)',
      optional: true,
      completes: 'path',
    },
  ],
  options: {
    nameFrom: {
      value: 'WHICH',
      summary: 'which name holds where they differ (default: directory); metadata renames the directory',
      choices: ['directory', 'metadata'],
    },
    infer: { summary: 'take what metadata.json lacks from the directory; it may be missing altogether' },
    ...CHANGE_OPTIONS,
  },
  examples: [
    { line: 'mreg adopt --dry-run', does: 'what would be adopted' },
    { line: 'mreg adopt', does: 'everything in ./model_registry' },
    { line: 'mreg adopt model_registry/rl_agents', does: 'one type' },
    { line: 'mreg adopt --infer', does: 'directories without a metadata.json too' },
  ],
  results: ['adopt'],
  async run({ dir, ...options }, context) {
    const registry = await context.registry();
    const directory = dir === undefined ? undefined : resolve(context.cwd, dir);
    const result = await announceNew(context, registry, options.dryRun, () =>
      registry.adopt({ directory, ...options }, context.work('adopt')),
    );
    for (const note of result.notes) context.note(note);
    return result;
  },
  text: (result, ui) => adoptText(result, ui),
  prints: 'each version adopted, a line each',
  quiet: ({ adopted }) => adopted.map(({ ref }) => ref).join('\n'),
  status: ({ refused }) => (refused.length > 0 ? 3 : 0),
});
