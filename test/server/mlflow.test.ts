import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runMreg } from '../support/executable.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const API = '/api/2.0/mlflow';
const ARTIFACTS = '/api/2.0/mlflow-artifacts/artifacts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const ask = async (method: string, path: string, body?: object) =>
  server.ask(method, `${API}/${path}`, body ? { body } : {});

/** The answer to a request that has to succeed. */
async function call(method: string, path: string, body?: object) {
  const { status, json } = await ask(method, path, body);
  expect(json, `${method} ${path}`).not.toHaveProperty('error_code');
  expect(status).toBe(200);
  return json;
}

const mreg = async (...words: string[]) => {
  const { stdout, status } = await runMreg([...words, '--json', '--root', server.root]);
  expect(status).toBe(0);
  return JSON.parse(stdout).result;
};

/** A run with a file of a model. */
async function runWithModel(params: Record<string, string> = {}) {
  const { run } = await call('POST', 'runs/create', { experiment_id: '0', start_time: 1_700_000_000_000 });
  const id: string = run.info.run_id;
  await call('POST', 'runs/log-batch', {
    run_id: id,
    params: Object.entries(params).map(([key, value]) => ({ key, value })),
    metrics: [{ key: 'rmse', value: 0.5, timestamp: 1_700_000_000_001, step: 1 }],
  });
  const put = await server.ask('PUT', `${ARTIFACTS}/0/${id}/artifacts/model/weights.bin`, {
    body: `weights ${id}`,
  });
  expect(put).toMatchObject({ status: 200, bytes: Buffer.alloc(0) });
  return id;
}

it('a registered version is a copy that nobody can change', async () => {
  const id = await runWithModel({ depth: '3' });
  await call('POST', 'registered-models/create', { name: 'forecast' });
  const { model_version } = await call('POST', 'model-versions/create', {
    name: 'forecast',
    source: `runs:/${id}/model`,
    run_id: id,
  });
  expect(model_version).toMatchObject({
    version: '1',
    source: `runs:/${id}/model`,
    run_id: id,
    status: 'READY',
  });
  const { artifact_uri } = await call('GET', 'model-versions/get-download-uri?name=forecast&version=1');
  expect(artifact_uri).toBe('mlflow-artifacts:/registered/models/forecast/v1.0.0');
  const file = `${ARTIFACTS}/registered/models/forecast/v1.0.0/weights.bin`;

  await server.ask('PUT', `${ARTIFACTS}/0/${id}/artifacts/model/weights.bin`, { body: 'other' });
  for (const method of ['PUT', 'DELETE'])
    expect((await server.ask(method, file, { body: 'x' })).status).toBe(403);
  expect((await server.ask('GET', file)).bytes.toString()).toBe(`weights ${id}`);

  const info = await mreg('info', 'forecast@1');
  expect(info).toMatchObject({
    run_id: id,
    mlflow_source: { uri: `runs:/${id}/model` },
    metadata: { hyperparameters: { depth: '3' }, key_performance_metrics: { rmse: 0.5 }, mlflow_run_id: id },
  });
  await mreg('verify');
});

it('takes no file in parts, in the words for which clients look', async () => {
  const told = async (method: string, path: string) => {
    const { status, json } = await server.ask(method, `/api/2.0/mlflow-artifacts/${path}`, {
      ...(method === 'POST' && { body: { path: 'weights.bin', num_parts: 2 } }),
    });
    return [status, json];
  };
  const way = (name: string) => ({
    error_code: 'NOT_IMPLEMENTED',
    message: `Multipart ${name} is not supported for the current artifact repository`,
  });
  expect(await told('POST', 'mpu/create/0/run/artifacts')).toEqual([501, way('upload')]);
  expect(await told('GET', 'presigned/0/run/artifacts/weights.bin')).toEqual([501, way('download')]);
});

it('answers ranges, and tells whether a file is the one that a client has', async () => {
  const file = `${ARTIFACTS}/registered/models/forecast/v1.0.0/weights.bin`;
  const whole = await server.ask('GET', file);
  expect(whole.headers).toMatchObject({
    'accept-ranges': 'bytes',
    'content-disposition': 'attachment; filename=weights.bin',
    'x-content-type-options': 'nosniff',
  });
  const part = await server.ask('GET', file, { headers: { range: 'bytes=2-4' } });
  expect([part.status, part.bytes.toString()]).toEqual([206, 'igh']);
  const end = await server.ask('GET', file, { headers: { range: 'bytes=-2' } });
  expect(end.bytes.equals(whole.bytes.subarray(-2))).toBe(true);
  expect((await server.ask('GET', file, { headers: { range: 'bytes=999-' } })).status).toBe(416);
  const etag = String(whole.headers.etag);
  expect((await server.ask('GET', file, { headers: { 'if-none-match': etag } })).status).toBe(304);
});

