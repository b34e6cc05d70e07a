import { COMPARE_FORMATS, compareRunsText } from '../../render/reading/compare.ts';
import { runInfoText, runTable } from '../../render/tracking/run.ts';
import { formatBytes } from '../../render/words/quantity.ts';
import { defineCommand } from '../command.ts';
import { noteUnknown } from '../commands/options.ts';
import { count } from '../option-values.ts';
import { FAMILY, RUN } from './run-log.ts';

export const runList = defineCommand({
  name: 'run list',
  ...FAMILY,
  summary: 'list runs, or find those that meet a condition',
  description:
    "A condition compares metrics, params, tags, status, user and times: 'metrics.val_loss < 0.3 and params.lr = 0.01'. A " +
    'metric counts with its latest value; min(loss) and max(acc) ask for the extremes. The latest to start come first.',
  arguments: [{ name: 'condition', summary: 'the condition (default: every run)', optional: true }],
  options: {
    experiment: { value: 'NAME', summary: 'only runs of this experiment', repeat: true },
    sort: { value: 'FIELD', summary: 'the lowest value first; with - before it the highest' },
    limit: { short: 'n', value: 'N', summary: 'at most N runs', reads: count(1, 10) },
    metric: { value: 'NAME', summary: 'a column for this metric', repeat: true },
    param: { value: 'NAME', summary: 'a column for this parameter', repeat: true },
    deleted: { summary: 'only runs that are deleted' },
    csv: { summary: 'comma-separated values with a header, all metrics and parameters' },
  },
  examples: [
    { line: "mreg run list 'metrics.val_loss < 0.3 and params.lr = 0.01'", does: 'what trained well' },
    { line: 'mreg run list --experiment churn --sort -metrics.auc -n 5', does: 'the five best' },
    { line: "mreg run list 'status = failed and age < 1d' -q", does: 'ids only, a line each' },
  ],
  results: ['runList'],
  async run({ condition, experiment, sort, limit, deleted }, context) {
    const registry = await context.registry();
    const ids = await Promise.all(experiment.map(async (ref) => (await registry.experiment({ ref })).id));
    const result = await registry.searchRuns({
      condition,
      sort,
      view: deleted ? 'deleted' : 'active',
      limit,
      experiments: ids.length > 0 ? ids : undefined,
    });
    for (const { id, experiment: of, problem } of result.unreadable) {
      const what = id === null ? `the runs of experiment ${of}` : `the run ${id}`;
      context.note(`${what} cannot be read: ${problem}: mreg verify`);
    }
    noteUnknown(result, context, 'run');
    return result;
  },
  text: ({ runs }, ui, { metric, param, csv }) => runTable(runs, ui, { metrics: metric, params: param, csv }),
  items: ({ runs }) => runs,
  prints: 'the id of each run, a line each',
  quiet: ({ runs }) => runs.map(({ id }) => id).join('\n'),
});

export const runInfo = defineCommand({
  name: 'run info',
  ...FAMILY,
  summary: 'show all that is known of a run, with the curves of its metrics',
  arguments: [RUN],
  options: {},
  examples: [{ line: 'mreg run info 4f3a', does: 'the beginning of an id is enough' }],
  results: ['runInfo'],
  async run({ run }, context) {
    const registry = await context.registry();
    const found = await registry.findRun(run);
    const { metrics } = await registry.metricCurves({ id: found.id, points: CURVE_POINTS });
    return { run: found, curves: metrics };
  },
  text: (result, ui) => runInfoText(result, ui),
  prints: 'the id of the run',
  quiet: ({ run }) => run.id,
});

export const runCompare = defineCommand({
  name: 'run compare',
  ...FAMILY,
  summary: 'show runs side by side: metrics, and the parameters that differ',
  description:
    'A metric counts with its latest value. The best is marked, where its name or the configuration says which values are ' +
    'better; the differences are to the first run.',
  arguments: [{ name: 'runs', summary: 'two runs or more, by id or the beginning of it', variadic: true }],
  options: {
    metric: { value: 'NAME', summary: 'only this metric', repeat: true },
    format: { value: 'FORMAT', summary: 'how to write it', choices: COMPARE_FORMATS },
  },
  examples: [
    { line: 'mreg run compare 4f3a 91c0', does: 'the best values are marked' },
    { line: 'mreg run compare 4f3a 91c0 --format markdown', does: 'for a merge request' },
  ],
  results: ['runCompare'],
  run: async ({ runs, metric }, context) => (await context.registry()).compareRuns({ runs, metrics: metric }),
  text: (result, ui, { format }) => compareRunsText(result, ui, format),
  prints: 'the id of each run, a line each',
  quiet: ({ runs }) => runs.map(({ id }) => id).join('\n'),
});

export const runArtifacts = defineCommand({
  name: 'run artifacts',
  ...FAMILY,
  summary: 'list the files of a run',
  arguments: [RUN, { name: 'path', summary: 'only what is at this path or below it', optional: true }],
  options: {},
  examples: [
    { line: 'mreg run artifacts 4f3a', does: 'with size and SHA-256' },
    { line: 'mreg run artifacts 4f3a model -q', does: 'where they lie, a line each' },
  ],
  results: ['runArtifacts'],
  async run({ run, path }, context) {
    const registry = await context.registry();
    const { id } = await registry.findRun(run);
    const { directory, files } = await registry.artifactDirectory({ owner: id, path });
    return { run: id, directory, files };
  },
  text: ({ files }, ui) =>
    ui.table(
      [{ header: 'PATH' }, { header: 'SIZE', align: 'right' }, { header: 'SHA-256', optional: true }],
      files.map(({ path, size, sha256 }) => [path, ui.tty ? formatBytes(size) : String(size), sha256]),
    ),
  items: ({ files }) => files,
  prints: 'the path of each file, a line each',
  quiet: ({ directory, files }) => files.map(({ path }) => `${directory}/${path}`).join('\n'),
});

const CURVE_POINTS = 200;
