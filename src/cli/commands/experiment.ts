import { parseTag } from '../../core/values/assignment.ts';
import { experimentText } from '../../render/tracking/experiment.ts';
import { defineCommand } from '../command.ts';
import { byKey } from '../option-values.ts';
import { CHANGE_OPTIONS } from './options.ts';

const FAMILY = { group: 'Experiments and runs', family: 'names under which runs stand' } as const;
const EXPERIMENT = { name: 'experiment', summary: 'an experiment, by its name or its id' } as const;

export const experimentList = defineCommand({
  name: 'experiment list',
  ...FAMILY,
  summary: 'list experiments',
  arguments: [],
  options: {
    deleted: { summary: 'only those that are deleted' },
    all: { summary: 'those that are deleted too' },
  },
  examples: [{ line: 'mreg experiment list', does: 'Default is always there' }],
  results: ['experimentList'],
  run: async ({ deleted, all }, context) =>
    (await context.registry()).experiments({ view: all ? 'all' : deleted ? 'deleted' : 'active' }),
  text: ({ experiments }, ui) => experimentText(experiments, ui),
  items: ({ experiments }) => experiments,
  prints: 'the name of each experiment, a line each',
  quiet: ({ experiments }) => experiments.map(({ name }) => name).join('\n'),
});

export const experimentCreate = defineCommand({
  name: 'experiment create',
  ...FAMILY,
  summary: 'make an experiment',
  arguments: [{ name: 'name', summary: 'its name' }],
  options: { tag: { value: 'K=V', summary: 'a tag', repeat: true, reads: parseTag }, ...CHANGE_OPTIONS },
  examples: [{ line: "mreg experiment create 'churn 2026' --tag team=growth", does: 'prints its id' }],
  results: ['experimentChange'],
  run: async ({ name, tag, ...options }, context) =>
    (await context.registry()).createExperiment({ name, tags: byKey(tag), ...options }),
  text: ({ experiment }) => experiment.id,
  prints: 'the id of the experiment',
  quiet: ({ experiment }) => experiment.id,
});

export const experimentRename = defineCommand({
  name: 'experiment rename',
  ...FAMILY,
  summary: 'give an experiment another name',
  arguments: [EXPERIMENT, { name: 'name', summary: 'the new name' }],
  options: CHANGE_OPTIONS,
  examples: [{ line: 'mreg experiment rename churn churn-2026', does: 'its runs stay with it' }],
  results: ['experimentChange'],
  async run({ experiment, name, ...options }, context) {
    const registry = await context.registry();
    const { id } = await registry.experiment({ ref: experiment });
    return registry.renameExperiment({ id, name, ...options });
  },
  text: ({ experiment, applied }, ui, { dryRun }) =>
    done(`experiment ${experiment.id}`, applied, dryRun, `has the name ${ui.style.bold(experiment.name)}`),
  prints: 'the name of the experiment',
  quiet: ({ experiment }) => experiment.name,
});

export const experimentDelete = defineCommand({
  name: 'experiment delete',
  ...FAMILY,
  summary: 'mark an experiment and its runs as deleted',
  description:
    'Nothing is written to its runs from then on. gc removes them later; until then they can be restored.',
  arguments: [EXPERIMENT],
  options: CHANGE_OPTIONS,
  destroys: true,
  examples: [{ line: 'mreg experiment delete churn', does: 'mreg experiment restore churn takes it back' }],
  results: ['experimentChange'],
  async run({ experiment, ...options }, context) {
    const registry = await context.registry();
    const { id } = await registry.experiment({ ref: experiment });
    return registry.deleteExperiment({ id, ...options });
  },
  text: ({ experiment, applied }, _ui, { dryRun }) =>
    done(`experiment ${experiment.id} (${experiment.name})`, applied, dryRun, 'is deleted'),
  prints: 'the id of the experiment',
  quiet: ({ experiment }) => experiment.id,
});

export const experimentRestore = defineCommand({
  name: 'experiment restore',
  ...FAMILY,
  summary: 'take back that an experiment is deleted',
  arguments: [EXPERIMENT],
  options: CHANGE_OPTIONS,
  examples: [{ line: 'mreg experiment restore churn', does: 'with all of its runs' }],
  results: ['experimentChange'],
  async run({ experiment, ...options }, context) {
    const registry = await context.registry();
    const { id } = await registry.experiment({ ref: experiment });
    return registry.restoreExperiment({ id, ...options });
  },
  text: ({ experiment, applied }, _ui, { dryRun }) =>
    done(`experiment ${experiment.id} (${experiment.name})`, applied, dryRun, 'is back'),
  prints: 'the id of the experiment',
  quiet: ({ experiment }) => experiment.id,
});

export const experimentTag = defineCommand({
  name: 'experiment tag',
  ...FAMILY,
  summary: 'set or remove tags of an experiment',
  arguments: [EXPERIMENT, { name: 'tags', summary: 'K=V, or K', optional: true, variadic: true }],
  options: { remove: { value: 'K', summary: 'remove this tag', repeat: true }, ...CHANGE_OPTIONS },
  examples: [{ line: 'mreg experiment tag churn team=growth', does: 'sets it' }],
  results: ['experimentChange'],
  async run({ experiment, tags, remove, ...options }, context) {
    const registry = await context.registry();
    const { id } = await registry.experiment({ ref: experiment });
    return registry.setExperimentTags({
      id,
      set: byKey(tags.map((text) => parseTag(text, 'experiment tag'))),
      remove,
      ...options,
    });
  },
  text: ({ experiment }, ui) => experimentText([experiment], ui),
  prints: 'the id of the experiment',
  quiet: ({ experiment }) => experiment.id,
});

function done(what: string, applied: boolean, dryRun: boolean, state: string): string {
  return dryRun
    ? `${what} would be changed (dry run): it ${state}`
    : `${what} ${state}${applied ? '' : ' already'}`;
}
