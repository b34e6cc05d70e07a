import type { Curve } from '../../api/types.ts';
import type { Line } from './chart.tsx';

export interface CurveOptions {
  /** From 0, as logged, up to 1, not included. */
  readonly smoothing: number;
  readonly isLog: boolean;
  readonly over: 'step' | 'time' | 'duration';
}

/** A curve as a line: what no logarithm has, and what is no number, is left out. */
export function drawCurve(label: string, curve: Curve, { smoothing, isLog, over }: CurveOptions): Line {
  const begin = Date.parse(curve[0]?.at ?? '');
  const placeOf = ({ step, at }: Curve[number]) =>
    over === 'step' ? step : (Date.parse(at) - (over === 'time' ? 0 : begin)) / 1000;
  const points = curve
    .flatMap((point) => (isDrawable(point.value, isLog) ? [{ x: placeOf(point), y: point.value }] : []))
    .sort((a, b) => a.x - b.x);
  const x = points.map((point) => point.x);
  const y = points.map((point) => point.y);
  return smoothing === 0 ? { label, x, y } : { label, x, y: smooth(y, smoothing), raw: y };
}

function isDrawable(value: number | string, isLog: boolean): value is number {
  return typeof value === 'number' && (!isLog || value > 0);
}

/** An exponential moving average that does not begin at zero: each value is weighed by how many came before it. */
export function smooth(values: readonly number[], weight: number): number[] {
  let sum = 0;
  let weights = 0;
  return values.map((value) => {
    sum = sum * weight + value * (1 - weight);
    weights = weights * weight + (1 - weight);
    return sum / weights;
  });
}
