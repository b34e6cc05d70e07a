import { defineCommand } from '../command.ts';

export const schema = defineCommand({
  name: 'schema',
  group: 'Set up',
  summary: 'print a JSON Schema',
  arguments: [
    {
      name: 'name',
      summary: 'metadata, manifest, log-entry, config, or output/<name> (default: a list)',
      optional: true,
    },
  ],
  options: {},
  examples: [
    { line: 'mreg schema', does: 'the names there are' },
    { line: 'mreg schema metadata > metadata.schema.json', does: 'for an editor or another validator' },
  ],
  results: ['schema'],
  async run({ name }) {
    const { readSchema } = await import('../../operations/schema.ts');
    return readSchema(name);
  },
  text: ({ schema, names }) => (schema === undefined ? names.join('\n') : JSON.stringify(schema, null, 2)),
  prints: 'the document',
  quiet: ({ schema, names }) => (schema === undefined ? names.join('\n') : JSON.stringify(schema)),
});
