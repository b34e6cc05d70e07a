/** The points of one version of a registry, and the files that they are in. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Registry } from '../../src/registry.ts';

export const REF = 't/m@v1.0.0';

/** The files of the one series there is, by their path. */
export function seriesFiles(root: string): string[] {
  const series = join(root, '.mreg', 'series');
  return readdirSync(series, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.jsonl'))
    .map((file) => join(series, file))
    .sort();
}

export async function valuesOf(registry: Registry): Promise<number[]> {
  const { points } = await registry.metrics({ ref: REF });
  return points.flatMap(({ metrics }) => ('value' in metrics ? [Number(metrics.value)] : []));
}

export async function logged(registry: Registry, from: number, to: number): Promise<void> {
  for (let value = from; value < to; value += 1) await registry.logMetrics({ ref: REF, metrics: { value } });
}
