import { describe, expect, it } from 'vitest';
import { stringifyJson } from '../../../../src/core/json/index.ts';
import { parseYaml } from '../../../../src/core/json/yaml.ts';
import { MregError } from '../../../../src/errors.ts';
import { expectLinear } from '../../../support/growth.ts';

const MIB = 1024 * 1024;

async function read(text: string): Promise<string> {
  return stringifyJson(await parseYaml(new TextEncoder().encode(text), 'm.yaml'));
}

async function problem(text: string): Promise<string> {
  const error = await read(text).catch((thrown: unknown) => thrown);
  if (error instanceof MregError && error.code === 'MREG_INVALID') return error.message;
  throw new Error('nothing was refused', { cause: error });
}

describe('a number', () => {
  it.each(['0', '-7', '1.0', '-0.0', '1e-05', '1E5', '2.5e+10', '1e400', '12345678901234567890', '0.1000'])(
    'stays as written: %s',
    async (text) => expect(await read(text)).toBe(text),
  );

  it.each([
    ['+1', '1'],
    ['+12345678901234567890', '12345678901234567890'],
    ['.5', '0.5'],
    ['-.5', '-0.5'],
    ['+.123456789012345678901', '0.123456789012345678901'],
    ['1.', '1'],
    ['-1.e5', '-1e5'],
    ['007', '7'],
    ['-00.50', '-0.50'],
    ['000', '0'],
    ['0x1F', '31'],
    ['0x1FFFFFFFFFFFFFFFFFFF', '151115727451828646838271'],
    ['0o17', '15'],
    ['.nan', '"NaN"'],
    ['.NaN', '"NaN"'],
    ['.inf', '"Infinity"'],
    ['+.Inf', '"Infinity"'],
    ['-.INF', '"-Infinity"'],
    ['!!int "5"', '5'],
    ['!!float "1.50"', '1.50'],
  ])('keeps its value in JSON: %s is %s', async (text, json) => expect(await read(text)).toBe(json));

  it.each(['1_000', '1:30', '2024-01-16', '0b1', 'nan', '1e', 'yes', '"1.0"', '!!str 5'])(
    'is not %s',
    async (text) => expect(await read(text)).toBe(JSON.stringify(text.replace(/^!!str |"/g, ''))),
  );
});

describe('a key', () => {
  it.each([
    ['1.0: a\n1e3: b', '{"1.0":"a","1e3":"b"}'],
    ['~: a\nnull: b\ntrue: c', '{"~":"a","null":"b","true":"c"}'],
    ['? a\n: 1', '{"a":1}'],
    ['"<<": 1', '{"<<":1}'],
    ['a: &x {b: 1, d: 2}\nc:\n  <<: *x\n  d: 3', '{"a":{"b":1,"d":2},"c":{"d":3,"b":1}}'],
    ['<<: [{a: 1}, {a: 2, b: 2}]', '{"a":1,"b":2}'],
    ['constructor: 1\ntoString: 2', '{"constructor":1,"toString":2}'],
    ['a:\n? b\n', '{"a":null,"b":null}'],
  ])('is the text that was written: %j', async (text, json) => expect(await read(text)).toBe(json));

  it.each([
    ['a: 1\nb: 2\na: 3', 'm.yaml:3:1: the key "a" stands twice in one object'],
    ['{a: 1, "a": 2}', 'm.yaml:1:8: the key "a" stands twice'],
    ['a:\n  __proto__: 1', 'm.yaml:2:3: the key "__proto__" is not allowed'],
    ['a: &x [1]\nc:\n  <<: *x', 'm.yaml:3:7: the merge key "<<" needs a map or a list of maps'],
    ['? [a]\n: 1', 'm.yaml:1:3: '],
    ['a: &x b\n*x : 1', 'm.yaml:2:1: '],
    ['"\\ud800": 1', 'm.yaml:1:1: half a surrogate pair'],
  ])('is refused: %j', async (text, message) => expect(await problem(text)).toContain(message));
});

describe('a document', () => {
  it.each(['', '# nothing', '---\n', '---\n...\n'])('may be empty: %j', async (text) =>
    expect(await read(text)).toBe('null'),
  );

  it.each([
    ['a: 1\n---\nb: 2', 'm.yaml:2:1: a second document, expected one'],
    ['%YAML 1.1\n---\na: yes', 'm.yaml:1:1: version 1.1 of YAML, expected 1.2'],
    ['%YAML 1.3\n---\na: 1', 'm.yaml:1:7: unsupported YAML version 1.3'],
    ['a: !!binary aGk=', 'm.yaml:1:4: unresolved tag: tag:yaml.org,2002:binary'],
    ['a: !!timestamp 2001-01-01', 'm.yaml:1:4: unresolved tag'],
    ['a: !!set {x, y}', 'm.yaml:1:4: unresolved tag'],
    ['a: !!python/tuple [1, 2]', 'm.yaml:1:4: unresolved tag'],
    ['a: [1', 'm.yaml:1:6: '],
    ['é: "\\q"', 'm.yaml:1:5: invalid escape sequence \\q'],
    ['😀: ]', 'm.yaml:1:4: unexpected flow-seq-end token'],
    ['\tb: 2', 'm.yaml:1:1: tabs are not allowed as indentation'],
  ])('is refused with its place: %j', async (text, message) =>
    expect(await problem(text)).toContain(message),
  );

  it('names the byte that is not UTF-8', async () => {
    await expect(parseYaml(new Uint8Array([0x61, 0x0a, 0x62, 0xff]), 'm.yaml')).rejects.toThrow(
      'm.yaml:2:2: byte 3 is not UTF-8',
    );
  });
});

describe('an alias', () => {
  it.each([
    ['a: &x 1.0\nb: *x', '{"a":1.0,"b":1.0}'],
    ['a: &x [&y {c: 1}, *y]\nb: [*x, *y]', '{"a":[{"c":1},{"c":1}],"b":[[{"c":1},{"c":1}],{"c":1}]}'],
    ['&k key: *k', undefined],
  ])('stands for what its anchor marks: %j', async (text, json) => {
    if (json === undefined) expect(await problem(text)).toContain('m.yaml:1:9: no anchor &k');
    else expect(await read(text)).toBe(json);
  });

  it.each([
    ['a: *x', 'm.yaml:1:4: no anchor &x ends before this alias'],
    ['a: &x [*x]', 'm.yaml:1:8: no anchor &x ends before this alias'],
    ['a: *x\nb: &x 1', 'm.yaml:1:4: no anchor &x'],
    ['a: &x 1\nb: &x 2', 'm.yaml:2:7: the anchor &x stands twice'],
  ])('is refused: %j', async (text, message) => expect(await problem(text)).toContain(message));

  const chain = (levels: number, item: (n: number) => string) =>
    `l0: &l0 []\n${Array.from({ length: levels }, (_, n) => `l${n + 1}: &l${n + 1} ${item(n)}`).join('\n')}\n`;

  it.each([
    ['width', chain(9, (n) => `[${`*l${n},`.repeat(9)}]`), 'the aliases make the document too long'],
    [
      'long text',
      `a: &a "${'x'.repeat(10_000)}"\nb: [${'*a,'.repeat(5000)}]`,
      'the aliases make the document too long',
    ],
    [
      'long numbers',
      `a: &a ${'1'.repeat(10_000)}\nb: [${'*a,'.repeat(5000)}]`,
      'the aliases make the document too long',
    ],
    [
      'long keys',
      `a: &a {${'x'.repeat(1000)}: 1}\nb: [${'*a,'.repeat(5000)}]`,
      'the aliases make the document too long',
    ],
    ['depth', chain(100, (n) => `[*l${n}]`), 'nested too deeply'],
  ])('cannot multiply a document in %s', async (_, text, message) =>
    expect(await problem(text)).toContain(message),
  );
});

describe('a limit', () => {
  it.each([
    ['flow sequences', (n: number) => '['.repeat(n) + ']'.repeat(n)],
    ['flow maps', (n: number) => `${'{a: '.repeat(n)}1${'}'.repeat(n)}`],
    ['block sequences', (n: number) => `${'- '.repeat(n)}1`],
    [
      'block maps',
      (n: number) => `${Array.from({ length: n }, (_, i) => `${' '.repeat(i)}a:`).join('\n')} 1`,
    ],
  ])('is 64 levels of %s', async (_, nest) => {
    expect(await read(nest(64))).toContain('[{'.includes(nest(1).charAt(0)) ? nest(1).charAt(0) : '');
    expect(await problem(nest(65))).toContain('nested too deeply, expected at most 64 levels');
  });

  // Each took the parser's own ways from seconds to hours.
  it.each([
    ['sequences that only begin', '['],
    ['maps that only begin', '{a: '],
    ['items in items', '- '],
    ['brackets that only end', ']'],
    ['directives', '%Q\n'],
  ])('ends %s in a time that grows no faster than they do', (_, part) =>
    expectLinear(MIB / 8, (size) => {
      const text = part.repeat(size / part.length);
      return () => problem(text);
    }),
  );

  it('lets an object have very many keys', async () => {
    const keys = Array.from({ length: 20_000 }, (_, n) => `key${n}: 1`);
    expect((await read(keys.join('\n'))).length).toBeGreaterThan(200_000);
  });

  it('lets a document without aliases have 1 MiB of the smallest values', async () => {
    expect((await read(`[${'a,'.repeat(MIB / 8)}]`)).length).toBe(MIB / 2 + 1);
  });
});
