import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runMreg } from '../support/executable.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const API = '/api/2.0/mlflow';

let open: TestServer;
let guarded: TestServer;

beforeAll(async () => {
  open = await startTestServer();
  guarded = await startTestServer([], { env: { MREG_TOKEN: 'write me', MREG_READ_TOKEN: 'read me' } });
});
afterAll(() => Promise.all([open.stop(), guarded.stop()]));

it('answers to its own names, and to no other', async () => {
  const { port } = new URL(open.address);
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, '[::1]'])
    expect(await open.ask('GET', '/version', { headers: { host } })).toMatchObject({ status: 200 });
  for (const host of [
    'attacker.example',
    `attacker.example:${port}`,
    '127.0.0.1.attacker.example',
    '10.0.0.7',
  ])
    expect(await open.ask('GET', '/version', { headers: { host } })).toMatchObject({ status: 403 });
});

it('a page of another origin changes nothing', async () => {
  const create = (headers: Record<string, string>) =>
    open.ask('POST', `${API}/registered-models/create`, { headers, body: { name: 'm' } });
  expect(await create({ origin: 'https://attacker.example' })).toMatchObject({ status: 403 });
  expect(await create({ origin: 'null' })).toMatchObject({ status: 403 });
  expect(await create({ 'sec-fetch-site': 'cross-site' })).toMatchObject({ status: 403 });
  expect(await open.ask('GET', `${API}/registered-models/get?name=m`)).toMatchObject({ status: 404 });
  expect(await create({ origin: open.address })).toMatchObject({ status: 200 });
});

it('what is wrong with a file of a token or a key is said in words', async () => {
  const refused = (...words: string[]) => runMreg(['server', '--port', '0', '--root', open.root, ...words]);
  expect(await refused('--token-file', 'nowhere')).toMatchObject({
    status: 4,
    stderr: expect.stringMatching(/^error: no file \/.*nowhere$/m),
  });
  expect(await refused('--tls-cert', '/dev/zero', '--tls-key', 'nowhere')).toMatchObject({
    status: 3,
    stderr: expect.stringMatching(/^error: \/dev\/zero: \d+ bytes, expected at most 65536$/m),
  });
  expect(await refused('--read-token-file', '/dev/null')).toMatchObject({
    status: 3,
    stderr: 'error: --read-token-file /dev/null is empty\n',
  });
});

it('no answer allows other origins', async () => {
  const { headers } = await open.ask('GET', '/version', { headers: { origin: 'https://attacker.example' } });
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
});

it('a form that a page sends is no request', async () => {
  const asked = { headers: { 'content-type': 'text/plain' }, body: '{"name":"form"}' };
  expect(await open.ask('POST', `${API}/registered-models/create`, asked)).toMatchObject({ status: 400 });
});

const basic = (password: string) => `Basic ${Buffer.from(`anybody:${password}`).toString('base64')}`;

it.each([
  [undefined, 401, 401],
  ['Bearer wrong', 401, 401],
  ['Bearer write me too', 401, 401],
  [`Bearer ${Buffer.from('write me').toString('base64')}`, 401, 401],
  [basic(''), 401, 401],
  [basic('read me'), 200, 403],
  [basic('write me'), 200, 200],
])('with %s reading is %d and writing %d', async (authorization, reading, writing) => {
  const headers = authorization === undefined ? {} : { authorization };
  const read = await guarded.ask('GET', `${API}/registered-models/search`, { headers });
  const write = await guarded.ask('POST', `${API}/runs/create`, { headers, body: { experiment_id: '0' } });
  const search = await guarded.ask('POST', `${API}/runs/search`, {
    headers,
    body: { experiment_ids: ['0'] },
  });
  expect([read.status, search.status, write.status]).toEqual([reading, reading, writing]);
  if (reading === 401) {
    expect(read.headers['www-authenticate']).toBe('Basic realm="mlflow"');
    expect(read.json).toMatchObject({ error_code: 'UNAUTHENTICATED' });
    const own = await guarded.ask('GET', '/api/v1/models', { headers });
    expect(own.json).toEqual({ error: { code: 'UNAUTHENTICATED', message: expect.any(String) } });
  }
});

