/** The one chart: lines over steps, versions or time, by uPlot, which is loaded when the first is drawn. */
import { useEffect, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import { sayMoment, sayNumber } from '../../format.ts';

export interface Line {
  readonly label: string;
  /** Rising. Times in seconds. */
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
  /** The values before they were smoothed, drawn faintly behind. */
  readonly raw?: readonly (number | null)[];
  /** Filled behind the line: how far those are apart that it stands for. */
  readonly band?: { readonly low: readonly (number | null)[]; readonly high: readonly (number | null)[] };
}

interface Props {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly isTime?: boolean;
  readonly isLog?: boolean;
  /** What stands below a place of the axis, where places are named. */
  readonly names?: readonly string[] | undefined;
  readonly height?: number;
}

const COLOURS = 8;
const HEIGHT = 220;

export function Chart({ title, lines, isTime = false, isLog = false, names, height = HEIGHT }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    let plot: uPlot | undefined;
    let isWanted = true;
    const draw = async () => {
      const { default: Plot } = await import('uplot');
      if (!isWanted) return;
      plot?.destroy();
      const options = optionsOf({ lines, isTime, isLog, names, height }, element, Plot);
      plot = new Plot(options, joinLines(lines, Plot), element);
    };
    void draw();
    const resized = new ResizeObserver(() => plot?.setSize({ width: element.clientWidth, height }));
    resized.observe(element);
    const theme = matchMedia('(prefers-color-scheme: dark)');
    theme.addEventListener('change', draw);
    return () => {
      isWanted = false;
      resized.disconnect();
      theme.removeEventListener('change', draw);
      plot?.destroy();
    };
  }, [lines, isTime, isLog, names, height]);
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <div
        ref={box}
        role="img"
        aria-label={`${title}: ${lines.map(sayLine).join('; ')}`}
        style={{ minHeight: `${height}px` }}
      />
    </figure>
  );
}

/** A line in words, for whoever does not see it. */
function sayLine({ label, y }: Line): string {
  const values = y.filter((value): value is number => value !== null);
  if (values.length === 0) return `${label} has no values`;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return `${label}, ${values.length} values between ${sayNumber(low)} and ${sayNumber(high)}, the last ${sayNumber(values.at(-1))}`;
}

/** The lines over one axis: what is drawn behind a line stands before it. */
function joinLines(lines: readonly Line[], Plot: typeof uPlot): uPlot.AlignedData {
  const tables = lines.map(
    ({ x, y, ...behind }) => [x, ...behindOf(behind), y].map((values) => [...values]) as uPlot.AlignedData,
  );
  return tables.length === 0 ? [[]] : Plot.join(tables);
}

/** What is drawn behind a line: the lower edge of its band and the upper, or its values before they were smoothed. */
function behindOf({ raw, band }: Pick<Line, 'raw' | 'band'>): readonly (readonly (number | null)[])[] {
  return band ? [band.low, band.high] : raw ? [raw] : [];
}

function lastOf(values: ArrayLike<number | null | undefined> | undefined): number | null {
  return Array.from(values ?? []).findLast((value) => typeof value === 'number') ?? null;
}

function optionsOf(
  {
    lines,
    isTime,
    isLog,
    names,
    height,
  }: Required<Pick<Props, 'lines' | 'isTime' | 'isLog' | 'height'>> & Pick<Props, 'names'>,
  element: HTMLElement,
  Plot: typeof uPlot,
): uPlot.Options {
  const style = getComputedStyle(element);
  const ink = (name: string) => style.getPropertyValue(name).trim();
  const points = Math.max(0, ...lines.map(({ x }) => x.length));
  const bands: uPlot.Band[] = [];
  const series: uPlot.Series[] = [];
  for (const [at, line] of lines.entries()) {
    const stroke = ink(`--line-${at % COLOURS}`);
    const hidden = { class: 'behind', spanGaps: true, points: { show: false } };
    if (line.band) {
      bands.push({ series: [series.length + 2, series.length + 1], fill: `${stroke}2e` });
      for (const edge of ['lowest', 'highest'])
        series.push({ ...hidden, label: `${line.label} (${edge})`, stroke: `${stroke}55`, width: 0.5 });
    } else if (line.raw)
      series.push({ ...hidden, label: `${line.label} (as logged)`, stroke: `${stroke}55`, width: 1 });
    series.push({
      label: line.label,
      stroke,
      width: 1.75,
      spanGaps: true,
      points: { show: points <= 60, size: 5 },
      // Without the pointer the legend has the last values.
      value: (plot, value, at, index) => sayNumber(index === null ? lastOf(plot.data[at]) : value),
    });
  }
  const axis = {
    stroke: ink('--soft'),
    font: '11px system-ui',
    grid: { stroke: ink('--line'), width: 1 },
    ticks: { show: false },
  };
  const place = (at: number) => (Number.isInteger(at) ? (names?.[at] ?? '') : '');
  const sayPlace = (at: number | null) =>
    at === null ? 'the last' : names ? place(at) : isTime ? sayMoment(new Date(at * 1000).toISOString()) : at;
  return {
    width: element.clientWidth,
    height,
    cursor: { y: false, points: { size: 6 } },
    legend: { show: lines.length > 1, live: true },
    scales: { x: { time: isTime }, y: isLog ? { distr: 3 } : {} },
    bands,
    series: [
      { label: names ? 'version' : isTime ? 'time' : 'at', value: (_, at) => sayPlace(at) },
      ...series,
    ],
    axes: [
      {
        ...axis,
        size: 34,
        // Names below the first place keep clear of the lowest value.
        gap: 9,
        grid: { show: false },
        ...(names && { values: (_, splits) => splits.map(place) }),
        space: names ? 70 : 50,
      },
      {
        ...axis,
        size: 54,
        values: (_, splits) => splits.map((value) => (value === null ? '' : sayNumber(value))),
      },
    ],
    tzDate: (seconds) => Plot.tzDate(new Date(seconds * 1000), 'UTC'),
  };
}
