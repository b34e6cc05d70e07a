import { MregError } from '../../errors.ts';
import { VERSION } from '../../version.ts';
import { defineCommand } from '../command.ts';

export const rpc = defineCommand({
  name: 'rpc',
  group: 'Set up',
  summary: 'serve the library to a program in another language, over stdin and stdout',
  description:
    'Each line of stdin is a call of JSON-RPC 2.0: a method of the library, and its request or a list of its texts. Each is ' +
    'answered by a line when it has ended; several run at once. The first line says that mreg is ready. The command ends when ' +
    'stdin does. What the settings say of registration, comparison and cleanup counts as on the command line. The Python ' +
    'package keeps one such process.',
  arguments: [],
  options: {},
  examples: [{ line: 'mreg rpc', does: 'answers the calls that a program writes to it' }],
  results: ['rpc'],
  async run(_, context) {
    const { stdin } = context.pipes;
    if (stdin === undefined || stdin.isTTY)
      throw new MregError('MREG_USAGE', 'mreg rpc answers a program, and stdin is a terminal');
    const [{ serveCalls }, registry, { settings }] = await Promise.all([
      import('../../rpc/serve-calls.ts'),
      context.registry(undefined, { follow: true }),
      context.settings(),
    ]);
    const registration = {
      defaults: { type: settings.type, name: settings.name },
      stage: settings.default_stage,
    };
    const defaults = {
      register: registration,
      registerRun: registration,
      compare: { metrics: settings.compare_metrics },
      cleanup: { rollback: settings['retention.rollback'] },
    };
    const ready = { method: 'ready', params: { version: VERSION, root: registry.root } };
    await context.print(JSON.stringify({ jsonrpc: '2.0', ...ready }));
    const calls = await serveCalls(registry, { defaults, input: stdin, print: context.print });
    return { root: registry.root, calls };
  },
  text: () => '',
  prints: 'nothing more',
  quiet: () => '',
  ownsStdout: () => true,
});
