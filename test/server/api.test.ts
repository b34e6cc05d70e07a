import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Registry } from '../../src/registry.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const API = '/api/v1';

let server: TestServer;
let id: string;

beforeAll(async () => {
  server = await startTestServer();
  const registry = new Registry(server.root);
  const source = join(server.root, '../out');
  mkdirSync(source);
  writeFileSync(join(source, 'model.bin'), 'weights');
  await registry.register({ source, type: 't', name: 'm', metrics: { accuracy: 0.9 } });
  id = (await registry.createRun({ params: { depth: '6' } })).id;
});
afterAll(() => server.stop());

it('refuses what a route does not know, in a query and in a body, and says what it knows', async () => {
  const { paths } = (await server.ask('GET', '/api/openapi.json')).json;
  let asked = 0;
  for (const [template, methods] of Object.entries<Record<string, { requestBody?: object }>>(paths)) {
    if (!template.startsWith(`${API}/`) || template.startsWith(`${API}/mlflow`)) continue;
    const path = template
      .replace('{type}/{name}', 't/m')
      .replace('{version}', '1')
      .replace('{path}', 'model.bin')
      .replace(/\{\w+\*?\}/g, id);
    for (const [method, { requestBody }] of Object.entries(methods)) {
      const refused = { status: 400, json: { error: { code: 'MREG_USAGE' } } };
      const query = await server.ask(method.toUpperCase(), `${path}?surprise=1`);
      expect(query, `${method} ${path}`).toMatchObject(refused);
      expect(query.json.error.message).toMatch(/^the query has 'surprise'; (there are |the query has no)/);
      asked += 1;
      if (!requestBody) continue;
      const body = await server.ask(method.toUpperCase(), path, { body: { surprise: 1 } });
      expect(body, `${method} ${path}`).toMatchObject(refused);
      expect(body.json.error.message).toMatch(/^'surprise' is not one of /);
    }
  }
  expect(asked).toBeGreaterThan(25);
});

it('says which fields of a condition nothing has', async () => {
  const versions = await server.ask('GET', `${API}/models/t/m/versions?where=acuracy%20%3E%200.5`);
  expect(versions.json).toMatchObject({
    versions: [],
    unknown_fields: [{ name: 'acuracy', nearest: 'accuracy' }],
  });
  const runs = await server.ask('GET', `${API}/runs?where=params.dept%20%3D%201`);
  expect(runs.json).toMatchObject({
    runs: [],
    unreadable: [],
    unknown_fields: [{ name: 'params.dept', nearest: 'params.depth' }],
  });
});

it('shows what a deletion would do, deletes, lists the trash and restores, each for a reason', async () => {
  const registry = new Registry(server.root);
  const source = join(server.root, '../out');
  await registry.register({ source, type: 't', name: 'kept' });
  const version = `${API}/models/t/kept/versions/1`;
  const trash = async () =>
    (await server.ask('GET', `${API}/models/t/kept/versions?deleted=true`)).json.versions;
  const planned = await server.ask('DELETE', version, { body: { dry_run: true } });
  expect(planned.json).toMatchObject({ deleted: [{ ref: 't/kept@v1.0.0' }], applied: false });
  expect(await trash()).toEqual([]);
  expect(
    (await server.ask('PATCH', version, { body: { pinned: true, reason: 'baseline' } })).json.pinned,
  ).toBe(true);
  expect(await server.ask('DELETE', version)).toMatchObject({
    status: 409,
    json: { error: { code: 'MREG_PROTECTED' } },
  });
  await server.ask('PATCH', version, { body: { pinned: false } });
  expect((await server.ask('DELETE', version, { body: { reason: 'bad data' } })).json.applied).toBe(true);
  expect(await trash()).toMatchObject([{ ref: 't/kept@v1.0.0', deleted: { from: 'None' } }]);
  const { etag } = (await server.ask('GET', `${API}/models/t/kept`)).headers;
  const stale = await server.ask('POST', `${version}/restore`, { headers: { 'if-match': '"1"' } });
  expect(stale.status).toBe(412);
  const restored = await server.ask('POST', `${version}/restore`, {
    body: { reason: 'it was not' },
    headers: { 'if-match': String(etag) },
  });
  expect(restored.json).toMatchObject({ ref: 't/kept@v1.0.0', applied: true });
  expect(await trash()).toEqual([]);
  const { entries } = await registry.history({ ref: 't/kept', limit: 2 });
  expect(entries.map(({ command, reason }) => [command, reason])).toEqual([
    ['restore', 'it was not'],
    ['delete', 'bad data'],
  ]);
});

it('says what deleting a model would do, deletes it for a reason, and lists it in the trash as a whole', async () => {
  const registry = new Registry(server.root);
  const source = join(server.root, '../out');
  await registry.register({ source, type: 't', name: 'whole' });
  const trash = async () => (await server.ask('GET', `${API}/trash?type=t`)).json.versions;
  const planned = await server.ask('DELETE', `${API}/models/t/whole`, { body: { dry_run: true } });
  expect(planned.json).toMatchObject({ model: 't/whole', applied: false });
  expect(await trash()).toEqual([]);
  await server.ask('DELETE', `${API}/models/t/whole`, { body: { reason: 'a try' } });
  expect((await registry.history({ limit: 1 })).entries[0]).toMatchObject({ reason: 'a try' });
  const [version] = await trash();
  expect(version).toMatchObject({ version: 'v1.0.0', deleted_with: 't/whole' });
  await server.ask('POST', `${API}/models/t/${version.model}/versions/v1.0.0/restore`);
  await registry.delete({ refs: ['t/whole@1'] });
  expect(await trash()).toMatchObject([{ ref: 't/whole@v1.0.0', deleted_with: null }]);
});

