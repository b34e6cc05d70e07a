import type { ReportLineage } from '../../../core/view/report.ts';
import { layOut } from '../../graph/lay-out.ts';
import { textWidth } from '../../terminal/width.ts';
import { type Markup, markup, raw, shorten } from '../markup.ts';
import { stageColour } from './stage-colour.ts';

const CHARACTER = 8;
const SMALL_CHARACTER = 6.6;
const NODE_HEIGHT = 44;
const LONGEST = 30;
/** Up to this width a graph shrinks with the page and can still be read; a wider one is scrolled. */
const FITTED = 1500;

/** The text of a box: a name, and a smaller note below it. */
export interface NodeLabel {
  readonly name: string;
  readonly note: string;
}

/** The lineage graph, parents to the left, as SVG in its natural size, without any style of its own. */
export function lineageSvg(
  { nodes, edges }: ReportLineage,
  stages: readonly string[],
  labelOf: (node: ReportLineage['nodes'][number]) => NodeLabel,
): Markup {
  const labels = nodes.map(labelOf).map(({ name, note }) => ({
    name: shorten(name, LONGEST),
    note: shorten(note, LONGEST),
  }));
  const boxes = nodes.map(({ ref }, index) => {
    const { name = '', note = '' } = labels[index] ?? {};
    const width = Math.max(90, textWidth(name) * CHARACTER + 24, textWidth(note) * SMALL_CHARACTER + 24);
    return { key: ref, width, height: NODE_HEIGHT };
  });
  const { width, height, middles, arrows } = layOut(boxes, edges);
  const paths = arrows.map((d) => markup`<path class="edge" d="${raw(d)}" marker-end="url(#arrow)"/>`);
  const drawn = nodes.map(({ ref, version }, index) => {
    const { x = 0, y = 0 } = middles[index] ?? {};
    const { width: wide = 0 } = boxes[index] ?? {};
    const stage = version?.stage;
    const tone = stage === undefined ? 'missing' : stageColour(stage, stages);
    return markup`<g class="node ${tone}"><title>${stage === undefined ? `${ref}, not in the registry` : `${ref}, ${stage}`}</title><rect x="${at(x - wide / 2)}" y="${at(y - NODE_HEIGHT / 2)}" width="${at(wide)}" height="${NODE_HEIGHT}" rx="7"/><text x="${x}" y="${at(y - 7)}" dy="0.34em" text-anchor="middle">${labels[index]?.name}</text><text class="note" x="${x}" y="${at(y + 10)}" dy="0.34em" text-anchor="middle">${labels[index]?.note}</text></g>`;
  });
  return markup`<svg class="lineage${width <= FITTED && ' narrow'}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="lineage-t lineage-d"><title id="lineage-t">Lineage</title><desc id="lineage-d">Arrows lead from a version to the versions derived from it. ${edges.map(({ parent, child }) => `${parent} → ${child}; `)}</desc><defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>${paths}${drawn}</svg>`;
}

function at(value: number): number {
  return Math.round(value * 10) / 10;
}
