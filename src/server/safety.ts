/**
 * Who may speak to the server. A page that somebody visits can make their browser send requests to a server on loopback, under
 * its own name (DNS rebinding) or under the server's: so the name in `Host` is checked on each request, and the origin on each
 * change.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { ServerOptions } from './options.ts';
import { createTokens } from './tokens.ts';

/** Why a request is refused. */
export interface Refusal {
  readonly status: 400 | 401 | 403;
  readonly message: string;
}

/** What a request is, as far as safety goes. */
export interface Caller {
  readonly headers: IncomingHttpHeaders;
  /** Whether the request can change anything. */
  readonly changes: boolean;
  /** Whether nobody has to show a token for it. */
  readonly open: boolean;
}

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether an address is reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.has(host) || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** A check of each request: undefined if it may pass. */
export function createGuard(options: ServerOptions): (caller: Caller) => Refusal | undefined {
  const { host } = options;
  const names = new Set([...(options.allowedHosts ?? []), host].map((name) => name.toLowerCase()));
  const isOwnName = (name: string) =>
    names.has('*') || names.has(name) || (isLoopback(host) && LOOPBACK.has(name)) || isWildcard(host, name);
  const origins = new Set(options.allowedOrigins);
  const tokens = createTokens(options);

  return ({ headers, changes, open }) => {
    const authority = headers.host?.toLowerCase() ?? '';
    if (!isOwnName(nameOf(authority)))
      return {
        status: 403,
        message: `this server is not '${authority.slice(0, 80)}': start it with --allow-host`,
      };
    if (changes) {
      const { origin } = headers;
      const site = headers['sec-fetch-site'];
      const isOwn = origin !== undefined && (origins.has(origin) || hostOf(origin) === authority);
      if (origin !== undefined && !isOwn)
        return { status: 403, message: `a page of ${origin.slice(0, 80)} may not change anything here` };
      if (origin === undefined && site !== undefined && site !== 'same-origin' && site !== 'none')
        return { status: 403, message: 'a page of another site may not change anything here' };
    }
    if (!tokens || open) return undefined;
    const role = tokens.roleOf(headers);
    if (role === undefined)
      return { status: 401, message: 'this server wants a token: as Bearer, or as the password of Basic' };
    if (changes && role === 'read') return { status: 403, message: 'this token may only read' };
    return undefined;
  };
}

/** A server on all addresses is reached under each address; a name has to be told, since a page can choose names. */
function isWildcard(host: string, name: string): boolean {
  return (
    (host === '0.0.0.0' || host === '::') &&
    (/^[\d.]+$/.test(name) || name.startsWith('[') || LOOPBACK.has(name))
  );
}

function nameOf(authority: string): string {
  return authority.replace(/:\d+$/, '');
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
