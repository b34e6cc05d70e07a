import type { MetricPoint, VersionView } from '../../generated/output.ts';

/** The metrics of a version as results show them: those that it was registered with, then what was logged last, as conditions
 * name it: `latest(sharpe)`. */
export function shownMetrics({
  metrics,
  logged,
}: Pick<VersionView, 'metrics' | 'logged'>): Readonly<Record<string, number | string>> {
  if (logged === undefined) return metrics;
  const shown: Record<string, number | string> = Object.assign(Object.create(null), metrics);
  for (const [name, value] of Object.entries(logged)) shown[`latest(${name})`] = value;
  return shown;
}

/** The value of one metric. */
export function shownMetric(version: VersionView, name: string): number | string | undefined {
  const metrics = shownMetrics(version);
  return Object.hasOwn(metrics, name) ? metrics[name] : undefined;
}

/** The value of each metric that has the highest time, of several the one that was logged last. */
export class LatestValues {
  private readonly found = new Map<string, { at: string; value: number | string }>();

  add({ at, metrics }: MetricPoint): void {
    for (const [name, value] of Object.entries(metrics)) {
      const before = this.found.get(name);
      if (before === undefined || at >= before.at) this.found.set(name, { at, value });
    }
  }

  /** By name; undefined if there is none. */
  values(): Record<string, number | string> | undefined {
    const names = [...this.found.keys()].sort();
    if (names.length === 0) return undefined;
    return Object.fromEntries(names.map((name) => [name, this.found.get(name)?.value ?? '']));
  }
}
