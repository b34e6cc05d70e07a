import { expect, it } from 'vitest';
import { drawCurve, smooth } from '../../../src/ui/parts/charts/draw-curve.ts';
import { sectionsOf } from '../../../src/ui/parts/charts/sections.tsx';
import { bestOf } from '../../../src/ui/parts/table/best.ts';
import { dimensionsOf } from '../../../src/ui/views/compare/comparison.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 4, 3) + seconds * 1000).toISOString();
const CURVE = [
  { step: 0, at: at(0), value: 4 },
  { step: 1, at: at(10), value: 'NaN' },
  { step: 2, at: at(30), value: 0 },
  { step: 3, at: at(20), value: 1 },
];

it('draws a curve over steps, or over the time since it began', () => {
  const plain = { smoothing: 0, isLog: false };
  expect(drawCurve('loss', CURVE, { ...plain, over: 'step' })).toEqual({
    label: 'loss',
    x: [0, 2, 3],
    y: [4, 0, 1],
  });
  expect(drawCurve('loss', CURVE, { ...plain, over: 'duration' })).toMatchObject({
    x: [0, 20, 30],
    y: [4, 1, 0],
  });
});

it('leaves out what no logarithm has, and keeps the values behind what is smoothed', () => {
  const drawn = drawCurve('loss', CURVE, { smoothing: 0.5, isLog: true, over: 'step' });
  expect(drawn).toMatchObject({ x: [0, 3], raw: [4, 1] });
  expect(drawn.y).toEqual([4, 2]);
});

it('smooths without a bias towards zero at the beginning', () => {
  expect(smooth([5, 5, 5], 0.9).map((value) => Number(value.toFixed(9)))).toEqual([5, 5, 5]);
  expect(smooth([], 0.9)).toEqual([]);
});

it('places runs by numbers as numbers, and by texts in their order', () => {
  const params = [
    { name: 'lr', values: ['0.1', '0.3', null] },
    { name: 'optimizer', values: ['sgd', 'adam', 'sgd'] },
  ];
  const metrics = [{ name: 'loss', direction: null, values: [2, 2, 2], best: [], differences: [] }];
  expect(dimensionsOf({ subjects: [], params, metrics }).map(({ name, places }) => [name, places])).toEqual([
    ['lr', [0, 1, null]],
    ['optimizer', [1, 0, 1]],
    ['loss', [0.5, 0.5, 0.5]],
  ]);
});

it('knows the best value only if something says what is better and they differ', () => {
  expect(bestOf([3, 1, 'NaN', undefined], 'min')).toBe(1);
  expect(bestOf([3, 1], 'max')).toBe(3);
  expect(bestOf([3, 3], 'max')).toBeUndefined();
  expect(bestOf([3, 1], undefined)).toBeUndefined();
  expect(bestOf([], 'max')).toBeUndefined();
});

it('puts metrics under the part of their names before a slash, those of the machine last', () => {
  const names = ['system/cpu', 'train/loss', 'loss', 'train/acc', '/odd', 'val/'];
  const sections = sectionsOf(names.map((name) => ({ name })));
  expect(sections.map(([title, some]) => [title, some.map(({ name }) => name)])).toEqual([
    ['', ['loss', '/odd', 'val/']],
    ['train', ['train/loss', 'train/acc']],
    ['system', ['system/cpu']],
  ]);
});
