/**
 * Who a request comes from, where the server asks for a token. A client shows the token as Bearer, or as the password of Basic, as
 * MLflow's clients do. A browser shows a cookie in its place once somebody has typed the token into the page: a keyed digest of it,
 * so that the token itself is not kept there, and no server has to remember who has signed in.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { ServerOptions } from './options.ts';

/** What a caller may do. */
type Role = 'read' | 'write';

/** The tokens of a server. */
export interface Tokens {
  /** What a request may do; undefined if it shows no token that is known. */
  roleOf(headers: IncomingHttpHeaders): Role | undefined;
  /** The value of the cookie that stands for a token; undefined if the token is not known. */
  sessionOf(token: string): string | undefined;
}

/** The tokens of these options; undefined if nobody has to show one. */
export function createTokens({ token, readToken }: ServerOptions): Tokens | undefined {
  if (token === undefined) return undefined;
  const known = [
    { role: 'write' as const, token },
    ...(readToken === undefined ? [] : [{ role: 'read' as const, token: readToken }]),
  ].map((one) => ({ ...one, shown: digestOf(one.token), session: digestOf(sessionFor(one.token)) }));
  const find = (kind: 'shown' | 'session', text: string | undefined) => {
    const digest = text === undefined ? undefined : digestOf(text);
    return digest && known.find((one) => timingSafeEqual(one[kind], digest));
  };
  return {
    roleOf: (headers) =>
      (headers.authorization === undefined
        ? find('session', cookieOf(headers))
        : find('shown', shownToken(headers.authorization))
      )?.role,
    sessionOf: (text) => {
      const found = find('shown', text);
      return found && sessionFor(found.token);
    },
  };
}

/** The cookie's name. Cookies are one for all ports of a host, so each server names its own. */
export function cookieName({ host = '' }: IncomingHttpHeaders): string {
  return `mreg_session_${/:(\d+)$/.exec(host)?.[1] ?? 'default'}`;
}

function cookieOf(headers: IncomingHttpHeaders): string | undefined {
  const name = cookieName(headers);
  for (const pair of (headers.cookie ?? '').split(/; */)) {
    const at = pair.indexOf('=');
    if (pair.slice(0, at) === name) return pair.slice(at + 1);
  }
  return undefined;
}

function sessionFor(token: string): string {
  return createHmac('sha256', token).update('mreg: a session of the page').digest('base64url');
}

function shownToken(authorization: string): string | undefined {
  const [, scheme = '', value = ''] = /^(\S+) +(\S+)$/.exec(authorization) ?? [];
  if (/^bearer$/i.test(scheme)) return value;
  if (!/^basic$/i.test(scheme)) return undefined;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon === -1 ? undefined : pair.slice(colon + 1);
}

/** Digests have one length, so comparing them tells nothing of a token's. */
function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