it('makes no registry in the place of one that it has seen', async () => {
  const away = await startTestServer();
  const gone = `${away.root}-gone`;
  const follower = new Registry(join(away.root, '../of-a-program'), { follow: true });
  const register = () => follower.register({ source: join(server.root, '../out'), type: 't', name: 'a' });
  try {
    await register();
    for (const root of [away.root, follower.root]) renameSync(root, `${root}-gone`);
    const refused = await away.ask('POST', `${API}/models`, { body: { name: 'a' } });
    expect(refused).toMatchObject({ status: 404, json: { error: { code: 'MREG_NOT_FOUND' } } });
    await expect(register()).rejects.toMatchObject({ code: 'MREG_NOT_FOUND' });
    expect([away.root, follower.root].filter(existsSync)).toEqual([]);
    renameSync(gone, away.root);
    expect((await away.ask('POST', `${API}/models`, { body: { name: 'a' } })).status).toBe(201);
    renameSync(`${follower.root}-gone`, follower.root);
    expect((await register()).version).toBe('v1.0.1');
  } finally {
    await away.stop();
  }
});

it('a path that is no text, and a page of nothing, are mistakes', async () => {
  const files = `${API}/models/t/kept/versions/1/files`;
  for (const path of [`${files}/%ff`, `${API}/models?limit=0`, `${API}/models/t/kept/versions?deleted=maybe`])
    expect(await server.ask('GET', path)).toMatchObject({
      status: 400,
      json: { error: { code: 'MREG_USAGE' } },
    });
});

it('a PATCH is done whole or not at all, and one of many that saw the same state is made', async () => {
  const registry = new Registry(server.root);
  await registry.createModel({ name: 'edited', type: 't', tags: { team: 'a' } });
  const model = `${API}/models/t/edited`;
  const half = await server.ask('PATCH', model, { body: { description: 'x', remove_tags: ['gone'] } });
  expect(half).toMatchObject({ status: 404, json: { error: { code: 'MREG_NOT_FOUND' } } });
  expect((await registry.model('t/edited')).description).toBeNull();

  const whole = await server.ask('PATCH', model, {
    body: { description: 'x', set_tags: { team: 'b' }, name: 'renamed', reason: 'a better name' },
  });
  expect(whole.json).toMatchObject({ ref: 't/renamed', description: 'x', tags: { team: 'b' } });
  const { entries } = await registry.history({ ref: 't/renamed', limit: 1 });
  expect(entries[0]).toMatchObject({ command: 'edit', reason: 'a better name', changes: { length: 3 } });

  await server.ask('PATCH', `${API}/models/t/renamed`, { body: { remove_tags: ['team'] } });
  expect((await registry.history({ ref: 't/renamed', limit: 1 })).entries[0]?.command).toBe('untag');

  const { etag } = (await server.ask('GET', `${API}/models/t/renamed`)).headers;
  const many = await Promise.all(
    Array.from({ length: 8 }, (_, at) =>
      server.ask('PATCH', `${API}/models/t/renamed`, {
        body: { description: `${at}` },
        headers: { 'if-match': String(etag) },
      }),
    ),
  );
  expect(many.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(412)]);
  expect(
    await server.ask('DELETE', `${API}/models/t/renamed`, { headers: { 'if-match': 'x' } }),
  ).toMatchObject({
    status: 412,
    json: { error: { code: 'MREG_CONFLICT', details: { model: 't/renamed' } } },
  });
});

it('goes on with the list that the first page began, whatever begins meanwhile', async () => {
  const registry = new Registry(server.root);
  const { experiment } = await registry.createExperiment({ name: 'paged' });
  const made = [];
  for (let at = 0; at < 5; at += 1)
    made.push((await registry.createRun({ experiment: experiment.id, startTime: 1000 + at })).id);
  const page = async (cursor: string) =>
    (await server.ask('GET', `${API}/runs?experiment=${experiment.id}&limit=2${cursor}`)).json;
  const idsOf = ({ runs }: { runs: { id: string }[] }) => runs.map((run) => run.id);
  const first = await page('');
  await registry.createRun({ experiment: experiment.id, startTime: 9000 });
  const second = await page(`&cursor=${first.next_cursor}`);
  const third = await page(`&cursor=${second.next_cursor}`);
  expect([first, second, third].flatMap(idsOf)).toEqual(made.toReversed());
  expect(third.next_cursor).toBeNull();
  // A list that begins anew has what has begun since.
  expect(idsOf(await page(''))).not.toContain(made[3]);
});

it('events begin after a revision, and after nothing else', async () => {
  expect(await server.ask('GET', `${API}/events?since=yesterday`)).toMatchObject({
    status: 400,
    json: { error: { message: "since 'yesterday' is not a whole number" } },
  });
});
