/**
 * Who may speak to the server. A page that somebody visits can make their browser send requests to a server on loopback, under
 * its own name (DNS rebinding) or under the server's: so the name in `Host` is checked on each request, and the origin on each
 * change. Whoever has to show a token shows it as Bearer, or as the password of Basic, as MLflow's clients do.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { ServerOptions } from './options.ts';

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
}

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether an address is reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.has(host) || host === '::1' || host.startsWith('127.');
}

/** A check of each request: undefined if it may pass. */
export function createGuard(options: ServerOptions): (caller: Caller) => Refusal | undefined {
  const { host, token, readToken } = options;
  const names = new Set([...(options.allowedHosts ?? []), host].map((name) => name.toLowerCase()));
  const isOwnName = (name: string) =>
    names.has('*') || names.has(name) || (isLoopback(host) && LOOPBACK.has(name)) || isWildcard(host, name);
  const origins = new Set(options.allowedOrigins);
  const writers = token === undefined ? undefined : [digestOf(token)];
  const readers = writers && [...writers, ...(readToken === undefined ? [] : [digestOf(readToken)])];

  return ({ headers, changes }) => {
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
    if (!readers) return undefined;
    const shown = shownToken(headers.authorization);
    if (shown === undefined || !readers.some((known) => isSame(known, shown)))
      return { status: 401, message: 'this server wants a token: as Bearer, or as the password of Basic' };
    if (changes && !writers?.some((known) => isSame(known, shown)))
      return { status: 403, message: 'this token may only read' };
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

function shownToken(authorization: string | undefined): Buffer | undefined {
  const [, scheme = '', value = ''] = /^(\S+) +(\S+)$/.exec(authorization ?? '') ?? [];
  if (/^bearer$/i.test(scheme)) return digestOf(value);
  if (!/^basic$/i.test(scheme)) return undefined;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon === -1 ? undefined : digestOf(pair.slice(colon + 1));
}

/** Digests have one length, so comparing them tells nothing of a token's. */
function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function isSame(a: Buffer, b: Buffer): boolean {
  return timingSafeEqual(a, b);
}
