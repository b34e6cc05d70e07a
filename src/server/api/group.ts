/** mreg's own interface: the library's methods as resources, under /api/v1. */
import { type ErrorCode, MregError } from '../../errors.ts';
import type { Group } from '../app.ts';
import type { ServerOptions } from '../options.ts';
import { followEvents } from './events.ts';
import { modelRoutes } from './models.ts';
import { type Mounted, openApiDocument } from './openapi.ts';
import { readingRoutes } from './reading.ts';
import { type ApiRoute, apiRoute } from './route.ts';
import { RunWatch } from './run-watch.ts';
import { statusRoutes } from './status.ts';
import { datasetRoute, mlopsRoutes, teamRoutes } from './team.ts';
import { versionRoutes } from './versions.ts';

/** The status of each failure; 412 besides, for a model that is not the one of `If-Match`. */
export const STATUS: Readonly<Record<ErrorCode, number>> = {
  MREG_NO: 409,
  MREG_USAGE: 400,
  MREG_INVALID: 400,
  MREG_FORMAT: 500,
  MREG_NOT_FOUND: 404,
  MREG_AMBIGUOUS: 409,
  MREG_EXISTS: 409,
  MREG_CONFLICT: 409,
  MREG_PROTECTED: 409,
  MREG_DAMAGED: 500,
  MREG_BUG: 500,
  MREG_IO: 500,
  MREG_INTERRUPTED: 503,
};

const ERRORS: Pick<Group, 'fail' | 'notFound' | 'refuse'> = {
  refuse: (code, message) => ({ error: { code, message } }),
  fail(error, answer) {
    const failure =
      error instanceof MregError ? error : new MregError('MREG_BUG', 'an internal error occurred');
    const { code, message, hint, details } = failure;
    const status = code === 'MREG_CONFLICT' && details?.only_if !== undefined ? 412 : STATUS[code];
    answer.code(status);
    // What is nobody's mistake tells of places on this machine: the log has it.
    if (status >= 500) return { error: { code, message: 'the registry could not do this' } };
    return { error: { code, message, ...(hint !== undefined && { hint }), ...(details && { details }) } };
  },
  notFound: (method, path) => ({
    error: {
      code: 'MREG_NOT_FOUND',
      message: `this server has no ${method} ${path.slice(0, 200)}`,
      hint: 'GET /api/openapi.json lists what it has',
    },
  }),
};

const OWN = '/api/v1';

export function apiGroups(options: ServerOptions): readonly Group[] {
  const { registry } = options;
  const watch = new RunWatch(registry);
  const events: ApiRoute = {
    method: 'GET',
    path: '/events',
    summary: 'each change, and each run that moves, as server-sent events; the id begins with the revision',
    query: { since: 'the revision after which they begin, as Last-Event-ID' },
    run: (of, asked) => followEvents(of, watch, asked),
  };
  const mounted: readonly Mounted[] = [
    { prefix: '/api/v1/mlflow', routes: teamRoutes },
    {
      prefix: OWN,
      routes: [
        ...modelRoutes,
        ...versionRoutes,
        ...readingRoutes,
        ...statusRoutes(options),
        datasetRoute,
        events,
      ],
    },
    { prefix: '/mlops', routes: mlopsRoutes },
  ];
  const document: ApiRoute = {
    method: 'GET',
    path: '/openapi.json',
    summary: 'this document',
    run: () => openApiDocument(mounted),
  };
  return [
    ...mounted.map(({ prefix, routes }) => ({
      prefixes: [prefix],
      routes: routes.map((route) => apiRoute(registry, route, prefix !== OWN)),
      ...ERRORS,
    })),
    { prefixes: ['/api'], routes: [apiRoute(registry, document)], ...ERRORS },
  ];
}
