/** The number that a metric is; NaN for what is no number. */
export function metricAsNumber(value: number | string | undefined): number {
  return value === undefined ? Number.NaN : Number(value);
}
