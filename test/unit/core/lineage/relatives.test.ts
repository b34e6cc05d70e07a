import { describe, expect, it } from 'vitest';
import { relativesOf } from '../../../../src/core/lineage/relatives.ts';

const of = (roots: string[], parents: Record<string, string[]>, most = 100) =>
  relativesOf(roots, new Map(Object.entries(parents)), most);

describe('kin', () => {
  it('are ancestors and descendants, not siblings nor strangers', () => {
    const found = of(['b', 'alone'], { b: ['a'], c: ['b'], sibling: ['a'], x: ['y'] });
    expect(found.refs).toEqual(['b', 'a', 'c']);
    expect(found.edges).toEqual([
      { parent: 'a', child: 'b' },
      { parent: 'b', child: 'c' },
    ]);
  });

  it('are cut to the nearest of the first roots, and counted', () => {
    const chain = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`v${at + 1}`, [`v${at}`]]));
    const found = of(['v50'], chain, 3);
    expect(found.refs).toEqual(['v50', 'v49', 'v48']);
    expect(found.total).toBe(51);
    expect(found.edges).toHaveLength(2);
  });

  it('end where something descends from itself', () => {
    expect(of(['a'], { a: ['b'], b: ['a'] }).refs).toEqual(['a', 'b']);
  });
});
