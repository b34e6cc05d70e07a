import type { ComparedMetric } from '../../../generated/output.ts';

/** Versions or runs side by side; lists hold one item for each, in their order. */
export interface Comparison {
  readonly subjects: readonly { readonly key: string; readonly label: string; readonly link: string }[];
  readonly metrics: readonly ComparedMetric[];
  /** Those that differ. */
  readonly params: readonly { readonly name: string; readonly values: readonly (string | null)[] }[];
}

/** Something by which the compared are placed: numbers, or texts in their order. */
export interface Dimension {
  readonly name: string;
  /** From 0 to 1; null for who has none. */
  readonly places: readonly (number | null)[];
  readonly values: readonly (number | string | null)[];
  /** What stands at places of the axis. */
  readonly ticks: readonly { readonly at: number; readonly value: number | string }[];
}

/** The params that differ and the metrics, as dimensions. */
export function dimensionsOf({ params, metrics }: Comparison): readonly Dimension[] {
  return [
    ...params.map(({ name, values }) => dimensionOf(name, values.map(asNumber))),
    ...metrics.map(({ name, values }) => dimensionOf(name, values)),
  ].filter(({ places }) => places.some((place) => place !== null));
}

function asNumber(text: string | null): number | string | null {
  return text === null || text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
}

function dimensionOf(name: string, values: readonly (number | string | null)[]): Dimension {
  const known = values.filter((value) => value !== null);
  if (known.every((value) => typeof value === 'number')) {
    const [low, high] = [Math.min(...known), Math.max(...known)];
    const placeOf = (value: number) => (low === high ? 0.5 : (value - low) / (high - low));
    return {
      name,
      values,
      places: values.map((value) => (typeof value === 'number' ? placeOf(value) : null)),
      ticks:
        low === high
          ? [{ at: 0.5, value: low }]
          : [0, 0.5, 1].map((at) => ({ at, value: low + at * (high - low) })),
    };
  }
  const texts = [...new Set(known.map(String))].sort();
  const placeOf = (text: string) => (texts.length === 1 ? 0.5 : texts.indexOf(text) / (texts.length - 1));
  return {
    name,
    values,
    places: values.map((value) => (value === null ? null : placeOf(String(value)))),
    ticks: texts.map((value) => ({ at: placeOf(value), value })),
  };
}
