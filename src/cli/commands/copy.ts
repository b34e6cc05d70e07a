import { MregError } from '../../errors.ts';
import { copyText } from '../../render/changes/transport.ts';
import { defineCommand } from '../command.ts';
import { announceNew, CHANGE_OPTIONS, readPlace } from './options.ts';

export const copy = defineCommand({
  name: 'copy',
  group: 'Move',
  summary: 'copy the registry, or some versions, into another folder or bucket',
  description:
    'Without versions all of it goes, entry by entry: the log, the files, the trash, logged metrics and runs, the same bytes under the ' +
    'same names. Whatever stops it, the copy is what the registry once was, and the next run goes on from there. A copy that was changed ' +
    'by itself is refused. Versions that are named come with their labels, as by an archive: into any registry, with one entry in its log.',
  arguments: [
    { name: 'refs', summary: 'versions or models', optional: true, variadic: true, completes: 'ref' },
  ],
  options: {
    to: { value: 'PLACE', summary: 'a directory, or s3://BUCKET/PREFIX', completes: 'path' },
    from: {
      value: 'PLACE',
      summary: 'the registry that is copied (default: the one in force)',
      completes: 'path',
    },
    onConflict: {
      value: 'HOW',
      summary:
        'a named version is taken by other files: fail (the default), skip it, or rename it to the next version',
      choices: ['fail', 'skip', 'rename'],
    },
    ...CHANGE_OPTIONS,
  },
  examples: [
    {
      line: 'mreg copy --to s3://models/registry',
      does: 'a backup in a bucket; run again, it brings what is new',
    },
    { line: 'mreg copy --from s3://models/registry --to ./model_registry', does: 'a bucket into a folder' },
    { line: 'mreg copy ppo_dowjones@production --to ../edge', does: 'one version, into another registry' },
  ],
  results: ['copy'],
  async run({ to, from, ...request }, context) {
    if (to === undefined)
      throw new MregError('MREG_USAGE', 'a copy needs a place: --to was expected', {
        hint: 'mreg copy --to s3://models/registry',
      });
    const registry = await context.registry(from === undefined ? undefined : readPlace(context, from));
    const target = await context.registry(readPlace(context, to));
    return announceNew(context, target, request.dryRun, () =>
      registry.copy({ ...request, to: target.root }, context.work('copy')),
    );
  },
  text: (result, ui, { dryRun }) => copyText(result, ui, dryRun),
  prints: 'each version, as it is called in the copy',
  quiet: ({ versions }) => versions.map(({ ref, copied_as }) => copied_as ?? ref).join('\n'),
  items: ({ versions }) => versions,
});
