import { scaleLinear, scalePoint, scaleUtc } from 'd3-scale';
import { curveStepAfter, line } from 'd3-shape';
import { textWidth } from '../../terminal/width.ts';
import { type Markup, markup, raw, shorten } from '../markup.ts';
import type { StageColour } from './stage-colour.ts';

/** The horizontal axis: labelled places in order, or moments in milliseconds. */
type ChartAxis =
  | { readonly kind: 'order'; readonly labels: readonly string[] }
  | { readonly kind: 'time'; readonly from: number; readonly to: number };

interface ChartPoint {
  /** A place from 0, or a moment. */
  readonly x: number;
  readonly y: number;
  readonly title: string;
  readonly tone: StageColour;
}

export interface Chart {
  /** Unique on the page. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly axis: ChartAxis;
  /** From left to right. */
  readonly points: readonly ChartPoint[];
  /** The point to mark, and its label. */
  readonly best?: { readonly at: number; readonly label: string } | undefined;
  /** The best value up to each point. */
  readonly frontier?: readonly number[] | undefined;
}

const WIDTH = 480;
const HEIGHT = 216;
const MARGIN = { top: 30, right: 18, bottom: 30, left: 54 };
const LABEL_WIDTH = 6.4;
/** Between labels. */
const GAP = 10;

/** A line with a mark at each point, as SVG without any style of its own. */
export function chartSvg({ id, title, description, axis, points, best, frontier }: Chart): Markup {
  const values = points.map(({ y }) => drawable(y));
  const y = scaleLinear(
    [Math.min(...values), Math.max(...values)],
    [HEIGHT - MARGIN.bottom, MARGIN.top],
  ).nice(4);
  if (Math.min(...values) === Math.max(...values)) y.domain(around(values[0] ?? 0));
  const height = (value: number): number => y(drawable(value));
  const x = horizontal(axis);
  const path = line<ChartPoint>()
    .x((point) => x.place(point.x))
    .y((point) => height(point.y));
  const steps = line<number>()
    .x((_, at) => x.place(points[at]?.x ?? 0))
    .y(height)
    .curve(curveStepAfter);
  const format = y.tickFormat(4);
  const grid = y
    .ticks(4)
    .map(
      (tick) =>
        markup`<g class="tick"><line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at(y(tick))}" y2="${at(y(tick))}"/><text x="${MARGIN.left - 8}" y="${at(y(tick))}" dy="0.32em" text-anchor="end">${format(tick)}</text></g>`,
    );
  const labels = x.ticks.map(
    ({ place, label, anchor }) =>
      markup`<text class="tick" x="${at(place)}" y="${HEIGHT - MARGIN.bottom + 18}" text-anchor="${anchor}">${label}</text>`,
  );
  const marks = points.map((point, index) =>
    markOf(point, x.place(point.x), height(point.y), index === best?.at, points.length),
  );
  return markup`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${title}</title><desc id="${id}-d">${description}</desc>${grid}${labels}${
    frontier && markup`<path class="frontier" d="${raw(steps(frontier) ?? '')}"/>`
  }<path class="line" d="${raw(path(points) ?? '')}"/>${marks}${best && bestLabel(best, points, x.place, height)}</svg>`;
}

function horizontal(axis: ChartAxis): {
  place(x: number): number;
  readonly ticks: readonly { place: number; label: string; anchor: string }[];
} {
  const range: [number, number] = [MARGIN.left + 12, WIDTH - MARGIN.right - 12];
  if (axis.kind === 'time') {
    const scale = scaleUtc([axis.from, axis.to], range);
    const format = scale.tickFormat(5);
    const ticks = scale
      .ticks(5)
      .map((tick) => ({ place: scale(tick), label: format(tick), anchor: 'middle' }));
    return { place: (x) => scale(x), ticks };
  }
  const scale = scalePoint(
    axis.labels.map((_, index) => index),
    range,
  ).padding(axis.labels.length === 1 ? 0.5 : 0);
  const place = (index: number) => scale(index) ?? range[0];
  return { place, ticks: thin(axis.labels, place) };
}

/** As many labels as fit beside each other; the last is always there. */
function thin(labels: readonly string[], place: (index: number) => number) {
  const short = labels.map((label) => shorten(label, 16));
  const widest = Math.max(...short.map(textWidth)) * LABEL_WIDTH;
  const ticks: { place: number; label: string; anchor: string }[] = [];
  // From right to left; the last label may have to end where its point stands, which leaves less room for the next.
  let free = WIDTH;
  for (let index = short.length - 1; index >= 0; index -= 1) {
    const point = place(index);
    const anchor = point + widest / 2 > WIDTH ? 'end' : 'middle';
    const [from, to] = anchor === 'end' ? [point - widest, point] : [point - widest / 2, point + widest / 2];
    if (to > free || from < 0) continue;
    ticks.unshift({ place: point, label: short[index] ?? '', anchor });
    free = from - GAP;
  }
  return ticks;
}

/** Stages differ in shape too, not in colour alone. */
function markOf({ title, tone }: ChartPoint, x: number, y: number, isBest: boolean, points: number): Markup {
  const size = points > 80 ? 2 : 4;
  const halo = isBest && markup`<circle class="halo" cx="${at(x)}" cy="${at(y)}" r="${size + 5}"/>`;
  const shape =
    tone === 'top'
      ? raw(`<path d="M${at(x)} ${at(y - 6)}l6 6l-6 6l-6-6z"/>`)
      : tone.startsWith('mid')
        ? raw(`<rect x="${at(x - 4.5)}" y="${at(y - 4.5)}" width="9" height="9"/>`)
        : raw(`<circle cx="${at(x)}" cy="${at(y)}" r="${size}"/>`);
  return markup`<g class="mark ${tone}"><title>${title}</title>${halo}${shape}</g>`;
}

function bestLabel(
  best: { readonly at: number; readonly label: string },
  points: readonly ChartPoint[],
  place: (x: number) => number,
  y: (value: number) => number,
): Markup | undefined {
  const point = points[best.at];
  if (!point) return undefined;
  const [left, top] = [place(point.x), y(point.y)];
  const width = textWidth(best.label) * LABEL_WIDTH;
  const anchor = left + width / 2 > WIDTH ? 'end' : left - width / 2 < MARGIN.left ? 'start' : 'middle';
  return markup`<text class="best" x="${at(left)}" y="${at(top - 14)}" text-anchor="${anchor}">${best.label}</text>`;
}

/** At the edges of what a double holds, differences overflow or vanish; the exact value is in the point's title. */
function drawable(value: number): number {
  return Math.abs(value) < 1e-300 ? 0 : Math.max(-1e300, Math.min(1e300, value));
}

function around(value: number): [number, number] {
  const room = value === 0 ? 1 : Math.abs(value) * 0.1;
  return [value - room, value + room];
}

/** A coordinate to a tenth of a unit, which keeps pages small. */
function at(value: number): number {
  return Math.round(value * 10) / 10;
}
