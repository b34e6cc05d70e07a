import { Graph, layout } from '@dagrejs/dagre';
import { curveBasis, line } from 'd3-shape';
import type { ReportLineage } from '../../../core/view/report.ts';
import { textWidth } from '../../terminal/width.ts';
import { type Markup, markup, raw, shorten } from '../markup.ts';
import { stageColour } from './stage-colour.ts';

const CHARACTER = 8;
const SMALL_CHARACTER = 6.6;
const NODE_HEIGHT = 44;
const LONGEST = 30;
const MARGIN = 12;
/** Up to this width a graph shrinks with the page and can still be read; a wider one is scrolled. */
const FITTED = 1500;

interface Place {
  readonly x: number;
  readonly y: number;
}

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
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 18, ranksep: 56, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  const labels = nodes.map(labelOf).map(({ name, note }) => ({
    name: shorten(name, LONGEST),
    note: shorten(note, LONGEST),
  }));
  for (const [index, { ref }] of nodes.entries()) {
    const { name = '', note = '' } = labels[index] ?? {};
    const width = Math.max(90, textWidth(name) * CHARACTER + 24, textWidth(note) * SMALL_CHARACTER + 24);
    graph.setNode(ref, { width, height: NODE_HEIGHT });
  }
  for (const { parent, child } of edges) graph.setEdge(parent, child);
  layout(graph);
  const path = line<Place>(
    ({ x }) => at(x),
    ({ y }) => at(y),
  ).curve(curveBasis);
  const arrows = graph.edges().map((edge: { v: string; w: string }) => {
    const { points = [] } = graph.edge(edge) as { points?: Place[] };
    return markup`<path class="edge" d="${raw(path(points) ?? '')}" marker-end="url(#arrow)"/>`;
  });
  const boxes = nodes.map(({ ref, version }, index) => {
    const { x = 0, y = 0, width = 0, height = 0 } = graph.node(ref) as Partial<Place & Size>;
    const stage = version?.stage;
    const tone = stage === undefined ? 'missing' : stageColour(stage, stages);
    return markup`<g class="node ${tone}"><title>${stage === undefined ? `${ref}, not in the registry` : `${ref}, ${stage}`}</title><rect x="${at(x - width / 2)}" y="${at(y - height / 2)}" width="${at(width)}" height="${at(height)}" rx="7"/><text x="${at(x)}" y="${at(y - 7)}" dy="0.34em" text-anchor="middle">${labels[index]?.name}</text><text class="note" x="${at(x)}" y="${at(y + 10)}" dy="0.34em" text-anchor="middle">${labels[index]?.note}</text></g>`;
  });
  const { width = 0, height = 0 } = graph.graph() as Partial<Size>;
  return markup`<svg class="lineage${width <= FITTED && ' narrow'}" width="${Math.ceil(width)}" height="${Math.ceil(height)}" viewBox="0 0 ${Math.ceil(width)} ${Math.ceil(height)}" role="img" aria-labelledby="lineage-t lineage-d"><title id="lineage-t">Lineage</title><desc id="lineage-d">Arrows lead from a version to the versions derived from it. ${edges.map(({ parent, child }) => `${parent} → ${child}; `)}</desc><defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>${arrows}${boxes}</svg>`;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function at(value: number): number {
  return Math.round(value * 10) / 10;
}
