import { scaleUtc } from 'd3-scale';
import { textWidth } from '../../terminal/width.ts';
import { type Markup, markup, shorten } from '../markup.ts';
import type { StageColour } from './stage-colour.ts';

interface TimelineBar {
  /** Milliseconds of the epoch. */
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly title: string;
  readonly tone: StageColour;
}

export interface TimelineRow {
  readonly label: string;
  /** The note under the label. */
  readonly note?: string | undefined;
  readonly bars: readonly TimelineBar[];
}

export interface Timeline {
  /** Unique on the page. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly from: number;
  readonly to: number;
  readonly rows: readonly TimelineRow[];
}

const WIDTH = 960;
const LEAST_LABELS = 110;
const LONGEST = 32;
const ROW = 40;
const BAR = 26;
const HEAD = 8;
const FOOT = 30;
const LABEL_WIDTH = 7.2;
const NAME_WIDTH = 8.4;

/** Bars over time, one row for each label, as SVG without any style of its own. */
export function timelineSvg({ id, title, description, from, to, rows }: Timeline): Markup {
  const height = HEAD + rows.length * ROW + FOOT;
  const names = rows.map(({ label }) => shorten(label, LONGEST));
  const labels = Math.max(LEAST_LABELS, Math.max(...names.map(textWidth)) * NAME_WIDTH + 20);
  const bottom = HEAD + rows.length * ROW;
  const x = scaleUtc([from, Math.max(to, from + 1000)], [labels, WIDTH - 16]).clamp(true);
  const format = x.tickFormat(7);
  const ticks = x.ticks(7).map((tick) => {
    const left = at(x(tick));
    return markup`<g class="tick"><line x1="${left}" x2="${left}" y1="${HEAD}" y2="${bottom}"/><text x="${left}" y="${bottom + 19}" text-anchor="middle">${format(tick)}</text></g>`;
  });
  const lanes = rows.map(({ label, note, bars }, index) => {
    const top = HEAD + index * ROW + (ROW - BAR) / 2;
    const middle = top + BAR / 2;
    const name = names[index] ?? '';
    return markup`<g class="lane"><text class="label" x="${labels - 14}" y="${note === undefined ? middle : middle - 8}" dy="0.34em" text-anchor="end">${name !== label && markup`<title>${label}</title>`}${name}</text>${
      note !== undefined &&
      markup`<text class="note" x="${labels - 14}" y="${label === '' ? middle : middle + 8}" dy="0.34em" text-anchor="end">${note}</text>`
    }<line class="rail" x1="${labels}" x2="${WIDTH - 16}" y1="${middle}" y2="${middle}"/>${bars.map((bar) => barOf(bar, x(bar.from), x(bar.to), top))}</g>`;
  });
  return markup`<svg class="timeline" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${title}</title><desc id="${id}-d">${description}</desc>${ticks}${lanes}</svg>`;
}

function barOf({ label, title, tone }: TimelineBar, from: number, to: number, top: number): Markup {
  const width = Math.max(2, to - from - 1.5);
  const name = shorten(label, LONGEST);
  const fits = textWidth(name) * LABEL_WIDTH + 12 <= width;
  return markup`<g class="bar ${tone}"><title>${title}</title><rect x="${at(from)}" y="${top}" width="${at(width)}" height="${BAR}" rx="${width < 8 ? 1 : 4}"/>${
    fits && markup`<text x="${at(from + 8)}" y="${top + BAR / 2}" dy="0.34em">${name}</text>`
  }</g>`;
}

function at(value: number): number {
  return Math.round(value * 10) / 10;
}
