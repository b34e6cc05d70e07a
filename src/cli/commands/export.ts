import type { Writable } from 'node:stream';
import { MregError } from '../../errors.ts';
import type { ExportResult, ExportSqlResult } from '../../generated/output.ts';
import { exportSqlText, exportText } from '../../render/changes/transport.ts';
import { defineCommand, flagOf } from '../command.ts';
import { count } from '../option-values.ts';

export const exportVersions = defineCommand({
  name: 'export',
  group: 'Move',
  summary: 'write versions, or the whole registry, to one archive',
  description:
    'The archive is a tar file with a list of all that is in it and the SHA-256 of each file; the same registry gives the ' +
    'same bytes. A model stands for all its versions. Stages, aliases, tags, numbers and logged metrics go along; the log and the ' +
    'trash with --with-history, runs with --runs. A file is synced and read again before it gets its name. --quiet prints the revision, which the next ' +
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
    runs: { summary: 'the runs that the versions came from, with their files; with --all every run' },
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
    sql: {
      value: 'FILE',
      summary:
        'no archive but SQL for SQLite and PostgreSQL: models, versions, runs; - for the standard output',
      completes: 'path',
    },
    dryRun: { summary: 'show what would be in it, and make none' },
  },
  examples: [
    { line: 'mreg export ppo_dowjones@production -o ppo.tar', does: 'one version' },
    { line: 'mreg export ppo_dowjones@production -o - | ssh host mreg import -', does: 'to another machine' },
    { line: 'mreg export --all --with-history --runs -o full.tar', does: 'a backup of everything' },
    { line: 'mreg export --all --since 4711 -o next.tar', does: 'what came after revision 4711' },
    { line: 'mreg export --sql - | sqlite3 -bail registry.db', does: 'a database to ask with SQL' },
  ],
  results: ['export', 'exportSql'],
  async run({ output, sql, since, ...options }, context): Promise<ExportResult | ExportSqlResult> {
    const asked = sql ?? output;
    const { stdout } = context.pipes;
    if (asked === '-' && stdout.isTTY && !options.dryRun && sql === undefined) {
      throw new MregError('MREG_USAGE', 'an archive is not written to a terminal', {
        hint: 'mreg export … -o FILE, or into a pipe',
      });
    }
    const to = asked === '-' ? (stdout as Writable) : asked;
    const registry = await context.registry();
    const work = context.work('export');
    if (sql === undefined) return registry.export({ ...options, since, to }, work);
    refuseWithSql({ output, since, ...options });
    const { refs, dryRun } = options;
    const result = await registry.exportSql({ refs, to, dryRun }, work);
    for (const ref of result.unreadable)
      context.note(`${ref} has only what the log says, as its metadata cannot be read: mreg verify ${ref}`);
    for (const run of result.unreadable_runs)
      context.note(`run ${run} is left out, as it cannot be read: mreg doctor`);
    return result;
  },
  text: (result, ui, input) =>
    isPiped(input) ? '' : 'metrics' in result ? exportSqlText(result, ui) : exportText(result, ui),
  prints: 'the revision, which the next `--since` takes up; nothing with `-o -` or `--sql -`',
  quiet: ({ revision }, input) => (isPiped(input) ? '' : String(revision)),
  items: ({ versions }) => versions.map((ref) => ({ ref })),
  ownsStdout: isPiped,
});

interface Where {
  readonly output: string | undefined;
  readonly sql: string | undefined;
  readonly dryRun: boolean;
}

/** Then the archive, or the SQL, is what stdout carries. */
function isPiped({ output, sql, dryRun }: Where): boolean {
  return (sql ?? output) === '-' && !dryRun;
}

/** What is said of archives alone. */
function refuseWithSql(given: { refs: readonly string[]; all: boolean; [option: string]: unknown }): void {
  const ofArchives = ['output', 'withHistory', 'runs', 'since', 'compress'];
  const wrong = ofArchives.find((name) => given[name] !== undefined && given[name] !== false);
  if (wrong !== undefined)
    throw new MregError('MREG_USAGE', `${flagOf(wrong)} is for an archive, and --sql makes none`, {
      hint: 'mreg export --sql FILE',
    });
  if (given.all && given.refs.length > 0)
    throw new MregError('MREG_USAGE', 'versions and --all contradict each other', {
      hint: 'leave one of them out',
    });
}
