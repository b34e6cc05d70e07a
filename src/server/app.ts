/** The HTTP server: what every request passes, and the groups of routes. */
import type { IncomingMessage } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { MregError } from '../errors.ts';
import { VERSION } from '../version.ts';
import { METRICS_TYPE, processLines, RequestMetrics, registryLines } from './metrics.ts';
import { MLFLOW_VERSION } from './mlflow/protocol.ts';
import type { ServerOptions } from './options.ts';
import { createGuard } from './safety.ts';

/** A request as routes see it. */
export interface Call {
  readonly method: string;
  /** Parts of the path that a route names. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** The body, as it comes in. */
  readonly raw: IncomingMessage;
  /** What is said beside the body of an answer. */
  readonly answer: Pick<FastifyReply, 'code' | 'header'>;
  /** Whose work it is. */
  readonly user: string | undefined;
}

/** What a route answers: an object as JSON, text, or bytes as they come; nothing for an empty body. */
export type Reply = object | string | Readable | undefined;

/** One route: a declaration. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** A POST that changes nothing: who may only read may send it. */
  readonly reads?: true;
  /** Nobody has to show a token for it. */
  readonly open?: true;
  run(call: Call): Promise<Reply>;
}

/** Routes that share how they fail. */
export interface Group {
  readonly prefixes: readonly string[];
  readonly routes: readonly Route[];
  /** The answer to a failure. */
  fail(error: unknown, answer: Call['answer']): object;
  /** The answer to somebody who may not speak, if it is not MLflow's. */
  refuse?(code: 'UNAUTHENTICATED' | 'PERMISSION_DENIED', message: string): object;
  /** The answer to a path below the prefixes that no route has. */
  notFound(method: string, path: string): object;
}

/** Bytes have to arrive within this time of each other. */
export const QUIET_MS = 60_000;
const KEEP_ALIVE_MS = 75_000;
const MAX_PATH = 8192;

/** The server, not yet listening. */
export async function createApp(options: ServerOptions, groups: readonly Group[]): Promise<FastifyInstance> {
  const { default: fastify } = await import('fastify');
  const byPrefix = groups
    .flatMap((group) => group.prefixes.map((prefix) => ({ prefix, group })))
    .sort((a, b) => b.prefix.length - a.prefix.length);
  const groupOf = (path: string) => byPrefix.find(({ prefix }) => path.startsWith(prefix))?.group;
  const base = options.basePath?.replace(/\/+$/, '') ?? '';
  const app = fastify({
    logger: false,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionTimeout: QUIET_MS,
    requestTimeout: 0,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    routerOptions: { maxParamLength: MAX_PATH, ignoreTrailingSlash: true },
    rewriteUrl: ({ url = '/' }) => {
      const own = base !== '' && url.startsWith(`${base}/`) ? url.slice(base.length) : url;
      // Clients join an address that ends with a slash to a path.
      return own.replace(/^\/{2,}/, '/');
    },
    ...(options.tls && { https: { cert: Buffer.from(options.tls.cert), key: Buffer.from(options.tls.key) } }),
    frameworkErrors: (_error: Error, { url }: FastifyRequest, reply: FastifyReply) => {
      const error = new MregError('MREG_USAGE', 'the path is not well formed');
      reply.code(400).send(groupOf(url)?.fail(error, reply) ?? { message: error.message });
    },
  }) as unknown as FastifyInstance;

  // Each route reads its body itself: of a file nothing is kept in memory.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));

  const guard = createGuard(options);
  const pathsOf = (isWanted: (route: Route) => boolean | undefined) =>
    new Set(
      groups.flatMap(({ prefixes, routes }) =>
        routes.filter(isWanted).flatMap(({ path }) => prefixes.map((prefix) => prefix + path)),
      ),
    );
  const reading = pathsOf(({ reads }) => reads);
  const open = pathsOf(({ open }) => open);
  app.addHook('onRequest', async (request, reply) => {
    const isRead =
      request.method === 'GET' || request.method === 'HEAD' || reading.has(request.routeOptions.url ?? '');
    if (request.url === '/health' && isRead) return;
    const { headers, routeOptions } = request;
    const refusal = guard({ headers, changes: !isRead, open: open.has(routeOptions.url ?? '') });
    if (!refusal) return;
    // The page asks for the token itself; to a request of a page the browser would answer with a dialog of its own.
    if (refusal.status === 401 && headers['sec-fetch-dest'] !== 'empty')
      reply.header('www-authenticate', 'Basic realm="mlflow"');
    const code = refusal.status === 401 ? 'UNAUTHENTICATED' : 'PERMISSION_DENIED';
    const body = groupOf(request.url)?.refuse?.(code, refusal.message);
    await reply.code(refusal.status).send(body ?? { error_code: code, message: refusal.message });
  });

  const metrics = new RequestMetrics();
  app.addHook('onResponse', async (request, reply) => {
    const isStream = String(reply.getHeader('content-type')).startsWith('text/event-stream');
    metrics.note({
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      ...(!isStream && { seconds: reply.elapsedTime / 1000 }),
    });
  });
  app.get('/metrics', async (_request, reply) => {
    const lines = [...metrics.lines(), ...(await registryLines(options.registry)), ...processLines()];
    return reply.type(METRICS_TYPE).send(`${lines.join('\n')}\n`);
  });

  app.get('/health', async (_request, reply) => reply.type('text/plain').send('OK'));
  app.get('/version', async (_request, reply) => reply.type('text/plain').send(MLFLOW_VERSION));
  app.get('/api/v1/version', async () => ({ version: VERSION, mlflow: MLFLOW_VERSION }));
  const following = new Set<PassThrough>();
  for (const group of groups) addGroup(app, group, options, following);
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    return reply.code(404).send(groupOf(path)?.notFound(request.method, path) ?? {});
  });
  app.addHook('preClose', async () => {
    for (const stream of following) stream.end();
  });
  return app;
}

