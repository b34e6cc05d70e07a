import { expect, it } from 'vitest';
import { averageLines } from '../../../src/ui/parts/groups/average-lines.ts';
import {
  conditionOf,
  groupBy,
  groupedParams,
  groupings,
  sayGroup,
  spreadOf,
} from '../../../src/ui/parts/groups/grouping.ts';

const RUNS = [
  { lr: '0.1', depth: '3', seed: '1' },
  { lr: '0.1', depth: '3', seed: '2' },
  { lr: '0.2', seed: '1' },
];

it('groups by a param, or by all but the seed', () => {
  const names = ['lr', 'depth', 'seed'];
  expect(groupings(names).map(([by]) => by)).toEqual(['-seed', 'lr', 'depth', 'seed']);
  expect(groupedParams('lr', names)).toEqual(['lr']);
  expect(groupedParams('-seed', names)).toEqual(['lr', 'depth']);
  expect(groupedParams('nothing', names)).toEqual([]);
  expect(groupedParams('-x', ['-x'])).toEqual(['-x']);
  const groups = groupBy(RUNS, (run) => run, ['lr', 'depth']);
  expect(groups.map(({ params, members }) => [sayGroup(params), members.length])).toEqual([
    ['lr=0.1, depth=3', 2],
    ['lr=0.2, depth=–', 1],
  ]);
});

it('asks for the runs of a group, whatever their params are called', () => {
  expect(conditionOf({ lr: '0.1', depth: undefined })).toBe(
    `params."lr" = '0.1' and params."depth" not exists`,
  );
  expect(conditionOf({ 'a "b"': "it's" })).toBe(`params."a ""b""" = 'it''s'`);
});

it('says the mean and the spread of values that are numbers', () => {
  expect(spreadOf([1, 'NaN', 3, undefined])).toEqual({
    many: 2,
    mean: 2,
    low: 1,
    high: 3,
    deviation: Math.SQRT2,
  });
  expect(spreadOf([5])).toMatchObject({ many: 1, deviation: 0 });
  expect(spreadOf(['NaN'])).toBeUndefined();
});

it('averages lines with points at other places, each as far as it goes', () => {
  const lines = [
    { label: 'a', x: [0, 2, 4], y: [0, 2, 4] },
    { label: 'b', x: [1, 2], y: [3, 4] },
  ];
  expect(averageLines('both', lines, 'min-max', false)).toEqual({
    label: 'both',
    x: [0, 1, 2, 4],
    y: [0, 2, 3, 4],
    band: { low: [0, 1, 2, 4], high: [0, 3, 4, 4] },
  });
  const { band } = averageLines('both', lines, 'deviation', true);
  expect(band?.high[1]).toBeCloseTo(2 + Math.SQRT2);
  // Where no logarithm goes, the lowest value stands.
  expect(
    averageLines(
      'both',
      [
        { label: 'a', x: [0], y: [9] },
        { label: 'b', x: [0], y: [0.1] },
      ],
      'deviation',
      true,
    ).band?.low,
  ).toEqual([0.1]);
});
