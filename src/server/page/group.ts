/** The page in the browser: one document at every address of a view, and the files that it loads. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { MregError } from '../../errors.ts';
import type { Call, Group, Reply, Route } from '../app.ts';
import type { ServerOptions } from '../options.ts';

/** Addresses of views: the document is the same, and shows what its address says. */
const VIEWS = ['/', '/models', '/models/*', '/search', '/experiments', '/experiments/*', '/runs/*'].concat(
  '/compare',
  '/catalogue',
  '/trash',
  '/history',
);

/** Nothing runs or loads but what this server sends; nothing is sent anywhere else; no other page shows this one within. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  // The viewer shows images of a version; it has read their bytes itself.
  "img-src 'self' blob:",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** The routes of the page. They tell nothing of the registry, so nobody has to show a token for them. */
export async function pageGroup({ basePath = '' }: ServerOptions): Promise<Group> {
  const { document, assets } = await import('#page');
  const base = `${basePath.replace(/\/+$/, '')}/`;
  const html = document.replace('<base href="/">', () => `<base href="${escapeAttribute(base)}">`);
  const etag = `"${createHash('sha256').update(html).digest('base64url')}"`;
  const view: Route['run'] = async (call) => {
    setHeaders(call, 'text/html; charset=utf-8', 'no-cache', etag);
    return isKnown(call, etag) ? undefined : html;
  };
  const asset: Route['run'] = async (call) => {
    const file = Object.hasOwn(assets, call.params.file ?? '') ? assets[call.params.file ?? ''] : undefined;
    if (!file) throw new MregError('MREG_NOT_FOUND', 'the page has no such file');
    // The name holds the digest of what is in the file.
    const tag = `"${call.params.file}"`;
    setHeaders(call, file.type, 'public, max-age=31536000, immutable', tag);
    return isKnown(call, tag) ? undefined : bytesOf(call, file.gzip);
  };
  return {
    prefixes: [''],
    routes: [
      ...VIEWS.map((path): Route => ({ method: 'GET', path, open: true, run: view })),
      { method: 'GET', path: '/assets/:file', open: true, run: asset },
    ],
    fail(error, answer) {
      answer.code(error instanceof MregError && error.code === 'MREG_NOT_FOUND' ? 404 : 500);
      return NOTHING;
    },
    notFound: () => NOTHING,
  };
}

const NOTHING = { error: { code: 'MREG_NOT_FOUND', message: 'nothing is here' } };

function setHeaders({ answer }: Call, type: string, cached: string, etag: string): void {
  for (const [name, value] of Object.entries(HEADERS)) answer.header(name, value);
  answer.header('content-type', type);
  answer.header('cache-control', cached);
  answer.header('etag', etag);
}

function isKnown({ headers, answer }: Call, etag: string): boolean {
  const isSame = headers['if-none-match']?.split(/\s*,\s*/).includes(etag) ?? false;
  if (isSame) answer.code(304);
  return isSame;
}

function bytesOf({ headers, answer }: Call, gzip: string): Reply {
  const packed = Buffer.from(gzip, 'base64');
  answer.header('vary', 'accept-encoding');
  const isTaken = /\bgzip\b/.test(String(headers['accept-encoding'] ?? ''));
  if (isTaken) answer.header('content-encoding', 'gzip');
  const bytes = isTaken ? packed : gunzipSync(packed);
  answer.header('content-length', bytes.length);
  return Readable.from([bytes]);
}

function escapeAttribute(text: string): string {
  return text.replace(/[&"<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
