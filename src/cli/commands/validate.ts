import { defineCommand } from '../command.ts';

export const validate = defineCommand({
  name: 'validate',
  group: 'Setting up',
  summary: 'check a metadata file',
  description:
    'Names each fault by its JSON pointer, with what was expected there. Status 3 where there is one.',
  arguments: [{ name: 'file', summary: 'a metadata.json', completes: 'path' }],
  options: {},
  examples: [{ line: 'mreg validate ./out/metadata.json', does: 'before registering, in CI' }],
  results: ['validate'],
  async run({ file }) {
    const { validateFile } = await import('../../operations/validate.ts');
    return validateFile(file);
  },
  text({ file, valid, faults, warnings }, ui) {
    const rows = faults.map(({ pointer, expected }) => [file, pointer || '/', expected]);
    const lines = warnings.map((warning) => `${file}: ${warning}`);
    const table = ui.table([{ header: 'FILE' }, { header: 'PLACE' }, { header: 'FAULT' }], rows);
    return [valid ? `${file}: valid` : table, ...lines].join('\n');
  },
  quiet: ({ valid }) => (valid ? 'valid' : 'invalid'),
  status: ({ valid }) => (valid ? 0 : 3),
});
