import { MregError } from '../../errors.ts';
import type { LogEvent } from '../../server/options.ts';
import { type Context, defineCommand } from '../command.ts';
import { ensureRegistry } from './options.ts';
import { parsePort, readHost, readOrigin, readSecret, readSmall } from './server-options.ts';

const DEFAULT_PORT = '5000';
const DEFAULT_HOST = '127.0.0.1';

export const server = defineCommand({
  name: 'server',
  group: 'Set up',
  summary: "serve the registry over HTTP: MLflow's protocol, and mreg's own",
  description:
    "MLflow's clients work against it as against their own server: set MLFLOW_TRACKING_URI to the address. The server keeps nothing " +
    'of its own: it may be killed at any time, run twice, and run beside this command line. It prints its address, and ends at ' +
    'SIGTERM once it has finished what it began. Only this machine reaches it, unless --host says another address; then clients ' +
    'have to show a token.',
  arguments: [],
  options: {
    host: { value: 'ADDRESS', summary: `the address to listen on (default: ${DEFAULT_HOST})` },
    port: { value: 'N', summary: `the port; 0 for any that is free (default: ${DEFAULT_PORT})` },
    tokenFile: {
      value: 'FILE',
      summary: 'a file with the token to write and read (else MREG_TOKEN)',
      completes: 'path',
    },
    readTokenFile: {
      value: 'FILE',
      summary: 'a file with a token to read only (else MREG_READ_TOKEN)',
      completes: 'path',
    },
    noAuth: { summary: 'let everybody who reaches the address read and write' },
    allowHost: {
      value: 'NAME',
      summary: 'a name under which the server is reached',
      repeat: true,
      reads: readHost,
    },
    allowOrigin: {
      value: 'ORIGIN',
      summary: 'a page that may change things, such as https://ml.example.org',
      repeat: true,
      reads: readOrigin,
    },
    basePath: { value: 'PATH', summary: 'the path below which a proxy shows the server' },
    tlsCert: { value: 'FILE', summary: 'the certificate, to serve HTTPS', completes: 'path' },
    tlsKey: { value: 'FILE', summary: 'its key', completes: 'path' },
    log: {
      value: 'HOW',
      summary: 'how failures are written to stderr (default: text)',
      choices: ['text', 'json'],
    },
  },
  examples: [
    { line: 'mreg server', does: 'for this machine, at http://127.0.0.1:5000' },
    { line: 'mreg server --host 0.0.0.0 --token-file token.txt', does: 'for the team' },
    { line: 'mreg server --port 0', does: 'at any port that is free' },
  ],
  results: ['server'],
  async run(input, context) {
    const [{ startServer, checkExposure }, { untilSignal }, { settings }] = await Promise.all([
      import('../../server/start.ts'),
      import('../../server/until-signal.ts'),
      context.settings(),
    ]);
    const host = input.host ?? DEFAULT_HOST;
    const token = await tokenOf(context, input.tokenFile, '--token-file', 'MREG_TOKEN');
    checkExposure(host, token, input.noAuth);
    const registry = await context.registry(undefined, { follow: true });
    await ensureRegistry(context, registry);
    const running = await startServer({
      registry,
      host,
      port: parsePort(input.port ?? DEFAULT_PORT),
      token,
      readToken: await tokenOf(context, input.readTokenFile, '--read-token-file', 'MREG_READ_TOKEN'),
      allowedHosts: input.allowHost,
      allowedOrigins: input.allowOrigin,
      basePath: readBasePath(input.basePath),
      tls: await tlsOf(context, input.tlsCert, input.tlsKey),
      policy: settings,
      mlflow: settings['mlflow.enabled'],
      externalSources: settings.external_sources,
      log: (event) => void context.pipes.stderr.write(`${lineOf(event, input.log === 'json')}\n`),
    });
    const signalled = untilSignal();
    await context.print(running.address);
    await signalled;
    await running.close();
    return { address: running.address, root: registry.root };
  },
  text: () => '',
  prints: 'nothing more',
  quiet: () => '',
  ownsStdout: () => true,
});

/** @throws MREG_USAGE */
function readBasePath(path: string | undefined): string | undefined {
  if (path === undefined || path.startsWith('/')) return path;
  throw new MregError('MREG_USAGE', `--base-path '${path}' does not begin with a slash`, {
    hint: `for example: --base-path /${path}`,
  });
}

async function tokenOf(
  context: Context,
  file: string | undefined,
  option: string,
  variable: string,
): Promise<string | undefined> {
  if (file !== undefined) return readSecret(context, file, option);
  const token = context.env[variable];
  if (token !== '') return token;
  // A secret that a job was not given: nobody wants a server that asks for nothing in its place.
  throw new MregError('MREG_INVALID', `${variable} is empty`, {
    hint: `set it to the token, or unset ${variable}`,
  });
}

async function tlsOf(context: Context, cert: string | undefined, key: string | undefined) {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined)
    throw new MregError('MREG_USAGE', 'HTTPS needs both --tls-cert and --tls-key');
  return { cert: await readSmall(context, cert), key: await readSmall(context, key) };
}

function lineOf({ level, message, facts }: LogEvent, asJson: boolean): string {
  const at = new Date().toISOString();
  if (asJson) return JSON.stringify({ at, level, message, ...facts });
  const told = Object.entries(facts ?? {}).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return [`${at} ${level}: ${message}`, ...told].join(' ');
}
