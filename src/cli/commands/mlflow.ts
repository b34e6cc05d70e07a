import type { Settings } from '../../config/settings.ts';
import { MregError } from '../../errors.ts';
import { pullText, pushText } from '../../render/mlflow.ts';
import { type Context, defineCommand } from '../command.ts';
import { announceNew, CHANGE_OPTIONS, ensureRegistry, noteExternal } from './options.ts';
import { makeToken } from './server-options.ts';

const FAMILY = { group: 'Set up', family: "MLflow's code, servers and folders" } as const;

export const mlflowExec = defineCommand({
  ...FAMILY,
  name: 'mlflow exec',
  summary: 'run a command whose MLflow calls go to this registry',
  description:
    'Starts a server at a free port of this machine, with a token that only the command gets (MLFLOW_TRACKING_URI and ' +
    'MLFLOW_TRACKING_TOKEN), and ends it with the command. The exit status is that of the command; 127 if there is none of that ' +
    'name, 126 if it cannot be run.',
  arguments: [
    { name: 'command', summary: 'the command and its words, after --', variadic: true, afterDashes: true },
  ],
  options: {},
  examples: [
    { line: 'mreg mlflow exec -- python train.py', does: 'a training, with nothing to operate' },
    { line: 'mreg mlflow exec -- mlflow experiments search', does: "MLflow's own command line" },
  ],
  results: ['mlflowExec'],
  async run({ command }, context) {
    if (command[0] === '')
      throw new MregError('MREG_USAGE', 'the command is empty', {
        hint: 'mreg mlflow exec -- python train.py',
      });
    const [{ startServer }, settings] = await Promise.all([
      import('../../server/start.ts'),
      mlflowSettings(context),
    ]);
    const registry = await context.registry(undefined, { follow: true });
    await ensureRegistry(context, registry);
    const token = makeToken();
    const running = await startServer({
      registry,
      host: '127.0.0.1',
      port: 0,
      token,
      externalSources: settings.external_sources,
      log: ({ message, facts }) => context.note(`${message} (${JSON.stringify(facts ?? {})})`),
    });
    try {
      const status = await context.runProgram(command, {
        MLFLOW_TRACKING_URI: running.address,
        MLFLOW_TRACKING_TOKEN: token,
        MLFLOW_REGISTRY_URI: undefined,
        MLFLOW_TRACKING_USERNAME: undefined,
        MLFLOW_TRACKING_PASSWORD: undefined,
      });
      return { command: [...command], status };
    } finally {
      await running.close();
    }
  },
  text: () => '',
  prints: 'nothing more',
  quiet: () => '',
  status: ({ status }) => status,
  ownsStdout: () => true,
});

export const mlflowPull = defineCommand({
  ...FAMILY,
  name: 'mlflow pull',
  summary: 'bring models and runs from an MLflow server or an mlruns folder',
  description:
    'Versions keep their numbers, times, stages, aliases, tags and descriptions, runs their ids, points and files. Without models ' +
    'everything comes, with models these and the runs that made them. What is here already is brought up to date; a pull that was ' +
    'stopped goes on where it was. A stage that has gates here is not entered. The server is asked as MLFLOW_TRACKING_TOKEN, ' +
    'MLFLOW_TRACKING_USERNAME with MLFLOW_TRACKING_PASSWORD, DAGSHUB_TOKEN or ~/.mlflow/credentials say; none of it is stored.',
  arguments: [
    { name: 'uri', summary: 'the address of the server, or the path of the folder', completes: 'path' },
    { name: 'model', summary: 'names of models there', variadic: true, optional: true },
  ],
  options: {
    type: {
      value: 'TYPE',
      summary: 'the type of models that are new here (default: models)',
      completes: 'type',
    },
    runs: { summary: 'the runs too (default: yes)', negatable: true },
    semverFrom: {
      value: 'tag:KEY',
      summary:
        'the tag that holds the semantic version; a version without it becomes vNUMBER.0.0 (default: tag:mreg.version)',
    },
    ...CHANGE_OPTIONS,
  },
  examples: [
    { line: 'mreg mlflow pull http://127.0.0.1:5000', does: 'all that the server has' },
    {
      line: 'mreg mlflow pull https://dagshub.com/ada/stocks.mlflow churn',
      does: 'one model, and the runs that made it',
    },
    { line: 'mreg mlflow pull ./mlruns --dry-run', does: 'what would come from a folder' },
  ],
  results: ['mlflowPull'],
  async run({ uri, model, semverFrom, ...options }, context) {
    await mlflowSettings(context);
    const registry = await context.registry(undefined, { follow: true });
    const result = await announceNew(context, registry, options.dryRun, () =>
      registry.pullMlflow(
        {
          ...options,
          from: uri,
          ...(model.length > 0 && { models: model }),
          ...(semverFrom !== undefined && { versionTag: readTag(semverFrom) }),
          env: context.env,
        },
        context.work('mlflow pull'),
      ),
    );
    for (const feature of result.absent) context.note(`${result.from} has no ${feature}`);
    noteExternal(
      context,
      result.versions.flatMap(({ ref, outcome, external }) =>
        outcome === 'pulled' && external !== null ? [{ ref, source: external }] : [],
      ),
    );
    for (const { what, message } of result.failed) context.note(`${what} did not come: ${message}`);
    return result;
  },
  text: (result, ui, { dryRun }) => pullText(result, ui, dryRun),
  prints: 'each version that is new or changed',
  quiet: ({ versions }) => moved(versions),
  items: ({ versions }) => versions,
  status: ({ failed }) => (failed.length > 0 ? 1 : 0),
});

