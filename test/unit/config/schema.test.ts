import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { resolveSettings } from '../../../src/config/resolve.ts';
import { SETTING_KEYS, SETTINGS } from '../../../src/config/settings.ts';
import { MregError } from '../../../src/errors.ts';

interface Property {
  readonly description: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Property>>;
}

const schema = JSON.parse(
  readFileSync(new URL('../../../schemas/config.schema.json', import.meta.url), 'utf8'),
) as { readonly properties: Readonly<Record<string, Property>> };

const fitsSchema = new Ajv({ strict: true, strictRequired: false, strictTypes: false }).compile(schema);

function fitsTable(content: unknown): boolean {
  try {
    resolveSettings({ flags: {}, env: {}, cwd: '/', project: { file: '/mreg.yaml', content } });
    return true;
  } catch (error) {
    if (error instanceof MregError && error.code === 'MREG_INVALID') return false;
    throw error;
  }
}

/** The schema's settings, those in sections with dotted keys. */
const properties = new Map(
  Object.entries(schema.properties).flatMap(([key, property]) =>
    property.properties
      ? Object.entries(property.properties).map(([word, inner]): [string, Property] => [
          `${key}.${word}`,
          inner,
        ])
      : [[key, property] as [string, Property]],
  ),
);

const strings = [
  ...['', ' ', 'a', 'Z9', 'a b', 'a.', 'a_', '-a', '_a', '.a', 'a/b', 'é', 'a\n', 'a\u0085', '\u2028', '😀'],
  ...['a'.repeat(64), 'a'.repeat(65), 'con', 'Con.txt', 'console', 'COM1', 'lpt9.x', 'com10', 'nul.', 'aux_'],
  ...[
    'None',
    'none',
    'Production',
    'prod',
    'Archived',
    'min',
    'max',
    'Max',
    'true',
    '1',
    'f1 >= 0.8',
    '__proto__',
  ],
];
const scalars = [...strings, null, true, false, 0, -0, 1, -1, 1.5, 3.0, 1e300, 2 ** 53 - 1, 2 ** 53];
const lists = [
  [],
  ...scalars.map((each) => [each]),
  ['a', 'b'],
  ['a', 'a'],
  ['a', 1],
  [['a']],
  ['None', 'Archived'],
  ['None', 'Live', 'Archived'],
  ['None', 'Live', 'Live', 'Archived'],
  ['None', 'a b', 'Archived'],
  ['none', 'Live', 'Archived'],
  ['None', 'Live', 'Done'],
];
const mappings = [
  {},
  ...[...scalars, ...lists].flatMap((value) => [
    { Production: value },
    { keep: value },
    { days: value },
    { rollback: value },
  ]),
  { rmse: 'min', f1_score: 'max' },
  { keep: 1, days: 2 },
  { keep: 1, other: 2 },
  { 'retention.keep': 1 },
  JSON.parse('{"__proto__": "min"}'),
];
const values: readonly unknown[] = [...scalars, ...lists, ...mappings];

/** What the table refuses, and JSON Schema cannot say or would say at too great a length. */
const beyondSchema: readonly (readonly [string, unknown])[] = [
  ['types', ['a', 'A']],
  ['stages', ['None', 'Live', 'live', 'Archived']],
  ['stages', ['Live', 'None', 'Archived']],
  ['stages', ['None', 'Live', 'Archived', 'Done']],
  ['stages', ['None', 'latest', 'Archived']],
  ['stages', ['None', 'v1.0.0', 'Archived']],
  ['stages', ['None', '3', 'Archived']],
  ['default_stage', 'Live'],
  ['gates', { Live: [] }],
  ['gates', { Production: [], production: [] }],
];

describe('schemas/config.schema.json', () => {
  it('has the settings of the table, with their summaries and defaults', () => {
    const expected = SETTING_KEYS.flatMap((key) => {
      const { alias, summary, initial } = SETTINGS[key];
      return [key, alias ?? key].map((spelling) => [spelling, { summary, initial }] as const);
    });
    const actual = [...properties].map(([key, { description, default: initial }]) => [
      key,
      { summary: description, initial },
    ]);
    expect(Object.fromEntries(actual)).toEqual(Object.fromEntries(expected));
  });

  it.each([...Object.keys(schema.properties), 'retention.keep', 'unknown'])(
    'accepts and refuses the same values of %s as the table',
    (key) => {
      // Which stages exist depends on another setting, which a schema cannot follow.
      const namesStages = key === 'default_stage' || key === 'gates';
      const differing = values.filter((value) => {
        const [schemaFits, tableFits] = [fitsSchema({ [key]: value }), fitsTable({ [key]: value })];
        return namesStages ? tableFits && !schemaFits : tableFits !== schemaFits;
      });
      expect(differing).toEqual([]);
    },
  );

  it.each(beyondSchema)('accepts of %s what only the table refuses: %j', (key, value) => {
    expect([fitsSchema({ [key]: value }), fitsTable({ [key]: value })]).toEqual([true, false]);
  });

  it.each(SETTING_KEYS)('accepts the example of %s, as the table does', (key) => {
    const [head = '', word] = key.split('.');
    const { example } = SETTINGS[key];
    const content = { [head]: word === undefined ? example : { [word]: example } };
    expect([fitsSchema(content), fitsTable(content)]).toEqual([true, true]);
  });

  it.each([
    [{ retention_days: 1, retention: { days: 1 } }, false],
    [{ retention_days: 1, retention: { keep: 1 } }, true],
    [{ retention: { keep: 1, days: 1 } }, true],
    [[], false],
    ['root: x', false],
    [{}, true],
  ])('agrees with the table on the whole of %j', (content, fits) => {
    expect([fitsSchema(content), fitsTable(content)]).toEqual([fits, fits]);
  });
});
