import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { noMount } from '../support/disk.ts';
import { type Running, runMreg, startMreg } from '../support/executable.ts';
import { skipFor } from '../support/skip.ts';
import { count, expectSound, figures, random, SEED, workspace } from '../support/store.ts';

const API = '/api/2.0/mlflow';

interface Server {
  readonly running: Running;
  /** The answer's status, and its document; the status is 0 if the server did not answer. */
  ask(method: string, path: string, body?: object): Promise<{ status: number; json: Answer }>;
}

// biome-ignore lint/suspicious/noExplicitAny: what a server answers.
type Answer = any;

async function serve(root: string): Promise<Server> {
  const running = startMreg(['server', '--port', '0', '--root', root]);
  onTestFinished(async () => {
    running.child.kill('SIGKILL');
    await running.ended;
  });
  while (!running.stdout().includes('\n')) {
    if (running.child.exitCode !== null) throw new Error((await running.ended).stderr);
    await wait(10);
  }
  const address = running.stdout().trim();
  return {
    running,
    async ask(method, path, body) {
      try {
        const sent = {
          method,
          body: body && JSON.stringify(body),
          headers: { 'content-type': 'application/json' },
        };
        const answer = await fetch(`${address}${API}/${path}`, sent as RequestInit);
        return { status: answer.status, json: await answer.json().catch(() => undefined) };
      } catch {
        return { status: 0, json: undefined };
      }
    },
  };
}

/** So many clients at once, each with one request after another. */
async function clients(many: number, each: number, turn: (client: number, turn: number) => Promise<void>) {
  await Promise.all(
    Array.from({ length: many }, async (_, client) => {
      for (let index = 0; index < each; index += 1) await turn(client, index);
    }),
  );
}

const numbers = (to: number) => Array.from({ length: to }, (_, index) => index + 1);

async function verified(root: string): Promise<void> {
  // Without the notes on versions whose files are elsewhere.
  expect(await runMreg(['verify', '-q', '--root', root])).toMatchObject({ status: 0, stderr: '' });
}

/** A run with a file of a model. */
async function makeRun({ ask }: Server): Promise<string> {
  const { json } = await ask('POST', 'runs/create', { experiment_id: '0', start_time: 1 });
  return json.run.info.run_id;
}

test('clients create versions of one model while the command line promotes', async () => {
  const [many, each] = [16, count(2, 4)];
  const root = join(workspace(), 'registry');
  const server = await serve(root);
  const source = join(workspace(), 'model');
  mkdirSync(source);
  writeFileSync(join(source, 'weights.bin'), 'weights');
  const run_id = await makeRun(server);
  expect(
    (await runMreg(['run', 'log', run_id, '--artifact', source, '--to', 'model', '--root', root])).status,
  ).toBe(0);
  await server.ask('POST', 'registered-models/create', { name: 'm' });
  const got: number[] = [];
  let over = false;
  const promoting = (async () => {
    const stages = [];
    while (!over) {
      const [latest] = got.slice(-1);
      if (latest === undefined) await wait(5);
      else
        stages.push(
          (await runMreg(['transition', 'm', String(latest), 'production', '--root', root])).status,
        );
    }
    return stages;
  })();
  await clients(many, each, async (client, turn) => {
    const tags = [{ key: 'by', value: `${client} ${turn}` }];
    const asked = { name: 'm', source: `runs:/${run_id}/model`, run_id, tags };
    const { status, json } = await server.ask('POST', 'model-versions/create', asked);
    expect([status, json?.message]).toEqual([200, undefined]);
    got.push(Number(json.model_version.version));
  });
  over = true;
  const promoted = await promoting;
  figures('clients that create versions', { clients: many, versions: got.length, promoted: promoted.length });
  expect(promoted.filter((status) => status !== 0)).toEqual([]);
  expect(got.toSorted((a, b) => a - b)).toEqual(numbers(many * each));
  const { live, leftovers } = expectSound(root);
  expect(live.map(({ number }) => number)).toEqual(numbers(many * each));
  expect(leftovers).toEqual([]);
  await verified(root);
});

test('clients log to one run through two servers: every point once', async () => {
  const [many, each] = [32, count(8, 64)];
  const root = join(workspace(), 'registry');
  const servers = [await serve(root), await serve(root)] as const;
  const run_id = await makeRun(servers[0]);
  await clients(many, each, async (client, turn) => {
    const { ask } = servers[client % 2] as Server;
    const metrics = [{ key: `metric ${client % 4}`, value: client, timestamp: 1000 + turn, step: turn }];
    const params = turn === 0 ? [{ key: `param ${client}`, value: String(client) }] : [];
    const tags = [{ key: `tag ${client}`, value: String(turn) }];
    const body = { run_id, metrics, params, tags };
    // A client that did not hear the answer sends the same again.
    for (let repeat = 0; repeat < 1 + (turn % 2); repeat += 1) {
      const { status, json } = await ask('POST', 'runs/log-batch', body);
      expect([status, json?.message]).toEqual([200, undefined]);
    }
  });
  figures('clients that log to one run', { clients: many, servers: 2, points: many * each });
  for (const { ask } of servers) {
    const { json } = await ask('GET', `runs/get?run_id=${run_id}`);
    expect(json.run.data.params).toHaveLength(many);
    const tags = json.run.data.tags.filter(({ key }: { key: string }) => key.startsWith('tag '));
    expect(tags.map(({ value }: { value: string }) => value)).toEqual(
      numbers(many).map(() => String(each - 1)),
    );
    for (let metric = 0; metric < 4; metric += 1) {
      const path = `metrics/get-history?run_id=${run_id}&metric_key=${encodeURIComponent(`metric ${metric}`)}`;
      const { metrics } = (await ask('GET', path)).json;
      const points = metrics.map(({ value, step }: { value: number; step: number }) => `${value} ${step}`);
      expect(points).toHaveLength((many / 4) * each);
      expect(new Set(points).size).toBe(points.length);
    }
  }
  await verified(root);
});

