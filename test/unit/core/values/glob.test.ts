import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matchesGlob } from '../../../../src/core/values/glob.ts';

it.each([
  ['ppo', 'ppo', true],
  ['ppo', '*', true],
  ['ppo', 'p?o', true],
  ['ppo', 'p*o*', true],
  ['ppo', '**', true],
  ['ppo', '', false],
  ['', '*', true],
  ['ppo', 'p?', false],
  ['ppo_dow', '*_d?w', true],
  ['rl/ppo', '*', false],
  ['rl/ppo', '*/*', true],
  ['rl/ppo', 'r*/p*', true],
  ['rl/ppo', 'r*o', false],
  ['a.b', 'a.b', true],
  ['axb', 'a.b', false],
  ['aXbXc', '*X?', true],
  ['aab', 'a*ab', true],
  ['$^+()', '*^+(*', true],
])('%s and %s: %s', (path, glob, expected) => {
  expect(matchesGlob(path, glob)).toBe(expected);
});

it('says what a regular expression says', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 8 });
  const glob = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?'), maxLength: 8 });
  fc.assert(
    fc.property(text, glob, (path, pattern) => {
      const naive = new RegExp(`^${pattern.replaceAll('*', '[^/]*').replaceAll('?', '[^/]')}$`);
      expect(matchesGlob(path, pattern)).toBe(naive.test(path));
    }),
    { numRuns: 2000 },
  );
});

it('takes no longer for a glob of many stars', () => {
  const begin = performance.now();
  expect(matchesGlob('a'.repeat(64), `${'a*'.repeat(2000)}b`)).toBe(false);
  expect(matchesGlob('a'.repeat(64), `${'*a'.repeat(60)}*b`)).toBe(false);
  expect(performance.now() - begin).toBeLessThan(1000);
});
