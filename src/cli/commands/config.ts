import { defineCommand } from '../command.ts';

export const config = defineCommand({
  name: 'config',
  group: 'Set up',
  summary: 'show the settings in force, and where each comes from',
  description:
    'Options win over MREG_* variables, over mreg.yaml (or the model_registry section of params.yaml) found upward, over ' +
    "the user's ~/.config/mreg/config.yaml, over the defaults.",
  arguments: [{ name: 'key', summary: 'only this setting', optional: true }],
  options: {},
  examples: [
    { line: 'mreg config', does: 'all settings with their origin' },
    { line: 'mreg config root -q', does: 'the registry that commands use here' },
  ],
  results: ['config'],
  async run({ key }, context) {
    const { showSettings } = await import('../../config/show.ts');
    return { settings: await showSettings(context, await context.settings(), key) };
  },
  text: ({ settings }, ui) =>
    ui.table(
      [{ header: 'SETTING' }, { header: 'VALUE' }, { header: 'ORIGIN' }],
      settings.map(({ key, value, origin }) => [{ text: key, style: 'bold' }, shown(value), origin]),
    ),
  prints: 'values only',
  quiet: ({ settings }) => settings.map(({ value }) => shown(value)).join('\n'),
});

function shown(value: unknown): string {
  return value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}