export const mlflowPush = defineCommand({
  ...FAMILY,
  name: 'mlflow push',
  summary: 'replay models and runs into an MLflow server',
  description:
    'Without models everything goes, with models these and the runs that made them. What was pushed before is brought up to date. ' +
    "Numbers stay if the server's model is new. What MLflow's interface cannot keep is kept in tags (mreg.*), and the result " +
    'says what that is. Credentials are found as mlflow pull finds them.',
  arguments: [
    { name: 'uri', summary: 'the address of the server' },
    { name: 'model', summary: 'models of this registry', variadic: true, optional: true, completes: 'model' },
  ],
  options: {
    runs: { summary: 'the runs too (default: yes)', negatable: true },
    dryRun: CHANGE_OPTIONS.dryRun,
  },
  examples: [
    { line: 'mreg mlflow push http://127.0.0.1:5000', does: 'everything' },
    {
      line: 'mreg mlflow push https://dagshub.com/ada/stocks.mlflow churn --dry-run',
      does: 'what would go of one model',
    },
  ],
  results: ['mlflowPush'],
  async run({ uri, model, ...options }, context) {
    await mlflowSettings(context);
    const registry = await context.registry(undefined, { follow: true });
    const request = { ...options, to: uri, ...(model.length > 0 && { models: model }), env: context.env };
    const result = await registry.pushMlflow(request, context.work('mlflow push'));
    for (const { what, message } of result.failed) context.note(`${what} did not go: ${message}`);
    return result;
  },
  text: (result, ui, { dryRun }) => pushText(result, ui, dryRun),
  prints: 'each version that is new or changed there',
  quiet: ({ versions }) => moved(versions),
  items: ({ versions }) => versions,
  status: ({ failed }) => (failed.length > 0 ? 1 : 0),
});

/** The settings of a project that uses MLflow.
 * @throws MREG_INVALID if it says that it does not */
async function mlflowSettings(context: Context): Promise<Settings> {
  const { settings, origins } = await context.settings();
  if (settings['mlflow.enabled']) return settings;
  const origin = origins['mlflow.enabled'];
  const where = 'file' in origin ? origin.file : 'name' in origin ? origin.name : 'the configuration';
  throw new MregError('MREG_INVALID', 'MLflow is disabled in configuration', {
    hint: `set mlflow.enabled: true in ${where}; the registry itself needs no MLflow`,
  });
}

/** The versions that came or went, a line each. */
function moved(versions: readonly { readonly ref: string; readonly outcome: string }[]): string {
  const changed = versions.filter(({ outcome }) => outcome !== 'same');
  return changed.map(({ ref }) => ref).join('\n');
}

function readTag(text: string): string {
  if (text.startsWith('tag:') && text.length > 4) return text.slice(4);
  throw new MregError('MREG_USAGE', `--semver-from is '${text}', expected tag:KEY`);
}
