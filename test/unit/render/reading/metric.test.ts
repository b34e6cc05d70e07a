import { describe, expect, it } from 'vitest';
import { metricShowText, sparkline } from '../../../../src/render/reading/metric.ts';
import { createUi } from '../../../../src/render/terminal/ui.ts';

const points = (values: (number | string)[], minutes = 1) =>
  values.map((value, at) => ({
    at: new Date(at * minutes * 60_000).toISOString(),
    metrics: { m: value },
  }));

describe('sparkline', () => {
  it.each([
    ['rises', [1, 2, 3, 4, 5, 6, 7, 8], 60, '▁▂▃▄▅▆▇█'],
    ['is narrowed to the means of equal parts', [0, 0, 7, 7, 0, 0, 7, 7], 4, '▁█▁█'],
    ['stays in the middle', [3, 3, 3], 60, '▅▅▅'],
    ['leaves out what is no number', [1, 'NaN', 'Infinity', 2], 60, '▁█'],
    ['of one', [5], 60, '▅'],
    ['of none', ['NaN'], 60, ''],
  ] as const)('%s', (_, values, width, expected) =>
    expect(sparkline(points([...values]), 'm', width)).toBe(expected),
  );

  it('has a gap where nothing was measured', () => {
    const two = [...points([1, 2, 1, 2]), { at: new Date(3_600_000).toISOString(), metrics: { m: 2 } }];
    expect(sparkline(two, 'm', 60)).toBe('▁   █');
    expect(sparkline(two, 'other', 60)).toBe('');
  });
});

it('CSV quotes what would end a cell, and control characters never reach the terminal', async () => {
  const ui = await createUi({ tty: false, color: false });
  const version = { ref: 't/m@v1.0.0' } as Parameters<typeof metricShowText>[0]['version'];
  const odd = [{ at: '2026-05-01T00:00:00.000Z', metrics: { 'a,"b': 1, '\u001b[31m': 2 } }];
  const summary = { count: 1, latest: 1, at: '', min: 1, max: 1, mean: 1 };
  const metrics = Object.keys(odd[0]?.metrics ?? {}).map((metric) => ({ metric, ...summary }));
  const text = metricShowText({ version, metrics, points: odd }, ui, { csv: true });
  expect(text.split('\n')[0]).toMatch(/^at,step,"a,""b",/);
  expect(text).not.toContain('\u001b');
});
