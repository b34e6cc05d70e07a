import { describe, expect, it } from 'vitest';
import { checkKey, isName, parseName } from '../../../../src/core/names/name.ts';
import { codeOf } from '../../../support/state.ts';

describe('a name', () => {
  it.each(['ppo_dowjones', 'a', '7b', 'llama3.1-8b', 'constructor', 'toString', 'con1', 'a'.repeat(64)])(
    '%s is good',
    (text) => {
      expect(isName(text)).toBe(true);
      expect(parseName('model name', text)).toBe(text);
    },
  );

  it.each([
    '',
    '.',
    '..',
    '.mreg',
    '-x',
    '_x',
    '__proto__',
    'a b',
    'a/b',
    'a\\b',
    'a:b',
    'a@b',
    'a\n',
    'modèle',
    'a\u202eb',
    'a.',
    'CON',
    'nul',
    'com1',
    'LPT9.txt',
    'Aux.tar.gz',
    'a'.repeat(65),
  ])('%j is refused', (text) => {
    expect(isName(text)).toBe(false);
    expect(codeOf(() => parseName('model name', text))).toBe('MREG_INVALID');
  });

  it.each([
    ['modèle à jour', 'for example: modele_a_jour'],
    ['../etc/passwd', 'for example: etc_passwd'],
    ['a'.repeat(65), `for example: ${'a'.repeat(64)}`],
    ['con', undefined],
    ['模型', undefined],
  ])('%s gets a hint that is a name', (text, hint) => {
    expect(() => parseName('model name', text)).toThrow(expect.objectContaining({ hint }));
  });

  it("of a type is not the registry's own file", () => {
    expect(codeOf(() => parseName('type', 'Manifest.json'))).toBe('MREG_INVALID');
    expect(parseName('model name', 'manifest.json')).toBe('manifest.json');
  });

  it('of any length is judged at once', () => {
    expect(codeOf(() => parseName('type', `${'_'.repeat(1_000_000)}x`))).toBe('MREG_INVALID');
  });
});

it('a key may be anything but __proto__', () => {
  for (const key of ['owner', 'constructor', 'toString', ''])
    expect(codeOf(() => checkKey(key))).toBeUndefined();
  expect(codeOf(() => checkKey('__proto__'))).toBe('MREG_INVALID');
});
