import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.ts';

const BASE = '/ml/models';

let open: TestServer;
let guarded: TestServer;

beforeAll(async () => {
  open = await startTestServer();
  guarded = await startTestServer(['--base-path', BASE], {
    env: { MREG_TOKEN: 'write me', MREG_READ_TOKEN: 'read me' },
  });
});
afterAll(() => Promise.all([open.stop(), guarded.stop()]));

const documentOf = async (server: TestServer, path: string, headers = {}) => {
  const { status, headers: sent, bytes } = await server.ask('GET', path, { headers });
  return { status, headers: sent, text: bytes.toString('utf8') };
};

it('is at the address of every view that the page has', async () => {
  const routes = readFileSync('src/ui/routes.ts', 'utf8').matchAll(/^ +\[?'([\w/:]*)',/gm);
  const places = [...routes].map(([, place]) => place as string);
  expect(places).toContain('models/:type/:model/:version');
  expect(places).toContain('trash');
  for (const place of places)
    expect(await documentOf(open, `/${place.replaceAll(':', '')}`), place).toMatchObject({ status: 200 });
});

it('is one document at each address of a view, under a policy that lets nothing else run', async () => {
  const { text } = await documentOf(open, '/');
  for (const path of [
    '/',
    '/models/t/m',
    '/models/t/m/v1.0.0?view=files',
    '/runs/abc',
    '/compare?ref=a',
    '/experiments/1',
    '/history',
  ]) {
    const page = await documentOf(open, path);
    expect(page).toMatchObject({ status: 200, text });
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|http|\*/);
  }
  expect(text).not.toMatch(/<script(?! type="module" src="assets\/)|style=|https?:/);
  expect((await open.ask('GET', '/models.php')).status).toBe(404);
});

it('says nothing anew to who has it already', async () => {
  const first = await documentOf(open, '/');
  const etag = String(first.headers.etag);
  expect(first.headers['cache-control']).toBe('no-cache');
  expect(await documentOf(open, '/', { 'if-none-match': etag })).toMatchObject({ status: 304, text: '' });
});

it('sends its files packed or plain, to be kept for ever, and no others', async () => {
  const { text } = await documentOf(open, '/');
  const files = [...text.matchAll(/(?:src|href)="(assets\/[^"]+)"/g)].map(([, file]) => `/${file}`);
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) {
    const plain = await open.ask('GET', file);
    const packed = await open.ask('GET', file, { headers: { 'accept-encoding': 'gzip, br' } });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(packed.bytes).equals(plain.bytes)).toBe(true);
    expect(plain.headers['cache-control']).toMatch(/immutable/);
    expect(plain.headers['x-content-type-options']).toBe('nosniff');
  }
  for (const name of ['app.js', '../package.json', '%2e%2e%2fpage.cjs', '__proto__', 'constructor'])
    expect((await open.ask('GET', `/assets/${name}`)).status).toBe(404);
});

it('lies below the path where a proxy shows it', async () => {
  const { text } = await documentOf(guarded, `${BASE}/models/t/m`);
  expect(text).toContain(`<base href="${BASE}/">`);
});

/** The cookie that a token gets. */
async function signIn(token: string) {
  const { status, headers, json } = await guarded.ask('POST', `${BASE}/api/v1/session`, { body: { token } });
  const [cookie = ''] = headers['set-cookie'] ?? [];
  return { status, json, cookie, headers: { cookie: cookie.split(';')[0] ?? '' } };
}

it('a cookie stands for a token, and allows what the token allows', async () => {
  const writer = await signIn('write me');
  expect(writer.cookie).toMatch(
    /^mreg_session_\d+=[\w-]{43}; Path=\/ml\/models\/; HttpOnly; SameSite=Strict$/,
  );
  expect(writer.cookie).not.toContain('write');
  const reader = await signIn('read me');
  expect(await signIn('wrong')).toMatchObject({
    status: 400,
    cookie: '',
    json: { error: { code: 'MREG_INVALID' } },
  });
  const models = `${BASE}/api/v1/models`;
  const make = (headers: Record<string, string>) =>
    guarded.ask('POST', models, { headers, body: { name: 'm', type: 't' } });
  expect((await guarded.ask('GET', models)).status).toBe(401);
  expect((await guarded.ask('GET', models, { headers: reader.headers })).status).toBe(200);
  expect((await make(reader.headers)).status).toBe(403);
  expect((await make({ ...writer.headers, origin: 'https://attacker.example' })).status).toBe(403);
  expect((await make(writer.headers)).status).toBe(201);
  expect(
    (await guarded.ask('GET', models, { headers: { cookie: `${reader.headers.cookie}x` } })).status,
  ).toBe(401);
  for (const { headers, role } of [
    { headers: writer.headers, role: 'write' },
    { headers: reader.headers, role: 'read' },
  ])
    expect((await guarded.ask('GET', `${BASE}/api/v1/status`, { headers })).json).toMatchObject({
      role,
      asks_for_token: true,
    });
});

it('nobody of another site signs anybody in or out', async () => {
  const headers = { origin: 'https://attacker.example' };
  expect(
    (await guarded.ask('POST', `${BASE}/api/v1/session`, { headers, body: { token: 'read me' } })).status,
  ).toBe(403);
  expect((await guarded.ask('DELETE', `${BASE}/api/v1/session`, { headers })).status).toBe(403);
});

it('asks with a dialog of the browser only who is no page', async () => {
  const asked = async (headers: Record<string, string>) =>
    (await guarded.ask('GET', `${BASE}/api/v1/models`, { headers })).headers;
  expect(await asked({})).toHaveProperty('www-authenticate');
  expect(await asked({ 'sec-fetch-dest': 'empty' })).not.toHaveProperty('www-authenticate');
});

it('a change is refused that was meant for another state of the model', async () => {
  await open.ask('POST', '/api/v1/models', { body: { name: 'm', type: 't' } });
  const { headers } = await open.ask('GET', '/api/v1/models/t/m');
  await open.ask('PATCH', '/api/v1/models/t/m', { body: { description: 'changed' } });
  const stale = { 'if-match': String(headers.etag) };
  for (const [method, path, body] of [
    ['POST', 'rollback', {}],
    ['PUT', 'aliases/a', { version: '1' }],
    ['DELETE', 'aliases/a', {}],
  ] as const)
    expect(
      (await open.ask(method, `/api/v1/models/t/m/${path}`, { headers: stale, body })).status,
      path,
    ).toBe(412);
});

it('lists models with the course of their main metric, all or some', async () => {
  const { json } = await open.ask('GET', '/api/v1/models?ref=t/m');
  expect(json.models).toMatchObject([{ ref: 't/m', trend: null, version_count: 0 }]);
  expect((await open.ask('GET', '/api/v1/models?ref=t/other')).json.models).toEqual([]);
  expect((await open.ask('GET', '/api/v1/directions?metric=rmse&metric=f1&metric=x')).json).toEqual({
    directions: { rmse: 'min', f1: 'max' },
  });
});
