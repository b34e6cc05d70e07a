import type { Writable } from 'node:stream';
import { MregError } from '../../errors.ts';
import { exportText } from '../../render/changes/transport.ts';
import { defineCommand } from '../command.ts';
import { count } from '../option-values.ts';

export const exportVersions = defineCommand({
  name: 'export',
  group: 'Move',
  summary: 'write versions, or the whole registry, to one archive',
  description:
    'The archive is a tar file with a list of all that is in it and the SHA-256 of each file; the same registry gives the ' +
    'same bytes. A model stands for all its versions. Stages, aliases, tags, numbers and logged metrics go along; the log and the ' +
    'trash with --with-history. A file is synced and read again before it gets its name. --quiet prints the revision, which the next ' +
    '--since takes up.',
  arguments: [
    { name: 'refs', summary: 'versions or models', optional: true, variadic: true, completes: 'ref' },
  ],
  options: {
    output: {
      short: 'o',
      value: 'FILE',
      summary: 'the archive; - for the standard output',
      completes: 'path',
    },
    all: { summary: 'the whole registry' },
    withHistory: { summary: 'the log too, and the versions in the trash; with --all' },
    since: {
      value: 'REVISION',
      summary: 'only what came after this revision, with its log; with --all',
      reads: count(0, 4711),
    },
    compress: {
      value: 'HOW',
      summary: 'compress the archive (else as its name says: .tar.gz, .tar.zst)',
      choices: ['gzip', 'zstd'],
    },
    dryRun: { summary: 'show what would be in it, and make none' },
  },
  examples: [
    { line: 'mreg export ppo_dowjones@production -o ppo.tar', does: 'one version' },
    { line: 'mreg export ppo_dowjones@production -o - | ssh host mreg import -', does: 'to another machine' },
    { line: 'mreg export --all --with-history -o full.tar', does: 'a backup of everything' },
    { line: 'mreg export --all --since 4711 -o next.tar', does: 'what came after revision 4711' },
  ],
  results: ['export'],
  async run({ output, since, ...options }, context) {
    const { stdout } = context.pipes;
    if (output === '-' && stdout.isTTY && !options.dryRun) {
      throw new MregError('MREG_USAGE', 'an archive is not written to a terminal', {
        hint: 'mreg export … -o FILE, or into a pipe',
      });
    }
    const to = output === '-' ? (stdout as Writable) : output;
    const registry = await context.registry();
    return registry.export({ ...options, since, to }, context.work('export'));
  },
  text: (result, ui, input) => (isPiped(input) ? '' : exportText(result, ui)),
  prints: 'the revision, which the next `--since` takes up; nothing with `-o -`',
  quiet: ({ revision }, input) => (isPiped(input) ? '' : String(revision)),
  items: ({ versions }) => versions.map((ref) => ({ ref })),
  ownsStdout: isPiped,
});

/** Then the archive itself is what stdout carries. */
function isPiped({ output, dryRun }: { output: string | undefined; dryRun: boolean }): boolean {
  return output === '-' && !dryRun;
}
