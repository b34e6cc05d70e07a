import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runMreg } from '../support/executable.ts';
import { readState } from '../support/mlflow-state.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const API = '/api/2.0/mlflow';
const TOKEN = 'a-token-of-the-test';

let there: TestServer;
let here: TestServer;
beforeAll(async () => {
  there = await startTestServer();
  here = await startTestServer();
});
afterAll(() => Promise.all([there.stop(), here.stop()]));

async function call(method: string, path: string, body: object) {
  const { status, json } = await there.ask(method, `${API}/${path}`, { body });
  expect(json).not.toHaveProperty('error_code');
  expect(status).toBe(200);
  return json;
}

const pull = async (address: string, words: string[] = [], env: Record<string, string> = {}) =>
  runMreg(['mlflow', 'pull', address, ...words, '--json', '--root', here.root], { env });

it("a server of mreg's own, through a base path, a token and a busy hour", async () => {
  for (let number = 1; number <= 6; number += 1) {
    const { run } = await call('POST', 'runs/create', {
      experiment_id: '0',
      start_time: 1_700_000_000_000 + number,
    });
    const run_id: string = run.info.run_id;
    const metrics = [1, 2, 3].map((step) => ({
      key: 'loss',
      value: 1 / step,
      timestamp: 1_700_000_000_500 + step,
      step,
    }));
    await call('POST', 'runs/log-batch', {
      run_id,
      metrics,
      params: [{ key: 'depth', value: String(number) }],
    });
    for (const file of ['model/weights.bin', 'model/metadata.json', 'notes.txt']) {
      const path = `/api/2.0/mlflow-artifacts/artifacts/0/${run_id}/artifacts/${file}`;
      expect((await there.ask('PUT', path, { body: `${file} ${number}` })).status).toBe(200);
    }
    await call('POST', 'runs/update', { run_id, status: 'FINISHED', end_time: 1_700_000_001_000 });
    if (number === 1)
      await call('POST', 'registered-models/create', { name: 'my model', tags: [{ key: 'k', value: 'v' }] });
    const version = { name: 'my model', source: `runs:/${run_id}/model`, run_id };
    await call(
      'POST',
      'model-versions/create',
      number === 4 ? { ...version, tags: [{ key: 'mreg.version', value: '3.1.0' }] } : version,
    );
  }
  await call('DELETE', 'model-versions/delete', { name: 'my model', version: '2' });
  await call('POST', 'model-versions/transition-stage', {
    name: 'my model',
    version: '3',
    stage: 'Production',
  });
  await call('POST', 'registered-models/alias', { name: 'my model', alias: 'champion', version: '5' });

  // What stands between: it asks for a token, lives below a path, turns every third request away at its first try, and breaks off
  // each seventh.
  const { port } = new URL(there.address);
  const asked = new Set<string>();
  const proxy = createServer((from, to) => {
    const isFirstTry = asked.size < asked.add(`${from.method} ${from.url}`).size;
    if (from.headers.authorization !== `Bearer ${TOKEN}`) return void to.writeHead(401).end('who?');
    if (isFirstTry && asked.size % 7 === 0) return void from.socket.destroy();
    if (isFirstTry && asked.size % 3 === 0)
      return void to.writeHead(429, { 'retry-after': '0.01' }).end('<html>busy</html>');
    const headers = { ...from.headers, host: `127.0.0.1:${port}` };
    const on = request(
      { port, method: from.method, path: from.url?.replace('/repo.mlflow', ''), headers },
      (answer) => {
        to.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(to);
      },
    );
    from.pipe(on);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => proxy.once('listening', resolve));
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/repo.mlflow`;
  try {
    const refused = await pull(address);
    expect(refused.status).toBe(3);
    expect(JSON.parse(refused.stderr).error).toMatchObject({
      code: 'MREG_INVALID',
      details: { status: 401 },
    });
    const done = await pull(address, [], { MLFLOW_TRACKING_TOKEN: TOKEN });
    expect(done.status).toBe(0);
    const { result } = JSON.parse(done.stdout);
    expect(result).toMatchObject({ runs: { pulled: 6 }, failed: [], absent: [] });
    expect(
      result.versions.map(({ ref, number }: { ref: string; number: number }) => [number, ref.split('@')[1]]),
    ).toEqual([
      [1, 'v1.0.0'],
      [3, 'v1.0.2'],
      [4, 'v3.1.0'],
      [5, 'v3.1.1'],
      [6, 'v3.1.2'],
    ]);
    expect(await readState(here.address)).toEqual(await readState(there.address));
    const log = join(here.root, '.mreg/log/0000000001.jsonl');
    expect(readFileSync(log, 'utf8') + done.stdout + done.stderr).not.toContain(TOKEN);
    expect((await runMreg(['verify', '--root', here.root])).status).toBe(0);
  } finally {
    proxy.close();
    proxy.closeAllConnections();
  }
});

it.each([
  ['no server', 'http://127.0.0.1:9', 74, 'MREG_IO'],
  ['a page', () => `${there.address}/api/v1`, 3, 'MREG_INVALID'],
] as const)('%s', async (_, address, status, code) => {
  const run = await pull(typeof address === 'string' ? address : address());
  expect(run.status).toBe(status);
  expect(JSON.parse(run.stderr).error.code).toBe(code);
});
