import type { JsonObject } from '../../core/json/index.ts';
import { BUMPS } from '../../core/names/bump.ts';
import { DEFAULT_TYPE } from '../../core/names/default-name.ts';
import { metricValue, parameterValue, parseTag } from '../../core/values/assignment.ts';
import { MregError } from '../../errors.ts';
import type { RegisterRequest } from '../../operations/registration/register-request.ts';
import { registerText } from '../../render/changes/register.ts';
import { defineCommand } from '../command.ts';
import { byKey, pair } from '../option-values.ts';
import { announceNew, CHANGE_OPTIONS } from './options.ts';

const readMetric = pair(metricValue);
const readParameter = pair(parameterValue);

export const register = defineCommand({
  name: 'register',
  group: 'Start',
  alsoKnownAs: ['add', 'create', 'push', 'save', 'log_model', 'register_model', 'publish'],
  summary: 'copy a file or a directory in as a new version',
  description:
    'The name comes from --name, the metadata.json in the source, the configuration or the name of the path; the type ' +
    'likewise, or from the versions that the model has, else it is models. Without a version it is the next patch after the highest, ' +
    'v1.0.0 at first. A metadata.json in the source is read and completed; options win over it.\n' +
    'What no version needs is left out (.git, .env, __pycache__ and the like), and what a .mregignore in the source says. ' +
    'Links that stay inside the source, or inside the Hugging Face cache that it lies in, are followed.',
  arguments: [
    {
      name: 'paths',
      summary: 'a model file, or the directory that holds the model; of several each lies under its own name',
      optional: true,
      variadic: true,
      completes: 'path',
    },
  ],
  options: {
    type: { value: 'TYPE', summary: 'the type of the model, such as rl_agents', completes: 'type' },
    name: {
      value: 'NAME',
      summary: 'the name of the model, or TYPE/NAME',
      completes: 'name',
      alsoKnownAs: ['model', 'model-name', 'registered-model-name'],
    },
    version: { value: 'VERSION', summary: 'the semantic version' },
    bump: { value: 'PART', summary: 'the part to raise where no version is given', choices: BUMPS },
    stage: { value: 'STAGE', summary: 'the first stage (else default_stage, None)', completes: 'stage' },
    alias: { value: 'ALIAS', summary: 'an alias to move here', repeat: true, completes: 'alias' },
    description: { value: 'TEXT', summary: 'a description, which can change later' },
    notes: { value: 'TEXT', summary: 'notes in the metadata, which cannot' },
    tag: { value: 'K[=V]', summary: 'a tag, with a value or without', repeat: true, reads: parseTag },
    metric: {
      value: 'K=V',
      summary: 'a metric; validation.rmse=0.25 makes a group',
      repeat: true,
      reads: readMetric,
    },
    metrics: {
      value: 'FILE',
      summary: 'metrics from a JSON or YAML file; test=FILE puts them under a group',
      repeat: true,
      completes: 'path',
    },
    param: { value: 'K=V', summary: 'a hyperparameter', repeat: true, reads: readParameter },
    params: {
      value: 'FILE',
      summary: 'hyperparameters from a JSON or YAML file',
      repeat: true,
      completes: 'path',
    },
    config: {
      value: 'FILE',
      summary: 'the configuration that the model was trained with; its values are the hyperparameters',
      completes: 'path',
    },
    metadata: { value: 'FILE', summary: 'metadata from a JSON or YAML file', completes: 'path' },
    run: {
      value: 'ID[:PATH]',
      summary: 'the artifacts of this run in place of a path, with its params, latest metrics and data',
    },
    runId: { value: 'ID', summary: 'the MLflow run' },
    dataVersion: { value: 'ID', summary: 'the version of the training data, or a path that DVC tracks' },
    parent: {
      value: 'REF',
      summary: 'a version that this one was derived from',
      repeat: true,
      completes: 'version-ref',
    },
    ifExists: {
      value: 'WHAT',
      summary: 'skip: answer with the version that has the same files',
      choices: ['fail', 'skip'],
    },
    include: { value: 'PATTERN', summary: 'take only files that match, as in a .gitignore', repeat: true },
    exclude: { value: 'PATTERN', summary: "leave out what matches; '!.env' takes back", repeat: true },
    followLinks: { summary: 'take in what symbolic links out of the source lead to' },
    move: {
      summary: 'move the files in instead of copying them; they lie on the same file system',
      destroys: true,
    },
    foreignMetadata: {
      value: 'HOW',
      summary:
        "a metadata.json that is not mreg's: refuse it (the default), or keep it as metadata-original.json",
      choices: ['refuse', 'keep'],
    },
    mustExist: { summary: 'fail where there is no registry, instead of making one' },
    ...CHANGE_OPTIONS,
  },
  examples: [
    {
      line: 'mreg register ./out --type rl_agents',
      does: 'the next version; the name is in out/metadata.json',
    },
    { line: 'mreg register churn.pkl', does: "models/churn: the name is the file's, the type models" },
    { line: 'mreg register model.onnx --type classifiers --name reviews', does: 'a single file' },
    {
      line: 'mreg register ./adapter --version v1.0.1 --metric f1=0.83 --stage staging',
      does: 'a version asked for',
    },
    { line: 'mreg register model.pkl scaler.pkl --name churn', does: 'two files, side by side' },
    { line: "mreg register ./out --exclude 'checkpoint-*/'", does: 'without the checkpoints' },
    { line: 'mreg register --run 4f3a:model --name churn', does: 'what a run has logged' },
    { line: 'mreg register ./out --move', does: 'nothing is copied, whatever the size' },
    { line: 'mreg register ./out --if-exists skip -q', does: 'a job that may be run again' },
  ],
  results: ['register'],
  async run(input, context) {
    if (input.version !== undefined && input.bump !== undefined) {
      throw new MregError('MREG_USAGE', '--version says which version, --bump which comes next: give one', {
        hint: `mreg register ${input.paths.join(' ')} --bump ${input.bump}`,
      });
    }
    const [registry, { settings }] = await Promise.all([context.registry(), context.settings()]);
    const read = async (file: string | undefined): Promise<JsonObject | undefined> =>
      file === undefined ? undefined : registry.readDocument(file);
    const [metadata = {}, evaluations, parameters] = await Promise.all([
      read(input.metadata),
      Promise.all(
        input.metrics.map(async (text) => {
          const [, group, name = text] = /^([\w-]+)=(.+)$/.exec(text) ?? [];
          return { name, group, document: await registry.readDocument(name) };
        }),
      ),
      Promise.all(input.params.map((file) => registry.readDocument(file))),
    ]);
    const [run, path] = runOf(input);
    const { move } = input;
    const result = await announceNew(context, registry, input.dryRun, async () => {
      const request: Omit<RegisterRequest, 'source'> = {
        include: input.include,
        exclude: input.exclude,
        followLinks: input.followLinks,
        type: input.type,
        name: input.name,
        defaults: { type: settings.type, name: settings.name },
        version: input.version,
        bump: input.bump,
        stage: input.stage ?? settings.default_stage,
        aliases: input.alias,
        parents: input.parent.length > 0 ? input.parent : undefined,
        evaluations,
        metrics: byKey(input.metric),
        parameters: Object.assign({}, ...parameters, byKey(input.param)),
        config: input.config,
        dataVersion: input.dataVersion,
        metadata: {
          ...metadata,
          ...given('mlflow_run_id', input.runId),
          ...given('description', input.description),
          ...given('notes', input.notes),
          ...(input.tag.length > 0 && { tags: byKey(input.tag) }),
        },
        calls: {
          metadata: input.metadata,
          metrics: '--metric',
          parameters: input.params[0] ?? '--param',
        },
        ifExists: input.ifExists,
        foreignMetadata: input.foreignMetadata,
        mustExist: input.mustExist,
        reason: input.reason,
        dryRun: input.dryRun,
        env: context.env,
      };
      const work = context.work('register');
      if (run === undefined) return registry.register({ ...request, source: input.paths, move }, work);
      return registry.registerRun({ ...request, run: (await registry.findRun(run)).id, path }, work);
    });
    const [twin] = result.identical_to;
    if (twin !== undefined) {
      const then = result.created ? '--if-exists skip would answer with it' : 'nothing was registered';
      context.note(`${twin} holds the same files; ${then}`);
    }
    for (const remark of result.notes) context.note(remark);
    if (result.display_name !== null && result.display_name !== result.model)
      context.note(`'${result.display_name}' is the display name of ${result.type}/${result.model}`);
    const isNew = result.created && result.number === 1;
    if (isNew && result.type === DEFAULT_TYPE && (input.type ?? settings.type) === undefined)
      context.note(
        `${result.type}/${result.model} is a new model of the default type; --type TYPE says another`,
      );
    if (!result.created) {
      const missing = input.alias.filter((alias) => !result.aliases.includes(alias));
      const elsewhere = input.stage !== undefined && result.stage.toLowerCase() !== input.stage.toLowerCase();
      if (elsewhere || missing.length > 0)
        context.note(`its stage stays ${result.stage}, its aliases ${result.aliases.join(', ') || 'none'}`);
    }
    if (result.moved) {
      const { left, unseen_processes: unseen } = result.moved;
      if (left.length > 0)
        context.note(`left where it was: ${left.slice(0, 3).join(', ')}${left.length > 3 ? ', …' : ''}`);
      if (unseen === null)
        context.note('whether a process writes to the files cannot be seen on this system');
      else if (unseen > 0)
        context.note(`whether ${unseen} processes of other users write to the files cannot be seen`);
    }
    const { not_metrics: others } = result;
    if (others.length > 0) {
      const names = `${others.slice(0, 5).join(', ')}${others.length > 5 ? `, ${others.length - 5} more` : ''}`;
      context.note(`no number, so no metric: ${names}; kept in evaluation_results`);
    }
    if (input.dryRun) context.note('dry run: nothing was changed');
    return result;
  },
  text: registerText,
  prints: '`type/name@version`',
  quiet: ({ ref }) => ref,
});

/** The run whose artifacts are meant, and the path in them; undefined where paths are given.
 * @throws MREG_USAGE */
function runOf({
  paths,
  run,
  move,
}: {
  readonly paths: readonly string[];
  readonly run?: string | undefined;
  readonly move: boolean;
}): readonly [run?: string, path?: string | undefined] {
  if (run === undefined && paths.length > 0) return [];
  if (run === undefined)
    throw new MregError('MREG_USAGE', 'a path was expected, or --run', { hint: 'mreg register ./out' });
  if (paths.length > 0 || move)
    throw new MregError('MREG_USAGE', '--run takes the files of the run: leave paths and --move out', {
      hint: `mreg register --run ${run}`,
    });
  const colon = run.indexOf(':');
  return colon < 0 ? [run] : [run.slice(0, colon), run.slice(colon + 1) || undefined];
}

function given(member: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [member]: value };
}