function addGroup(
  app: FastifyInstance,
  group: Group,
  options: ServerOptions,
  following: Set<PassThrough>,
): void {
  for (const prefix of group.prefixes) {
    for (const { method, path, run } of group.routes) {
      app.route({
        method,
        url: prefix + path,
        handler: async (request, reply) => {
          try {
            const said = await run(callOf(request, reply));
            if (said === undefined) return await reply.send('');
            // What goes on for ever ends with the server.
            if (said instanceof PassThrough) {
              following.add(said);
              said.once('close', () => following.delete(said));
            }
            return await reply.send(
              said instanceof Readable || typeof said === 'string' ? said : json(said, reply),
            );
          } catch (error) {
            const body = group.fail(error, reply);
            // That something is not there (501) is an answer.
            if (reply.statusCode >= 500 && reply.statusCode !== 501)
              options.log(failureEvent(request, error));
            // The rest of a body that nobody reads would be taken for the next request.
            if (!request.raw.complete) reply.header('connection', 'close');
            return await reply.send(json(body, reply));
          }
        },
      });
    }
  }
}

function callOf(request: FastifyRequest, reply: FastifyReply): Call {
  const { url, raw, headers, method } = request;
  const question = url.indexOf('?');
  return {
    method,
    params: request.params as Record<string, string>,
    query: new URLSearchParams(question === -1 ? '' : url.slice(question + 1)),
    headers,
    raw,
    answer: reply,
    user: userOf(headers.authorization),
  };
}

/** The name that somebody gives with Basic; it is told, not proven. */
function userOf(authorization: string | undefined): string | undefined {
  const [, value] = /^basic +(\S+)$/i.exec(authorization ?? '') ?? [];
  const name = value && Buffer.from(value, 'base64').toString('utf8').split(':')[0];
  return name || undefined;
}

function json(body: object, reply: Pick<FastifyReply, 'header'>): string {
  reply.header('content-type', 'application/json; charset=utf-8');
  return JSON.stringify(body);
}

function failureEvent(request: FastifyRequest, error: unknown) {
  return {
    level: 'error' as const,
    message: error instanceof Error ? error.message : String(error),
    facts: {
      method: request.method,
      url: request.url.split('?')[0],
      ...(error instanceof Error && error.stack !== undefined && { stack: error.stack }),
    },
  };
}