test('a server killed in the middle of requests loses nothing that it acknowledged', async () => {
  const kills = count(6, 100);
  const root = join(workspace(), 'registry');
  const chance = random(SEED);
  let server = await serve(root);
  const run_id = await makeRun(server);
  await server.ask('POST', 'registered-models/create', { name: 'm' });
  const versions = new Set<string>();
  const points = new Set<string>();
  for (let kill = 0; kill < kills; kill += 1) {
    let over = false;
    const working = clients(8, 1, async (client) => {
      for (let turn = 0; !over; turn += 1) {
        const id = `${kill}.${client}.${turn}`;
        const metric = { key: 'loss', value: client, timestamp: kill * 10_000 + turn, step: turn };
        const isPoint = client % 2 === 0;
        const { status } = isPoint
          ? await server.ask('POST', 'runs/log-batch', { run_id, metrics: [metric] })
          : await server.ask('POST', 'model-versions/create', { name: 'm', source: `s3://b/${id}` });
        if (status === 0) return;
        expect(status).toBe(200);
        if (isPoint) points.add(JSON.stringify([metric.value, metric.timestamp, metric.step]));
        else versions.add(`s3://b/${id}`);
      }
    });
    const known = versions.size + points.size;
    const after = Math.floor(chance() * 40);
    while (versions.size + points.size < known + after) await wait(2);
    await wait(chance() * 20);
    server.running.child.kill('SIGKILL');
    over = true;
    await working;
    await server.running.ended;
    server = await serve(root);
  }
  figures('kills of a server', { kills, versions: versions.size, points: points.size });
  expect(versions.size).toBeGreaterThan(0);
  const { json } = await server.ask('GET', "model-versions/search?filter=name='m'&max_results=100000");
  const sources = json.model_versions.map(({ source }: { source: string }) => source);
  expect([...versions].filter((source) => !sources.includes(source))).toEqual([]);
  expect(new Set(sources).size).toBe(sources.length);
  const { metrics } = (await server.ask('GET', `metrics/get-history?run_id=${run_id}&metric_key=loss`)).json;
  const there = metrics.map((one: Answer) => JSON.stringify([one.value, one.timestamp, one.step]));
  expect([...points].filter((point) => !there.includes(point))).toEqual([]);
  expect(new Set(there).size).toBe(there.length);
  await verified(root);
});

test(
  'a full disk: requests fail, nothing is half there, reads go on, and with room all works',
  skipFor(noMount),
  async () => {
    const disk = join(workspace(), 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', disk]);
    onTestFinished(() => void execFileSync('umount', ['-l', disk]));
    const root = join(disk, 'registry');
    const server = await serve(root);
    const run_id = await makeRun(server);
    await server.ask('POST', 'registered-models/create', { name: 'm' });
    const create = (id: string) =>
      server.ask('POST', 'model-versions/create', { name: 'm', source: `s3://b/${id}` });
    const log = (step: number) =>
      server.ask('POST', 'runs/log-batch', {
        run_id,
        metrics: [{ key: 'loss', value: 1, timestamp: 1, step }],
      });
    expect((await create('before')).status).toBe(200);
    expect((await log(1)).status).toBe(200);
    // What has waited to be published has been.
    await wait(500);
    const filler = join(disk, 'filler');
    expect(() => writeFileSync(filler, Buffer.alloc(4 << 20))).toThrow('ENOSPC');
    for (const ask of [() => create('full'), () => log(2)]) {
      const { status, json } = await ask();
      expect([status, json.error_code]).toEqual([500, 'INTERNAL_ERROR']);
      expect(json.message).not.toContain(root);
    }
    const search = async () =>
      (await server.ask('GET', "model-versions/search?filter=name='m'")).json.model_versions;
    expect(await search()).toHaveLength(1);
    rmSync(filler);
    expect((await create('after')).status).toBe(200);
    expect((await log(3)).status).toBe(200);
    expect((await search()).map(({ version }: { version: string }) => version).sort()).toEqual(['1', '2']);
    const { metrics } = (await server.ask('GET', `metrics/get-history?run_id=${run_id}&metric_key=loss`))
      .json;
    expect(metrics.map(({ step }: { step: number }) => step)).toEqual([1, 3]);
    await verified(root);
    expect(expectSound(root).leftovers).toEqual([]);
  },
);