it('numbers are those of MLflow, semantic versions come from tags', async () => {
  await call('POST', 'registered-models/create', { name: 'numbered' });
  const id = await runWithModel();
  const create = (tags: object[]) =>
    ask('POST', 'model-versions/create', { name: 'numbered', source: `runs:/${id}/model`, run_id: id, tags });
  const tagged = async (tags: object[]) =>
    (await create(tags)).json.model_version.tags.find((tag: { key: string }) => tag.key === 'mreg.version')
      .value;
  expect(await tagged([])).toBe('1.0.0');
  expect(await tagged([{ key: 'mreg.bump', value: 'minor' }])).toBe('1.1.0');
  expect(await tagged([{ key: 'mreg.version', value: '3.0.0' }])).toBe('3.0.0');
  expect((await create([{ key: 'mreg.version', value: '3.0.0' }])).json).toMatchObject({
    error_code: 'RESOURCE_ALREADY_EXISTS',
  });
  expect((await create([{ key: 'mreg.bump', value: 'huge' }])).status).toBe(400);
  const numberOf = async (path: string) => {
    const { model_version, model_versions } = await call('GET', path);
    return (model_version ?? model_versions[0]).version;
  };
  expect(await numberOf('model-versions/get?name=numbered&version=1.1.0')).toBe('2');
  expect(await numberOf('registered-models/alias?name=numbered&alias=v3.0.0')).toBe('3');
  expect(await numberOf('registered-models/get-latest-versions?name=numbered&stages=%5E1.0')).toBe('2');
  expect(
    await numberOf(`model-versions/search?filter=${encodeURIComponent("tags.`mreg.version` = '1.1.0'")}`),
  ).toBe('2');
  await call('DELETE', 'model-versions/delete', { name: 'numbered', version: '3' });
  expect((await create([])).json.model_version.version).toBe('4');
});

it('what lies elsewhere goes on record without files', async () => {
  await call('POST', 'registered-models/create', { name: 'elsewhere' });
  const source = 's3://bucket/models/7';
  const { model_version } = await call('POST', 'model-versions/create', { name: 'elsewhere', source });
  expect(model_version).toMatchObject({ source, version: '1' });
  expect(model_version.tags).toEqual([]);
  expect(await call('GET', 'model-versions/get-download-uri?name=elsewhere&version=1')).toEqual({
    artifact_uri: source,
  });
  expect((await mreg('info', 'elsewhere@1')).mlflow_source).toEqual({ uri: source, external: source });
  await mreg('verify');
  const { status, stderr } = await runMreg(['path', 'elsewhere@1', '--root', server.root]);
  expect([status, stderr.includes(source)]).toEqual([4, true]);
});

it.each([
  ['/etc/passwd', 'local path'],
  ['file:///etc/passwd', 'local path'],
  ['s3://b/%252e%252e/x', 'relative path references'],
  ['http://host/x', 'another host'],
  ['runs:/other/model', 'run_id'],
  ['models:/m-1', 'model_id'],
  ['mlflow-artifacts:/0/other/artifacts', 'run_id'],
])('no version is made of %s', async (source, message) => {
  await ask('POST', 'registered-models/create', { name: 'refused' });
  const { status, json } = await ask('POST', 'model-versions/create', {
    name: 'refused',
    source,
    run_id: 'mine',
  });
  expect(status).toBe(400);
  expect(json.message).toContain(message);
});

it('names keep their signs', async () => {
  const name = 'Größe & Co (β) 100%';
  await call('POST', 'registered-models/create', { name });
  expect(
    (await call('GET', `registered-models/get?name=${encodeURIComponent(name)}`)).registered_model.name,
  ).toBe(name);
  await call('POST', 'registered-models/rename', { name, new_name: 'plain' });
  expect((await ask('GET', `registered-models/get?name=${encodeURIComponent(name)}`)).status).toBe(404);
  expect((await call('GET', 'registered-models/get?name=plain')).registered_model.name).toBe('plain');
});

