import { historyText } from '../../render/reading/history.ts';
import { modelTable } from '../../render/reading/model.ts';
import { versionTable } from '../../render/reading/version.ts';
import { defineCommand } from '../command.ts';
import { count } from '../option-values.ts';

export const history = defineCommand({
  name: 'history',
  aliases: ['log'],
  group: 'Everyday',
  summary: 'show the changes, newest first, or the state at a moment',
  description: 'TIME is ISO 8601 (UTC where it names no zone), a date (its end), or an age such as 7d.',
  arguments: [
    { name: 'ref', summary: 'only changes of this model or version', optional: true, completes: 'ref' },
  ],
  options: {
    at: { value: 'TIME', summary: 'show the models, or the versions of one, as they were then' },
    limit: { short: 'n', value: 'N', summary: 'at most N changes', reads: count(1, 10) },
  },
  examples: [
    { line: 'mreg history ppo_dowjones', does: 'who changed what, when and why' },
    { line: 'mreg history ppo_dowjones --at 2026-05-03', does: 'what was in Production on 3 May' },
    { line: 'mreg history -n 5 --json', does: 'the last five changes of the registry' },
  ],
  results: ['history'],
  run: async ({ ref, at, limit }, context) => (await context.registry()).history({ ref, at, limit }),
  text({ entries, models, versions, at, revision }, ui) {
    if (at === undefined) return historyText(entries, ui);
    const table = versions ? versionTable(versions, ui) : modelTable(models ?? [], ui);
    return ui.tty ? `${ui.style.dim(`revision ${revision}, ${at}`)}\n${table}` : table;
  },
  prints: 'revision numbers; with `--at`, models or versions',
  quiet: ({ entries, models, versions }) =>
    (versions ?? models)?.map(({ ref }) => ref).join('\n') ??
    entries.map(({ revision }) => String(revision)).join('\n'),
  items: ({ entries, models, versions }) => versions ?? models ?? entries,
});
