import { RUN_STATUSES } from '../../core/tracking/view.ts';
import { metricValue, parseAssignment, parseTag } from '../../core/values/assignment.ts';
import { MregError } from '../../errors.ts';
import type { Registry } from '../../registry.ts';
import { runInfoText } from '../../render/tracking/run.ts';
import { type Context, defineCommand, type OptionSpec } from '../command.ts';
import { byKey, pair, type ReadOption, step } from '../option-values.ts';

export const FAMILY = { group: 'Experiments and runs', family: 'what trainings did' } as const;
/** What was measured, without its time. */
interface Measurement {
  readonly key: string;
  readonly value: number;
  readonly step?: number;
}

/** `K=V`, or `K=V@STEP`. */
const readMeasurement: ReadOption<Measurement> = (text, flag) => {
  const [key, written] = parseAssignment(text, flag);
  const [, value = written, at] = /^(.*)@([^@]*)$/.exec(written) ?? [];
  const number = Number(metricValue(value, key) as number | string);
  return { key, value: number, ...(at !== undefined && { step: step(at, flag) }) };
};

const FACT_OPTIONS = {
  param: {
    value: 'K=V',
    summary: 'a parameter of the training',
    repeat: true,
    reads: pair((text) => text),
  },
  tag: { value: 'K=V', summary: 'a tag', repeat: true, reads: parseTag },
} as const satisfies Record<string, OptionSpec>;

export const RUN = { name: 'run', summary: 'a run, by its id or the beginning of it' } as const;

export const runCreate = defineCommand({
  name: 'run create',
  ...FAMILY,
  summary: 'begin a run',
  description: 'Prints the id of the run. An experiment that does not exist is made.',
  arguments: [],
  options: {
    experiment: { value: 'NAME', summary: 'its experiment (default: Default)' },
    name: { value: 'NAME', summary: 'its name (default: one is invented)' },
    ...FACT_OPTIONS,
  },
  examples: [
    { line: 'mreg run create --experiment churn --param lr=0.01', does: 'prints the id' },
    { line: 'mreg run create -q', does: 'in a script' },
  ],
  results: ['runInfo'],
  async run({ experiment, name, param, tag }, context) {
    const registry = await context.registry();
    const isNew = !(await registry.exists());
    const id = experiment === undefined ? undefined : await experimentOf(registry, experiment, context);
    const run = await registry.createRun({
      experiment: id,
      name,
      params: byKey(param),
      tags: byKey(tag),
    });
    if (isNew) context.note(`made a new registry at ${registry.root}`);
    return { run };
  },
  text: ({ run }) => run.id,
  prints: 'the id of the run',
  quiet: ({ run }) => run.id,
});

