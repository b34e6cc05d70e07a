import { describe, expect, it } from 'vitest';
import { nearest } from '../../../../src/core/names/nearest.ts';

const stages = ['None', 'Staging', 'Production', 'Archived'];

describe('nearest', () => {
  it.each([
    ['prodction', 'Production'],
    ['Stagnig', 'Staging'],
    ['ARCHIVED', 'Archived'],
    ['archve', 'Archived'],
    ['noen', 'None'],
    ['prod', 'Production'],
    ['p', 'Production'],
  ])('finds what %s meant', (word, meant) => {
    expect(nearest(word, stages)).toBe(meant);
  });

  it.each(['', 'x', 'banana', 'stop', 'Productionxxxxxx', 'a'.repeat(100_000)])(
    'suggests nothing that is not alike: %.20s',
    (word) => {
      expect(nearest(word, stages)).toBeUndefined();
    },
  );

  it('suggests nothing where there is nothing', () => {
    expect(nearest('list', [])).toBeUndefined();
  });

  it('counts a swap of neighbours as one edit', () => {
    expect(nearest('lsit', ['last', 'list'])).toBe('list');
    expect(nearest('tpa', ['tap'])).toBe('tap');
  });

  it('takes the same word in another case before all others', () => {
    expect(nearest('tags', ['tag', 'tagset', 'TAGS'])).toBe('TAGS');
  });

  it('takes a candidate that begins with the word before one that is a single edit away', () => {
    expect(nearest('pro', ['pru', 'production'])).toBe('production');
  });

  it('takes the shortest of several that begin with the word', () => {
    expect(nearest('re', ['restore', 'register', 'rerun'])).toBe('rerun');
  });

  it('takes the first of several that are equally near', () => {
    expect(nearest('v1.2.0', ['v1.2.1', 'v1.2.2'])).toBe('v1.2.1');
    expect(nearest('v1.2.0', ['v1.2.2', 'v1.2.1'])).toBe('v1.2.2');
  });

  it('allows one edit for each three characters', () => {
    expect(nearest('abcdxy', ['abcdef'])).toBe('abcdef');
    expect(nearest('abcxyz', ['abcdef'])).toBeUndefined();
    expect(nearest('ax', ['ab'])).toBeUndefined();
  });
});
