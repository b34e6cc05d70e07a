import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDisplayName, isNameElsewhere, plainName } from '../../../../src/core/names/display-name.ts';
import { isName } from '../../../../src/core/names/name.ts';
import { parseReference } from '../../../../src/core/names/reference.ts';

describe('a plain name is made', () => {
  it.each([
    ['my model', 'my_model'],
    ['meta-llama/Llama-3-8B', 'meta-llama--Llama-3-8B'],
    ['modèle', 'modele'],
    ['Spam detector (2.0)', 'Spam_detector_2.0'],
    ['模型', 'u6a21-578b'],
    ['con/x', 'con--x'],
    ['CON!', 'u43-4f-4e-21'],
    [`${'long '.repeat(40)}name`, 'long_'.repeat(12).slice(0, -1)],
  ])('of %s: %s', (display, plain) => {
    expect([isDisplayName(display), plainName(display), isName(plain)]).toEqual([true, plain, true]);
  });

  it('of every display name, which a reference finds again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }), (text) => {
        if (!isDisplayName(text)) return;
        expect(isName(plainName(text))).toBe(true);
        const { type, name } = parseReference(text);
        expect(type === undefined ? name : `${type}/${name}`).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });
});

it.each([
  '',
  ' ',
  'plain',
  '-x',
  'CON',
  '__proto__',
  'a@b c',
  'a: b',
  'a\\b c',
  'a  b',
  ' a b',
  'a b ',
  '../a b',
  'a b/..',
  'a/b/c d',
  '!!',
  'a\nb',
  '\u202ea b',
  '\ud800 a',
  'é'.repeat(257),
])('%j is no display name', (text) => {
  expect(isDisplayName(text)).toBe(false);
});

it.each([
  'plain',
  '-x',
  'CON',
  '__proto__',
  'a@b c',
  'a\\b c',
  'a  b',
  ' a b',
  '!!',
  '\u202ea b',
  '🚀'.repeat(256),
])('%j is a name elsewhere, with a plain one', (text) => {
  expect([isNameElsewhere(text), isName(plainName(text))]).toEqual([true, true]);
});

it.each(['', ' ', 'a/b', 'a:b', '.', '..', 'a\nb', '\ud800 a', 'é'.repeat(257)])(
  '%j is a name nowhere',
  (text) => {
    expect(isNameElsewhere(text)).toBe(false);
  },
);
