import { expect, it } from 'vitest';
import { formatSeries, parseSeries, seriesKey, seriesPath } from '../../../../src/core/archive/series.ts';

const BATCHES = [
  {
    batch: 1,
    id: '0123abcd',
    points: [{ at: '2026-05-03T14:00:00.000Z', metrics: { loss: 0.5, f1: 'NaN' } }],
  },
  {
    batch: 2,
    id: '0123abce',
    points: [{ at: '2026-05-03T15:00:00.000Z', step: 3, metrics: { loss: 0.25 } }],
  },
];
const LINES = formatSeries(BATCHES).toString();
const parse = (text: string) => parseSeries(Buffer.from(text), 'series.jsonl');

it('gives back what was written', () => {
  expect(parse(LINES)).toEqual(BATCHES);
  expect(seriesKey(seriesPath('rl/ppo/1-0123456789ab'))).toBe('rl/ppo/1-0123456789ab');
  expect(seriesKey('rl/ppo_v1.0.0_20260503140000/model.zip')).toBeUndefined();
});

it.each([
  ['nothing', ''],
  ['a line that is cut off', LINES.slice(0, -1)],
  ['an empty line', `${LINES}\n`],
  ['what is not JSON', '{\n'],
  ['another order', LINES.split('\n').reverse().slice(1).join('\n').concat('\n')],
  ['a batch twice', `${LINES}${LINES}`],
  ['an id twice', LINES.replace('abce', 'abcd')],
  ['another id', LINES.replace('0123abce', '../../ab')],
  ['no points', LINES.replace(/"points":\[.*?\]/, '"points":[]')],
  ['a point without metrics', LINES.replace('{"loss":0.25}', '{}')],
  ['a metric that is no number', LINES.replace('0.25', '[]')],
  ['a time that is none', LINES.replace('15:00', '25:00')],
  ['a step that is none', LINES.replace('"step":3', '"step":-3')],
  ['a member too many', LINES.replace('"batch":2', '"batch":2,"more":1')],
  ['a member twice', LINES.replace('"step":3', '"step":3,"step":3')],
  ['another way to write a number', LINES.replace('0.25', '2.5e-1')],
  ['the prototype of an object', LINES.replace('"loss":0.25', '"__proto__":0.25')],
  ['spaces', LINES.replace('"batch":2', '"batch": 2')],
])('refuses %s', (_, text) => {
  expect(text).not.toBe(LINES);
  expect(() => parse(text)).toThrow(/series\.jsonl/);
});
