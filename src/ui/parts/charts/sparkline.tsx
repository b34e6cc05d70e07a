import { sayNumber } from '../../format.ts';

const WIDTH = 96;
const HEIGHT = 22;
const EDGE = 3;

/** The course of a few values in the height of a line of text. */
export function Sparkline({ values, label }: { readonly values: readonly number[]; readonly label: string }) {
  if (values.length < 2) return null;
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  const points = values.map((value, at) => {
    const x = EDGE + (at / (values.length - 1)) * (WIDTH - 2 * EDGE);
    const y = HEIGHT - EDGE - ((value - low) / span) * (HEIGHT - 2 * EDGE);
    return [x, y] as const;
  });
  const [endX, endY] = points.at(-1) ?? [0, 0];
  const title = `${label} from ${sayNumber(values[0])} to ${sayNumber(values.at(-1))}`;
  return (
    <svg class="spark" width={WIDTH} height={HEIGHT} role="img" aria-label={title}>
      <polyline points={points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')} />
      <circle cx={endX} cy={endY} r={2} />
    </svg>
  );
}
