import type { Registry } from '../../registry.ts';

/** How many there are of each. */
export async function countAll(registry: Registry) {
  const [{ revision, models }, { experiments }, { total }] = await Promise.all([
    registry.catalogue(),
    registry.experiments(),
    registry.searchRuns({ limit: 0 }),
  ]);
  const versions = models.reduce((sum, model) => sum + model.version_count, 0);
  return {
    revision,
    counts: { models: models.length, versions, experiments: experiments.length, runs: total },
  };
}
