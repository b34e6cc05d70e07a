import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { LineageResult } from '../../../generated/output.ts';
import type { Laid } from '../../../render/graph/lay-out.ts';
import { refLink, runLink, withQuery } from '../../address.ts';
import { useResource } from '../../api/resource.ts';
import { count } from '../../format.ts';
import { Empty, Trouble } from '../../parts/bits.tsx';
import { Scrolling } from '../../parts/scrolling.tsx';
import { type LineageGraph, type LineageNode, lineageGraph } from './lineage-graph.ts';

const WIDTH = 190;
const HEIGHT = 48;

/** What a version came from, and what came from it: versions, the runs that made them, their data. Arrows lead to the right. */
export function Lineage({ reference }: { readonly reference: string }) {
  const { data, failure } = useResource<LineageResult>(
    withQuery('/lineage', { ref: reference, origins: 'true' }),
    ['models'],
  );
  const [drawn, setDrawn] = useState<LineageGraph & Laid>();
  useEffect(() => {
    let isWanted = true;
    const draw = async (result: LineageResult) => {
      const { layOut } = await import('../../../render/graph/lay-out.ts');
      const graph = lineageGraph(reference, result);
      const boxes = graph.nodes.map(({ key }) => ({ key, width: WIDTH, height: HEIGHT }));
      if (isWanted) setDrawn({ ...graph, ...layOut(boxes, graph.edges) });
    };
    if (data) void draw(data);
    return () => {
      isWanted = false;
    };
  }, [reference, data]);
  const box = useRef<HTMLDivElement>(null);
  // What is asked about stands in the middle at first.
  useLayoutEffect(() => {
    box.current?.querySelector('.self')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [drawn]);
  if (failure) return <Trouble failure={failure} />;
  if (!drawn) return <p class="soft">…</p>;
  const { nodes, edges, left, width, height, middles, arrows } = drawn;
  if (edges.length === 0)
    return (
      <Empty>
        No run, no data and no other version is on record as its origin, and nothing came from it.
      </Empty>
    );
  return (
    <>
      <Scrolling label="Lineage">
        <div class="graph" ref={box} style={{ width: `${width}px`, height: `${height}px` }}>
          <svg width={width} height={height} aria-hidden="true">
            <defs>
              <marker
                id="tip"
                viewBox="0 0 8 8"
                refX="7"
                refY="4"
                markerWidth="7"
                markerHeight="7"
                orient="auto"
              >
                <path d="M0 0L8 4L0 8z" />
              </marker>
            </defs>
            {arrows.map((d) => (
              <path key={d} class="edge" d={d} marker-end="url(#tip)" />
            ))}
          </svg>
          {nodes.map((node, at) => (
            <Box key={node.key} node={node} isSelf={node.key === reference} {...middles[at]} />
          ))}
        </div>
      </Scrolling>
      <p class="hidden">{edges.map(({ parent, child }) => `${child} came from ${parent}.`).join(' ')}</p>
      {left > 0 && (
        <p class="soft">
          {count(left, 'version')} further away are not drawn: <code>mreg lineage {reference}</code> lists
          all.
        </p>
      )}
    </>
  );
}

function Box({
  node: { key, kind, name, note },
  isSelf,
  x = 0,
  y = 0,
}: {
  readonly node: LineageNode;
  readonly isSelf: boolean;
  readonly x?: number;
  readonly y?: number;
}) {
  const given = {
    class: isSelf ? 'node self' : `node ${kind}`,
    title: key,
    style: {
      left: `${x - WIDTH / 2}px`,
      top: `${y - HEIGHT / 2}px`,
      width: `${WIDTH}px`,
      height: `${HEIGHT}px`,
    },
  };
  const text = (
    <>
      <b>{name}</b>
      <span class="soft">{note}</span>
    </>
  );
  if (kind === 'version' && !isSelf)
    return (
      <a href={withQuery(refLink(key), { view: 'lineage' })} {...given}>
        {text}
      </a>
    );
  if (kind === 'run')
    return (
      <a href={runLink(key.replace('run ', ''))} {...given}>
        {text}
      </a>
    );
  return <div {...given}>{text}</div>;
}
