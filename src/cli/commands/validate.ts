import { defineCommand } from '../command.ts';

export const validate = defineCommand({
  name: 'validate',
  group: 'Check',
  summary: 'check a metadata file',
  description:
    'Names each fault by its JSON pointer, with what was expected there; status 3 where there is one. A complete\n' +
    'metadata.json is asked for, as adopt needs it: for register the name, the version and the files may be left out.',
  arguments: [{ name: 'file', summary: 'a metadata.json', completes: 'path' }],
  options: {},
  examples: [
    {
      line: 'mreg validate model_registry/rl_agents/ppo_v1.0.0_20240116103015/metadata.json',
      does: 'before adopting it',
    },
  ],
  results: ['validate'],
  async run({ file }) {
    const { validateFile } = await import('../../operations/integrity/validate.ts');
    return validateFile(file);
  },
  text({ file, valid, faults, warnings }, ui) {
    const rows = faults.map(({ pointer, expected }) => [file, pointer || '/', expected]);
    const lines = warnings.map((warning) => `${file}: ${warning}`);
    const table = ui.table([{ header: 'FILE' }, { header: 'PLACE' }, { header: 'FAULT' }], rows);
    return [valid ? `${file}: valid` : table, ...lines].join('\n');
  },
  prints: '`valid` or `invalid`',
  quiet: ({ valid }) => (valid ? 'valid' : 'invalid'),
  status: ({ valid }) => (valid ? 0 : 3),
});
