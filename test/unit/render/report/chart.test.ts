import { describe, expect, it } from 'vitest';
import { type Chart, chartSvg } from '../../../../src/render/report/charts/chart.ts';
import { timelineSvg } from '../../../../src/render/report/charts/timeline.ts';

const chart = (values: readonly number[], more: Partial<Chart> = {}) =>
  chartSvg({
    id: 'c',
    title: 'loss',
    description: 'all',
    axis: { kind: 'order', labels: values.map((_, at) => `v1.0.${at}`) },
    points: values.map((y, x) => ({ x, y, title: `point ${x}`, tone: 'none' as const })),
    ...more,
  }).text;

const numbersIn = (text: string) => [...text.matchAll(/-?\d+(?:\.\d+)?/g)].map(([number]) => Number(number));
const tickLabels = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, label]) => label);

describe('a chart', () => {
  it.each([
    [[1]],
    [[0]],
    [[2, 2, 2]],
    [[-1e308, 1e308]],
    [[1e-320, 2e-320]],
    [[5e-324]],
    [[1, 1.0000000000000002]],
    [[1e15, 1e15 + 0.125]],
    [Array.from({ length: 300 }, (_, at) => Math.sin(at))],
  ])('of %j lies within its frame', (values) => {
    const svg = chart(values);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    for (const [, cx = '', cy = ''] of svg.matchAll(/cx="([^"]+)" cy="([^"]+)"/g)) {
      expect(Number(cx)).toBeGreaterThan(0);
      expect(Number(cx)).toBeLessThan(480);
      expect(Number(cy)).toBeGreaterThan(0);
      expect(Number(cy)).toBeLessThan(216);
    }
  });

  it('has higher values higher up', () => {
    const [, low = '', high = ''] =
      /class="line" d="M[\d.]+,([\d.]+)L[\d.]+,([\d.]+)/.exec(chart([1, 2])) ?? [];
    expect(Number(high)).toBeLessThan(Number(low));
  });

  it.each([2, 5, 9, 60, 300])('thins out %d labels that would overlap, but keeps the last', (count) => {
    const svg = chart(Array.from({ length: count }, (_, at) => at));
    const labels = [...svg.matchAll(/<text class="tick" x="([\d.]+)"[^>]*text-anchor="(\w+)">([^<]*)</g)].map(
      ([, x = '', anchor, label = '']) => {
        const width = label.length * 6.2;
        const from = Number(x) - (anchor === 'end' ? width : width / 2);
        return { label, from, to: from + width };
      },
    );
    expect(labels.length).toBeGreaterThan(1);
    expect(labels.at(-1)?.label).toBe(`v1.0.${count - 1}`);
    for (const [at, { from, to }] of labels.entries()) {
      expect(from).toBeGreaterThan(labels[at - 1]?.to ?? -1);
      expect(to).toBeLessThan(480);
    }
  });

  it('marks the best', () => {
    const svg = chart([3, 1, 2], { best: { at: 1, label: '1.0' } });
    expect(svg.match(/class="halo"/g)).toHaveLength(1);
    expect(svg).toContain('>1.0</text>');
  });

  it('can have time along the bottom', () => {
    const day = 86_400_000;
    const from = Date.parse('2026-05-01T00:00:00Z');
    const svg = chart([1, 2], {
      axis: { kind: 'time', from, to: from + 10 * day },
      points: [
        { x: from, y: 1, title: 'a', tone: 'none' },
        { x: from + day, y: 2, title: 'b', tone: 'none' },
      ],
    });
    expect(tickLabels(svg).join(' ')).toMatch(/May/);
    const [left = 0, , next = 0] = numbersIn(/class="line" d="([^"]+)"/.exec(svg)?.[1] ?? '');
    expect((next - left) / (480 - 54 - 18 - 24)).toBeCloseTo(0.1, 1);
  });
});

describe('a timeline', () => {
  const bars = (...spans: readonly (readonly [number, number])[]) =>
    timelineSvg({
      id: 't',
      title: 't',
      description: 'd',
      from: 0,
      to: 1000_000,
      rows: [
        {
          label: 'Production',
          bars: spans.map(([from, to]) => ({ from, to, label: 'v1.0.0', title: 'v1', tone: 'top' as const })),
        },
      ],
    }).text;

  it('has bars in proportion, none too short to be seen', () => {
    const widths = [...bars([0, 500_000], [500_000, 500_000]).matchAll(/<rect[^>]* width="([^"]+)"/g)].map(
      ([, width]) => Number(width),
    );
    expect(widths[0]).toBeGreaterThan(300);
    expect(widths[1]).toBe(2);
  });

  it('names a bar where the name fits', () => {
    expect(bars([0, 500_000])).toContain('>v1.0.0</text>');
    expect(bars([0, 10])).not.toContain('>v1.0.0</text>');
  });

  it('shows what began before it from its own beginning', () => {
    const [, x] = /<rect x="([^"]+)"/.exec(bars([-5_000_000, 1000])) ?? [];
    expect(Number(x)).toBeGreaterThan(90);
  });
});
