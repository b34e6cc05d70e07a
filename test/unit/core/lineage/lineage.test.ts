import { describe, expect, it } from 'vitest';
import { lineageOf } from '../../../../src/core/lineage/lineage.ts';

const of = (root: string, parents: Record<string, string[]>) =>
  lineageOf([root], new Map(Object.entries(parents)));

describe('lineage', () => {
  it('goes up and down, not to siblings', () => {
    const found = of('b', { b: ['a'], c: ['b'], d: ['b', 'x'], sibling: ['a'], other: [] });
    expect(found.ancestors).toEqual(['a']);
    expect(found.descendants).toEqual(['c', 'd']);
    expect(found.edges).toEqual([
      { parent: 'a', child: 'b' },
      { parent: 'b', child: 'c' },
      { parent: 'b', child: 'd' },
    ]);
    expect(found.cyclic).toEqual([]);
  });

  it('names what descends from itself, and ends', () => {
    expect(of('a', { a: ['b'], b: ['c'], c: ['b'] }).cyclic.toSorted()).toEqual(['b', 'c']);
    expect(of('a', { a: ['a'] })).toEqual({
      ancestors: [],
      descendants: [],
      edges: [{ parent: 'a', child: 'a' }],
      cyclic: ['a'],
    });
  });

  it('names each once, however many ways lead there', () => {
    expect(of('d', { d: ['b', 'c', 'b'], b: ['a'], c: ['a'] }).ancestors).toEqual(['b', 'c', 'a']);
  });

  it('begins at several at once, each of which stands for itself', () => {
    const parents = new Map(Object.entries({ b: ['a'], c: ['b'], d: ['x'], y: ['d'] }));
    const found = lineageOf(['b', 'd', 'c'], parents);
    expect(found.ancestors).toEqual(['a', 'x']);
    expect(found.descendants).toEqual(['y']);
    expect(found.edges).toHaveLength(4);
  });

  it('follows descent that is longer than the call stack', () => {
    const chain = Object.fromEntries(Array.from({ length: 2000 }, (_, at) => [`v${at + 1}`, [`v${at}`]]));
    expect(of('v0', chain).descendants).toHaveLength(2000);
  });
});
