import { MregError } from '../../errors.ts';
import { importText } from '../../render/changes/transport.ts';
import { defineCommand } from '../command.ts';
import { announceNew, CHANGE_OPTIONS } from './options.ts';

export const importArchive = defineCommand({
  name: 'import',
  group: 'Move',
  summary: 'take in an archive that mreg export made',
  description:
    'Everything in it is checked before anything is visible; what is not exactly an archive is refused with status 3, and ' +
    'nothing has changed. Versions come in with one entry in the log. A stage or an alias that another version has here is ' +
    'not moved, and a stage with gates is not entered: promote does that. Versions whose files are here already are left as ' +
    'they are. An archive with history goes into an empty registry, or goes on with the history of one that has its beginning.',
  arguments: [{ name: 'file', summary: 'the archive; - for the standard input', completes: 'path' }],
  options: {
    onConflict: {
      value: 'HOW',
      summary:
        'a version is taken by other files: fail (the default), skip it, or rename it to the next version',
      choices: ['fail', 'skip', 'rename'],
    },
    ...CHANGE_OPTIONS,
  },
  examples: [
    { line: 'mreg import ppo.tar', does: 'versions, with their labels' },
    { line: 'mreg import full.tar --root restored', does: 'a whole registry, into an empty directory' },
    { line: 'mreg import ppo.tar --on-conflict rename --dry-run', does: 'what would become of each version' },
  ],
  results: ['import'],
  async run({ file, ...options }, context) {
    const { stdin } = context.pipes;
    if (file === '-' && (!stdin || stdin.isTTY)) {
      throw new MregError('MREG_USAGE', 'an archive is not read from a terminal', {
        hint: 'mreg import FILE, or from a pipe',
      });
    }
    const from = file === '-' ? (stdin as NodeJS.ReadStream) : file;
    const registry = await context.registry();
    const result = await announceNew(context, registry, options.dryRun, () =>
      registry.import({ ...options, from }, context.work('import')),
    );
    const withheld = result.versions.filter((version) => version.withheld.length > 0);
    for (const { imported_as, withheld: labels } of withheld)
      context.note(`${imported_as} did not get ${labels.join(', ')}: mreg promote, mreg alias set`);
    return result;
  },
  text: (result, ui, { dryRun }) => importText(result, ui, dryRun),
  prints: 'each version, as it is called here',
  quiet: ({ versions }) =>
    versions.map(({ ref, imported_as, existing }) => imported_as ?? existing ?? ref).join('\n'),
  items: ({ versions }) => versions,
});
