import { defineCommand } from '../command.ts';
import { makeToken } from './server-options.ts';

export const mlflowExec = defineCommand({
  name: 'mlflow exec',
  group: 'Set up',
  summary: 'run a command whose MLflow calls go to this registry',
  description:
    'Starts a server at a free port of this machine, with a token that only the command gets (MLFLOW_TRACKING_URI and ' +
    'MLFLOW_TRACKING_TOKEN), and ends it with the command. The exit status is that of the command.',
  arguments: [{ name: 'command', summary: 'the command and its words, after --', variadic: true }],
  options: {},
  examples: [
    { line: 'mreg mlflow exec -- python train.py', does: 'a training, with nothing to operate' },
    { line: 'mreg mlflow exec -- mlflow experiments search', does: "MLflow's own command line" },
  ],
  results: ['mlflowExec'],
  async run({ command }, context) {
    const [{ startServer }, { settings }] = await Promise.all([
      import('../../server/start.ts'),
      context.settings(),
    ]);
    const registry = await context.registry(undefined, { follow: true });
    if (!(await registry.exists())) await registry.init();
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