it('tells that it is there without a token, and no more', async () => {
  expect(await guarded.ask('GET', '/health')).toMatchObject({ status: 200 });
  expect(await guarded.ask('GET', '/version')).toMatchObject({ status: 401 });
});

it('an address that others reach wants a token', async () => {
  const { status, stderr } = await runMreg([
    'server',
    '--host',
    '0.0.0.0',
    '--port',
    '0',
    '--root',
    join(open.root, 'x'),
  ]);
  expect(status).toBe(2);
  expect(stderr).toContain('--token-file');
});

it('an empty token is none', async () => {
  const file = join(open.root, '..', 'token');
  writeFileSync(file, '\n');
  const { status, stderr } = await runMreg([
    'server',
    '--token-file',
    file,
    '--port',
    '0',
    '--root',
    open.root,
  ]);
  expect([status, stderr.includes('is empty')]).toEqual([3, true]);
});

const ARTIFACTS = '/api/2.0/mlflow-artifacts/artifacts';

it.each([
  '/../../../../etc/passwd',
  '/..%2f..%2f..%2fetc/passwd',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/0/%252e%252e/%252e%252e/etc/passwd',
  '/0/run/artifacts/..%5c..%5cetc',
  '/0/run/artifacts/a%00b',
  '/%2Fetc%2Fpasswd',
  '/0/run/artifacts/./x',
  '/C:%5Cwindows',
  '/file:%2F%2F%2Fetc%2Fpasswd',
])('no path leads out: %s', async (path) => {
  for (const method of ['GET', 'PUT', 'DELETE'])
    expect((await open.ask(method, ARTIFACTS + path, { body: 'x' })).status).toBe(400);
  expect((await open.ask('GET', `${ARTIFACTS}?path=${encodeURIComponent(path)}`)).status).toBe(400);
});

it('what is malformed is the mistake of who sent it', async () => {
  expect((await open.ask('GET', '/%zz')).status).toBe(400);
  expect((await open.ask('GET', `${API}/nope`)).json).toMatchObject({ error_code: 'ENDPOINT_NOT_FOUND' });
  const bad = { headers: { 'content-type': 'application/json' }, body: '{"name":' };
  expect((await open.ask('POST', `${API}/registered-models/create`, bad)).status).toBe(400);
  for (const body of ['[]', '"x"', '7', 'null', '{"name":{"toString":1}}', '{"__proto__":{"name":"x"}}'])
    expect((await open.ask('POST', `${API}/registered-models/create`, { ...bad, body })).status).toBe(400);
});

it('a body that is too large is refused, and the server goes on', async () => {
  const body = Buffer.alloc(33 * 1024 * 1024, 32);
  const headers = { 'content-type': 'application/json' };
  const refused = await open.ask('POST', `${API}/registered-models/create`, { headers, body }).then(
    ({ status }) => status,
    () => 400,
  );
  expect(refused).toBe(400);
  expect((await open.ask('GET', '/health')).status).toBe(200);
});

it('an answer names no path of the server', async () => {
  const { bytes } = await open.ask('GET', `${ARTIFACTS}/0/${'f'.repeat(32)}/artifacts/none`);
  expect(bytes.toString()).not.toContain(open.root);
});

it('ends at SIGTERM though a client holds its connection', async () => {
  const server = await startTestServer();
  const { port } = new URL(server.address);
  const idle = connect(Number(port), '127.0.0.1');
  idle.on('error', () => undefined);
  await new Promise((done) => idle.once('connect', done));
  idle.write('POST /api/2.0/mlflow/runs/create HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n{');
  server.running.child.kill('SIGTERM');
  expect(await server.running.ended).toMatchObject({ status: 0 });
  idle.destroy();
  await server.stop();
});
