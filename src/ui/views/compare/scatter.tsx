import { useQuery } from '../../address.ts';
import { sayNumber } from '../../format.ts';
import { Empty } from '../../parts/bits.tsx';
import type { Comparison, Dimension } from './comparison.ts';
import { Legend } from './legend.tsx';

const WIDTH = 640;
const HEIGHT = 380;
const EDGE = { top: 16, right: 24, bottom: 36, left: 76 };

/** Two dimensions against each other, a dot for each version or run. */
export function Scatter({
  comparison: { subjects },
  dimensions,
}: {
  readonly comparison: Comparison;
  readonly dimensions: readonly Dimension[];
}) {
  const [query, setQuery] = useQuery();
  const pick = (key: string, otherwise: number) =>
    dimensions.find(({ name }) => name === query.get(key)) ?? dimensions.at(otherwise);
  const [across, up] = [pick('x', 0), pick('y', -1)];
  if (!across || !up) return <Empty>There is nothing to place them by.</Empty>;
  const xOf = (place: number) => EDGE.left + place * (WIDTH - EDGE.left - EDGE.right);
  const yOf = (place: number) => HEIGHT - EDGE.bottom - place * (HEIGHT - EDGE.top - EDGE.bottom);
  return (
    <figure class="chart">
      <figcaption>
        <Axis label="Up" dimensions={dimensions} value={up.name} onChange={(y) => setQuery({ y })} />
        <Axis label="Across" dimensions={dimensions} value={across.name} onChange={(x) => setQuery({ x })} />
      </figcaption>
      <Legend subjects={subjects} />
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        class="scatter"
        role="img"
        aria-label={`${up.name} against ${across.name}; the table has the values`}
      >
        <line x1={EDGE.left} x2={WIDTH - EDGE.right} y1={HEIGHT - EDGE.bottom} y2={HEIGHT - EDGE.bottom} />
        <line x1={EDGE.left} x2={EDGE.left} y1={EDGE.top} y2={HEIGHT - EDGE.bottom} />
        {across.ticks.slice(0, 8).map(({ at, value }) => (
          <text key={at} x={xOf(at)} y={HEIGHT - EDGE.bottom + 18} text-anchor="middle">
            {sayNumber(value).slice(0, 12)}
          </text>
        ))}
        {up.ticks.slice(0, 8).map(({ at, value }) => (
          <text key={at} x={EDGE.left - 8} y={yOf(at)} dy="0.32em" text-anchor="end">
            {sayNumber(value).slice(0, 10)}
          </text>
        ))}
        {subjects.map(({ key, label }, at) => {
          const [x, y] = [across.places[at], up.places[at]];
          if (x === null || y === null || x === undefined || y === undefined) return null;
          return (
            <circle key={key} cx={xOf(x)} cy={yOf(y)} r={6} class={`line-${at % 8}`}>
              <title>{`${label}: ${across.name} ${sayNumber(across.values[at])}, ${up.name} ${sayNumber(up.values[at])}`}</title>
            </circle>
          );
        })}
      </svg>
    </figure>
  );
}

function Axis({
  label,
  dimensions,
  value,
  onChange,
}: {
  readonly label: string;
  readonly dimensions: readonly Dimension[];
  readonly value: string;
  onChange(name: string): void;
}) {
  return (
    <label class="axis">
      {label}
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {dimensions.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}