it('a gate that says no is told to the client', async () => {
  const root = server.root;
  writeFileSync(join(root, '..', 'mreg.yaml'), 'gates:\n  Production: ["accuracy >= 0.9"]\n');
  const gated = await startTestServer(['--root', root], { cwd: join(root, '..') });
  const { json } = await gated.ask('POST', `${API}/model-versions/transition-stage`, {
    body: { name: 'forecast', version: '1', stage: 'Production' },
  });
  await gated.stop();
  expect(json.error_code).toBe('INVALID_PARAMETER_VALUE');
  expect(json.message).toContain('accuracy >= 0.9');
});

it('what a client repeats is done once', async () => {
  const { run } = await call('POST', 'runs/create', { experiment_id: '0' });
  const run_id = run.info.run_id;
  const point = { run_id, key: 'loss', value: 0.5, timestamp: 1_700_000_000_000, step: 1 };
  for (let turn = 0; turn < 3; turn += 1) {
    await call('POST', 'runs/log-metric', point);
    await call('POST', 'runs/log-parameter', { run_id, key: 'p', value: '1' });
    await call('POST', 'runs/set-tag', { run_id, key: 't', value: 'v' });
    await call('POST', 'runs/update', { run_id, status: 'FINISHED', end_time: 1_700_000_000_009 });
  }
  const { metrics } = await call('GET', `metrics/get-history?run_id=${run_id}&metric_key=loss`);
  expect(metrics).toEqual([{ key: 'loss', value: 0.5, timestamp: 1_700_000_000_000, step: 1 }]);
  for (let turn = 0; turn < 2; turn += 1) {
    await call('POST', 'runs/delete', { run_id });
    expect((await ask('POST', 'runs/log-metric', point)).status).toBe(400);
  }
  for (let turn = 0; turn < 2; turn += 1) await call('POST', 'runs/restore', { run_id });
});

it('two servers and the command line share a folder', async () => {
  const other = await startTestServer(['--root', server.root]);
  await call('POST', 'registered-models/create', { name: 'shared' });
  const seen = await other.ask('GET', `${API}/registered-models/get?name=shared`);
  expect(seen.status).toBe(200);
  await mreg('tag', 'shared', 'from=cli');
  expect((await call('GET', 'registered-models/get?name=shared')).registered_model.tags).toEqual([
    { key: 'from', value: 'cli' },
  ]);
  await other.stop();
});

it('an upload that breaks off leaves nothing', async () => {
  const id = await runWithModel();
  const path = `${ARTIFACTS}/0/${id}/artifacts/model/cut.bin`;
  const cut = server.ask('PUT', path, { headers: { 'content-length': '100000' }, body: 'some of it' });
  await expect(
    Promise.race([cut, new Promise((_, fail) => setTimeout(() => fail(new Error('cut')), 300))]),
  ).rejects.toThrow();
  const staging = join(server.root, '.mreg', 'staging');
  const files = await call('GET', `artifacts/list?run_id=${id}&path=model`);
  expect(files.files.map(({ path }: { path: string }) => path)).toEqual(['model/weights.bin']);
  expect(existsSync(staging) ? readdirSync(staging).length : 0).toBeLessThanOrEqual(1);
});

it('takes any name that a file may have here, but no version is made of one that does not fit everywhere', async () => {
  const id = await runWithModel();
  const name = 'model/2026-11-27T22:00:00 <what?>.json';
  const url = `${ARTIFACTS}/0/${id}/artifacts/${name.split('/').map(encodeURIComponent).join('/')}`;
  expect((await server.ask('PUT', url, { body: '{}' })).status).toBe(200);
  expect((await server.ask('GET', url)).json).toEqual({});
  const { files } = await call('GET', `artifacts/list?run_id=${id}&path=model`);
  expect(files.map(({ path }: { path: string }) => path)).toContain(name);
  await call('POST', 'registered-models/create', { name: 'odd' });
  const source = `runs:/${id}/model`;
  const made = await ask('POST', 'model-versions/create', { name: 'odd', source, run_id: id });
  expect(made).toMatchObject({ status: 400, json: { message: expect.stringContaining(name.slice(6)) } });
});

it('tags that say what a version is cannot be set to something else', async () => {
  const version = { name: 'forecast', version: '1' };
  const shown = { ...version, key: 'mreg.version', value: '1.0.0' };
  expect((await ask('POST', 'model-versions/set-tag', shown)).status).toBe(200);
  const other = await ask('POST', 'model-versions/set-tag', { ...shown, value: '9.9.9' });
  expect(other).toMatchObject({ status: 400, json: { error_code: 'INVALID_PARAMETER_VALUE' } });
});

