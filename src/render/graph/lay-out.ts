/** Where the boxes of a graph stand and which way its arrows go, for the report and for the page. */
import { Graph, layout } from '@dagrejs/dagre';
import { curveBasis, line } from 'd3-shape';

interface Box {
  readonly key: string;
  readonly width: number;
  readonly height: number;
}

interface Edge {
  readonly parent: string;
  readonly child: string;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Laid {
  readonly width: number;
  readonly height: number;
  /** The middle of each box, in the order of the boxes. */
  readonly middles: readonly Place[];
  /** Each arrow as the `d` of a path. */
  readonly arrows: readonly string[];
}

const MARGIN = 12;

/** Parents stand to the left. Edges between boxes that are not there are left out. */
export function layOut(boxes: readonly Box[], edges: readonly Edge[]): Laid {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 18, ranksep: 56, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { key, width, height } of boxes) graph.setNode(key, { width, height });
  for (const { parent, child } of edges)
    if (graph.hasNode(parent) && graph.hasNode(child)) graph.setEdge(parent, child);
  layout(graph);
  const path = line<Place>(
    ({ x }) => round(x),
    ({ y }) => round(y),
  ).curve(curveBasis);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    middles: boxes.map(({ key }) => {
      const { x = 0, y = 0 } = graph.node(key) as Partial<Place>;
      return { x: round(x), y: round(y) };
    }),
    arrows: graph.edges().map((edge: { v: string; w: string }) => {
      const { points = [] } = graph.edge(edge) as { points?: Place[] };
      return path(points) ?? '';
    }),
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
