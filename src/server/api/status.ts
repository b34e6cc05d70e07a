/** What the page asks first: what is shown, who asks, and how somebody signs in. */
import { basename } from 'node:path';
import { DEFAULT_STAGES } from '../../core/names/stage.ts';
import { directionOf } from '../../core/query/direction.ts';
import { MregError } from '../../errors.ts';
import { VERSION } from '../../version.ts';
import type { Call } from '../app.ts';
import type { ServerOptions } from '../options.ts';
import { cookieName, createTokens } from '../tokens.ts';
import { type ApiRoute, TEXT } from './route.ts';

/** Routes that need to know how the server was started. */
export function statusRoutes(options: ServerOptions): readonly ApiRoute[] {
  const { policy, tls, basePath } = options;
  const tokens = createTokens(options);
  const setCookie = ({ headers, answer }: Call, value: string, age: string) => {
    const path = `${basePath?.replace(/\/+$/, '') ?? ''}/`;
    const flags = `Path=${path}; HttpOnly; SameSite=Strict${tls ? '; Secure' : ''}`;
    answer.header('set-cookie', `${cookieName(headers)}=${value}; ${flags}${age}`);
  };
  return [
    {
      method: 'GET',
      path: '/status',
      summary:
        'the registry as this server shows it: its stages with their gates, and what the caller may do',
      async run(registry, { call }) {
        return {
          version: VERSION,
          name: basename(registry.root),
          role: tokens ? (tokens.roleOf(call.headers) ?? 'read') : 'write',
          asks_for_token: tokens !== undefined,
          stages: policy?.stages ?? DEFAULT_STAGES,
          gates: policy?.gates ?? {},
          revision: (await registry.catalogue()).revision,
        };
      },
    },
    {
      method: 'GET',
      path: '/directions',
      summary: 'which values of metrics are better, if their names or the configuration tell: min or max',
      query: { metric: 'a metric; may be repeated' },
      async run(_registry, asked) {
        const told = asked
          .queries('metric')
          .map((name) => [name, directionOf(name, policy?.metrics)] as const);
        return { directions: Object.fromEntries(told.filter(([, direction]) => direction !== undefined)) };
      },
    },
    {
      method: 'POST',
      path: '/session',
      summary: 'signs a browser in: takes a token, and answers with a cookie that stands for it',
      body: { token: TEXT },
      required: ['token'],
      open: true,
      async run(_registry, { call, body }) {
        const value = tokens?.sessionOf(String(body.token));
        if (tokens && value === undefined)
          throw new MregError('MREG_INVALID', 'this is not the token of this server');
        if (value !== undefined) setCookie(call, value, '');
        return { signed_in: true };
      },
    },
    {
      method: 'DELETE',
      path: '/session',
      summary: 'signs a browser out',
      open: true,
      async run(_registry, { call }) {
        setCookie(call, '', '; Max-Age=0');
        return { signed_in: false };
      },
    },
  ];
}