it('bad paging, filters and kinds are mistakes of the client', async () => {
  for (const path of [
    'registered-models/search?max_results=0',
    'registered-models/search?page_token=x',
    'model-versions/search?max_results=200001',
    `model-versions/search?filter=${encodeURIComponent("name = 'a' OR name = 'b'")}`,
    'registered-models/get',
    'model-versions/get?name=forecast&version=x',
    'metrics/get-history?run_id=x&metric_key=m&max_results=0',
  ])
    expect((await ask('GET', path)).status, path).toBe(400);
  for (const [path, body] of [
    ['runs/search', { experiment_ids: ['0'], filter: 'metrics.a' }],
    ['runs/search', { experiment_ids: ['0'], order_by: ['nope'] }],
    ['experiments/search', {}],
    ['experiments/create', { name: 5 }],
    ['runs/log-batch', { run_id: 'x', metrics: 'y' }],
  ] as const)
    expect((await ask('POST', path, body)).status, path).toBe(400);
});

it('pages hold together', async () => {
  for (let each = 0; each < 7; each += 1)
    await call('POST', 'registered-models/create', { name: `page${each}` });
  const names: string[] = [];
  let token = '';
  do {
    const filter = encodeURIComponent("name LIKE 'page%'");
    const answer = await call(
      'GET',
      `registered-models/search?max_results=3&filter=${filter}&page_token=${encodeURIComponent(token)}`,
    );
    names.push(...answer.registered_models.map(({ name }: { name: string }) => name));
    token = answer.next_page_token ?? '';
  } while (token !== '');
  expect(names).toEqual(Array.from({ length: 7 }, (_, each) => `page${each}`));
});

it('pages of a history have each point once, and those that came meanwhile', async () => {
  const { run } = await call('POST', 'runs/create', { experiment_id: '0' });
  const run_id = run.info.run_id;
  const log = (steps: readonly number[]) => {
    const metrics = steps.map((step) => ({ key: 'loss', value: step / 2, timestamp: 1000 + step, step }));
    return call('POST', 'runs/log-batch', { run_id, metrics });
  };
  await log([5, 3, 1, 2, 4, 0]);
  const steps: number[] = [];
  for (let token = ''; ; ) {
    const asked = `run_id=${run_id}&metric_key=loss&max_results=3&page_token=${encodeURIComponent(token)}`;
    const { metrics, next_page_token } = await call('GET', `metrics/get-history?${asked}`);
    steps.push(...metrics.map(({ step }: { step: number }) => step));
    if (next_page_token === undefined) break;
    token = next_page_token;
    if (steps.length === 3) await log([6, 3]);
  }
  expect(steps).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

it('what pages and older clients ask', async () => {
  const id = await runWithModel();
  const small = `/ajax-api/2.0/mlflow/upload-artifact?run_uuid=${id}`;
  const refused = [
    [small.replace(id, ''), 'Request must specify run_uuid.'],
    [small, 'Request must specify path.'],
    [`${small}&path=..%2Fa`, 'Invalid path'],
    [`${small}&path=a.txt`, 'Request must specify data.'],
  ] as const;
  for (const [path, message] of refused)
    expect(await server.ask('POST', path)).toMatchObject({ status: 400, json: { message } });
  expect((await server.ask('POST', `${small}&path=a/b.txt`, { body: 'hello' })).status).toBe(200);
  // An address with a slash at its end makes two of them.
  const read = await server.ask('GET', `//get-artifact?run_uuid=${id}&path=a/b.txt`);
  expect(read.bytes.toString()).toBe('hello');
  const versionless = await server.ask('GET', '//model-versions/get-artifact?name=none&version=1&path=../a');
  expect(versionless).toMatchObject({ status: 400, json: { message: 'Invalid path' } });

  const wrong = await ask('POST', 'runs/set-tag', { run_id: 31, key: 'k', value: 41 });
  expect(wrong.json.message).toContain("Invalid value 31 for parameter 'run_id' supplied");

  // Every point at a step that is kept.
  for (const timestamp of [1, 2])
    for (let step = 0; step < 10; step += 1)
      await call('POST', 'runs/log-metric', { run_id: id, key: 'm', value: 1, timestamp, step });
  const interval = `metrics/get-history-bulk-interval?run_ids=${id}&metric_key=m&max_results=5`;
  const { metrics } = await call('GET', interval);
  expect(
    metrics.map(({ step, timestamp }: { step: number; timestamp: number }) => [step, timestamp]),
  ).toEqual(
    [0, 2, 4, 6, 8, 9].flatMap((step) => [
      [step, 1],
      [step, 2],
    ]),
  );
});
