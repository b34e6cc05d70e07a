import { useEffect, useRef, useState } from 'preact/hooks';
import { sayNumber } from '../../format.ts';
import { Scrolling } from '../../parts/scrolling.tsx';
import type { Comparison, Dimension } from './comparison.ts';
import { Legend } from './legend.tsx';

const HEIGHT = 300;
/** Between two axes, unless there is room for more. */
const LEAST_GAP = 150;
const EDGE = { top: 34, bottom: 16, side: 70 };
const MOST = 12;

/** An axis for each param that differs and each metric, a line for each version or run. */
export function ParallelCoordinates({
  comparison: { subjects },
  dimensions,
}: {
  readonly comparison: Comparison;
  readonly dimensions: readonly Dimension[];
}) {
  const axes = dimensions.slice(0, MOST);
  const [box, room] = useRoom();
  const gaps = Math.max(1, axes.length - 1);
  const gap = Math.max(LEAST_GAP, (room - 2 * EDGE.side) / gaps);
  const xOf = (at: number) => EDGE.side + at * gap;
  const yOf = (place: number) => HEIGHT - EDGE.bottom - place * (HEIGHT - EDGE.top - EDGE.bottom);
  const lines = subjects.map(({ label }, subject) => {
    const points = axes.flatMap(({ places }, at) => {
      const place = places[subject];
      return place === null || place === undefined ? [] : [`${xOf(at)},${yOf(place)}`];
    });
    return { label, points: points.join(' ') };
  });
  const width = EDGE.side * 2 + (axes.length - 1) * gap;
  return (
    <figure class="chart">
      <figcaption ref={box}>Parallel coordinates</figcaption>
      <Legend subjects={subjects} />
      <Scrolling label="Parallel coordinates">
        <svg
          width={width}
          height={HEIGHT}
          class="parallel"
          role="img"
          aria-label={`${subjects.length} lines over ${axes.map(({ name }) => name).join(', ')}; the table has the values`}
        >
          {lines.map(({ label, points }, at) => (
            <polyline key={`${at} ${label}`} points={points} class={`line-${at % 8}`}>
              <title>{label}</title>
            </polyline>
          ))}
          {axes.map(({ name, ticks }, at) => (
            <g key={name} transform={`translate(${xOf(at)} 0)`}>
              <line y1={EDGE.top} y2={HEIGHT - EDGE.bottom} />
              <text y={16} text-anchor="middle" class="name">
                {name.length > 20 ? `…${name.slice(-19)}` : name}
                <title>{name}</title>
              </text>
              {ticks.slice(0, 8).map(({ at: place, value }) => (
                <text key={place} x={6} y={yOf(place)} dy="-0.4em">
                  {sayNumber(value).slice(0, 14)}
                </text>
              ))}
            </g>
          ))}
        </svg>
      </Scrolling>
    </figure>
  );
}

/** An element, and how wide it is. */
function useRoom() {
  const box = useRef<HTMLElement>(null);
  const [room, setRoom] = useState(0);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const resized = new ResizeObserver(() => setRoom(element.clientWidth));
    resized.observe(element);
    return () => resized.disconnect();
  }, []);
  return [box, room] as const;
}
