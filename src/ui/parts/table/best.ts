/** The best of some values; undefined if nothing says what is better, or all are the same. */
export function bestOf(values: readonly unknown[], direction: 'min' | 'max' | undefined): number | undefined {
  if (direction === undefined) return undefined;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (typeof value !== 'number') continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low < high ? (direction === 'min' ? low : high) : undefined;
}
