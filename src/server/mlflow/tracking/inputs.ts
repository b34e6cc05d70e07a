/** The data sets that a run used. */

import type { FieldRoute, Mlflow } from '../context.ts';
import { tagList } from '../entities.ts';
import { invalid } from '../errors.ts';
import { type Fields, missingValue } from '../fields.ts';
import { tooLong } from '../limits.ts';
import { knownExperiments } from './experiments.ts';
import type { DatasetInput, RunView } from './types.ts';

const MAX_EXPERIMENTS = 20;
const MAX_SUMMARIES = 1000;
const CONTEXT_TAG = 'mlflow.data.context';
const LIMITS = { name: 500, digest: 36, source: 65_535, schema: 1_048_575, profile: 16_777_215 } as const;

export const datasetRoutes: readonly FieldRoute[] = [
  { method: 'POST', path: '/experiments/search-datasets', reads: true, answer: search },
];

/** Data sets as `dataset_inputs`. */
export function datasetsOf(datasets: RunView['inputs']['datasets']): object[] {
  return datasets.map(({ tags, ...dataset }) => ({
    ...(Object.keys(tags).length > 0 && { tags: tagList(tags) }),
    dataset,
  }));
}

export function readDatasets(fields: Fields): DatasetInput[] {
  return fields.objects('datasets').map((input, index) => {
    const dataset = input.object('dataset');
    if (!dataset) throw missingValue(`datasets[${index}].dataset`);
    const required = (name: 'name' | 'digest') => {
      const value = dataset.text(name);
      if (!value) throw missingValue(`datasets[${index}].dataset.${name}`);
      return value;
    };
    const read = {
      name: required('name'),
      digest: required('digest'),
      source_type: dataset.text('source_type'),
      source: dataset.text('source'),
      schema: dataset.text('schema'),
      profile: dataset.text('profile'),
    };
    for (const [member, limit] of Object.entries(LIMITS))
      if ((read[member as keyof typeof LIMITS] ?? '').length > limit) throw tooLong(member, limit);
    const { schema, profile, ...rest } = read;
    return { ...rest, ...(schema && { schema }), ...(profile && { profile }), tags: input.tags('tags') };
  });
}

async function search(mlflow: Mlflow, fields: Fields): Promise<object> {
  const experiments = fields.texts('experiment_ids');
  if (experiments.length === 0)
    throw invalid('SearchDatasets request must specify at least one experiment_id.');
  if (experiments.length > MAX_EXPERIMENTS)
    throw invalid(
      `SearchDatasets request cannot specify more than ${MAX_EXPERIMENTS} experiment_ids. Received ${experiments.length} experiment_ids.`,
    );
  const known = await knownExperiments(mlflow, experiments);
  if (known.length === 0) return {};
  const { runs } = await mlflow.registry.searchRuns({ experiments: known });
  const summaries = new Map<string, object>();
  for (const run of runs)
    for (const { name, digest, tags } of run.inputs.datasets) {
      const context = tags[CONTEXT_TAG];
      const key = JSON.stringify([run.experiment, name, digest, context]);
      summaries.set(key, {
        experiment_id: run.experiment,
        name,
        digest,
        ...(context !== undefined && { context }),
      });
    }
  const dataset_summaries = [...summaries.values()].slice(0, MAX_SUMMARIES);
  return dataset_summaries.length > 0 ? { dataset_summaries } : {};
}
