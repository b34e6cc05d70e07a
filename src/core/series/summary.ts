import type { MetricPoint, MetricSummary } from '../../generated/output.ts';
import { metricAsNumber } from '../values/metric-number.ts';

/** A summary of each metric, by its name. The points are in the order of their times. */
export function summarize(points: readonly MetricPoint[]): MetricSummary[] {
  const found = new Map<string, Running>();
  for (const { at, metrics } of points) {
    for (const [metric, latest] of Object.entries(metrics)) {
      const running = found.get(metric) ?? new Running();
      found.set(metric, running);
      running.add(at, latest);
    }
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([metric, running]) => ({ metric, ...running.result() }));
}

class Running {
  private count = 0;
  private numbers = 0;
  private sum = 0;
  private min = Number.POSITIVE_INFINITY;
  private max = Number.NEGATIVE_INFINITY;
  private latest: number | string = '';
  private at = '';

  add(at: string, latest: number | string): void {
    this.count += 1;
    this.latest = latest;
    this.at = at;
    const value = metricAsNumber(latest);
    if (!Number.isFinite(value)) return;
    this.numbers += 1;
    this.sum += value;
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
  }

  result(): Omit<MetricSummary, 'metric'> {
    const { count, latest, at, numbers, min, max, sum } = this;
    const any = numbers > 0;
    return {
      count,
      latest,
      at,
      min: any ? min : null,
      max: any ? max : null,
      mean: any ? sum / numbers : null,
    };
  }
}