export const runLog = defineCommand({
  name: 'run log',
  ...FAMILY,
  summary: 'log metrics, parameters, tags and files of a run',
  description:
    'A metric may say its step: loss=0.31@400. All values of one call are logged, or none; files come after them. A parameter ' +
    'keeps its first value, and another is refused.',
  arguments: [RUN],
  options: {
    metric: {
      value: 'K=V[@STEP]',
      summary: 'a value that was measured',
      repeat: true,
      reads: readMeasurement,
    },
    step: { value: 'N', summary: 'the step of the metrics that name none', reads: step },
    ...FACT_OPTIONS,
    artifact: {
      value: 'PATH',
      summary: 'a file, or the files of a directory',
      repeat: true,
      completes: 'path',
    },
    to: { value: 'DIR', summary: 'the directory of the run that files go to' },
  },
  examples: [
    { line: 'mreg run log 4f3a --artifact out/ --to model', does: 'its files, as they are now' },
    { line: 'mreg run log 4f3a --metric loss=0.31@400 --metric acc=0.9@400', does: 'measured together' },
    { line: 'mreg run log 4f3a --param lr=0.01 --tag team=growth', does: 'what it was trained with' },
  ],
  results: ['runInfo'],
  async run({ run, metric, step = 0, param, tag, artifact, to }, context) {
    if (metric.length + param.length + tag.length + artifact.length === 0)
      throw new MregError('MREG_USAGE', '--metric, --param, --tag or --artifact was expected', {
        hint: `mreg run log ${run} --metric loss=0.31@400`,
      });
    const registry = await context.registry();
    const { id } = await registry.findRun(run);
    const timestamp = context.now().getTime();
    const points = metric.map((point) => ({ step, ...point, timestamp }));
    const logged = await registry.logBatch({ id, points, params: byKey(param), tags: byKey(tag) });
    const work = artifact.length > 0 ? context.work('log') : {};
    for (const source of artifact) await registry.logArtifacts({ owner: id, source, path: to }, work);
    return { run: artifact.length > 0 ? await registry.run(id) : logged };
  },
  text: ({ run }, _ui, { metric, param, tag, artifact }) => {
    const counts = [
      [metric.length, 'metric'],
      [param.length, 'parameter'],
      [tag.length, 'tag'],
      [artifact.length, 'artifact'],
    ] as const;
    const said = counts
      .filter(([count]) => count > 0)
      .map(([count, word]) => `${count} ${word}${count > 1 ? 's' : ''}`);
    return `${run.id}: ${said.join(', ')} logged`;
  },
  prints: 'the id of the run',
  quiet: ({ run }) => run.id,
});

export const runEnd = defineCommand({
  name: 'run end',
  ...FAMILY,
  summary: 'end a run',
  arguments: [RUN],
  options: {
    status: { value: 'STATUS', summary: 'how it ended (default: FINISHED)', choices: RUN_STATUSES },
  },
  examples: [{ line: 'mreg run end 4f3a --status FAILED', does: 'now' }],
  results: ['runInfo'],
  async run({ run, status = 'FINISHED' }, context) {
    const registry = await context.registry();
    const { id } = await registry.findRun(run);
    return { run: await registry.updateRun({ id, status, endTime: context.now().getTime() }) };
  },
  text: ({ run }) => `${run.id} ${run.status}`,
  prints: 'the id of the run',
  quiet: ({ run }) => run.id,
});

export const runDelete = defineCommand({
  name: 'run delete',
  ...FAMILY,
  summary: 'mark runs as deleted',
  description:
    'Nothing is written to them from then on. gc removes them later; until then they can be restored.',
  arguments: [RUN],
  options: {},
  destroys: true,
  examples: [{ line: 'mreg run delete 4f3a', does: 'mreg run restore 4f3a takes it back' }],
  results: ['runInfo'],
  async run({ run }, context) {
    const registry = await context.registry();
    return { run: await registry.deleteRun((await registry.findRun(run)).id) };
  },
  text: ({ run }) => `${run.id} is deleted`,
  prints: 'the id of the run',
  quiet: ({ run }) => run.id,
});

export const runRestore = defineCommand({
  name: 'run restore',
  ...FAMILY,
  summary: 'take back that a run is deleted',
  arguments: [RUN],
  options: {},
  examples: [{ line: 'mreg run restore 4f3a', does: 'as it was' }],
  results: ['runInfo'],
  async run({ run }, context) {
    const registry = await context.registry();
    return { run: await registry.restoreRun((await registry.findRun(run)).id) };
  },
  text: (result, ui) => runInfoText(result, ui),
  prints: 'the id of the run',
  quiet: ({ run }) => run.id,
});

async function experimentOf(registry: Registry, name: string, context: Context): Promise<string> {
  try {
    if (await registry.exists()) return (await registry.experiment({ ref: name })).id;
  } catch (error) {
    if (!(error instanceof MregError && error.code === 'MREG_NOT_FOUND')) throw error;
  }
  const { experiment } = await registry.createExperiment({ name });
  context.note(`made the experiment '${name}'`);
  return experiment.id;
}
