import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { runMreg, startMreg } from '../support/executable.ts';
import { mlflowPython, withoutMlflow } from '../support/mlflow.ts';
import { readState } from '../support/mlflow-state.ts';
import { skipFor } from '../support/skip.ts';

const work = mkdtempSync(join(tmpdir(), 'mreg-pull-'));
const ending: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const end of ending) await end();
  rmSync(work, { recursive: true, force: true });
});

const ENV = {
  ...process.env,
  HOME: work,
  MLFLOW_DISABLE_TELEMETRY: 'true',
  MLFLOW_ALLOW_FILE_STORE: 'true',
  MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
  GIT_PYTHON_REFRESH: 'quiet',
  PYTHONWARNINGS: 'ignore',
};

const team = (uri: string, phase: string) =>
  execFileSync(mlflowPython as string, [resolve('test/clients/team.py'), uri, phase], {
    env: ENV,
    stdio: 'pipe',
  });

/** MLflow's own server, on SQLite. */
async function startMlflow(name: string): Promise<string> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  const words = ['-m', 'mlflow', 'server', '--workers', '1', '--port', String(port)];
  const store = [
    '--backend-store-uri',
    `sqlite:///${work}/${name}.db`,
    '--artifacts-destination',
    `${work}/${name}`,
  ];
  const child = spawn(mlflowPython as string, [...words, ...store], {
    env: ENV,
    stdio: 'ignore',
    detached: true,
  });
  const exited = once(child, 'exit');
  ending.push(async () => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    await exited;
  });
  const address = `http://127.0.0.1:${port}`;
  for (;;) {
    const answer = await fetch(`${address}/health`).catch(() => undefined);
    if (answer?.ok) return address;
    await wait(200);
  }
}

/** mreg's server of a registry, for a moment. */
async function readRegistry(root: string) {
  const running = startMreg(['server', '--port', '0', '--root', root]);
  while (!running.stdout().includes('\n')) await wait(20);
  try {
    return await readState(running.stdout().trim());
  } finally {
    running.child.kill('SIGTERM');
    await running.ended;
  }
}

/** What a push keeps: runs by their names, and versions by the names of their runs. */
function comparable({ models, runs }: Awaited<ReturnType<typeof readState>>) {
  const nameOf = (id: string) => runs[id]?.name;
  return {
    runs: Object.fromEntries(Object.values(runs).map((run) => [run.name, run])),
    models: Object.entries(models).map(([name, { created_at, versions, ...model }]) => [
      name,
      model,
      Object.entries(versions).map(([number, { created_at: _, source, run_id, ...version }]) => [
        number,
        nameOf(run_id),
        version,
      ]),
    ]),
  };
}

async function mreg(root: string, ...words: string[]) {
  const run = await runMreg([...words, '--json', '--root', root]);
  expect(run.stderr.replace(/^note: made a new registry.*\n/, '')).toBe('');
  expect(run.status).toBe(0);
  return JSON.parse(run.stdout).result;
}

it("a server's 3 models with 40 versions, changed, pulled again", skipFor(withoutMlflow), async () => {
  const address = await startMlflow('there');
  team(address, 'fill');
  const root = join(work, 'from-server');
  const first = await mreg(root, 'mlflow', 'pull', address);
  expect(first).toMatchObject({ runs: { pulled: 40, changed: 0, same: 0 }, failed: [], absent: [] });
  expect(first.versions).toHaveLength(38);
  expect(first.versions.every(({ size }: { size: number }) => size > 2000)).toBe(true);

  // Nothing new: nothing is written, and no file comes.
  expect(await mreg(root, 'mlflow', 'pull', address)).toMatchObject({
    ...{ runs: { pulled: 0, changed: 0, same: 40 }, files: 0, applied: false },
  });

  team(address, 'change');
  const rehearsed = await mreg(root, 'mlflow', 'pull', address, '--dry-run');
  expect(rehearsed.applied).toBe(false);
  const again = await mreg(root, 'mlflow', 'pull', address);
  expect(again).toMatchObject({ runs: { pulled: 1, changed: 1, same: 39 }, applied: true });
  const news = (result: { versions: { ref: string; outcome: string }[] }) =>
    result.versions.filter(({ outcome }) => outcome !== 'same').map(({ ref, outcome }) => [ref, outcome]);
  expect(news(again)).toEqual(news(rehearsed));
  expect(await readRegistry(root)).toEqual(await readState(address));
  await mreg(root, 'verify');

  // An empty server gets it all: what it cannot keep is its ids, its times and where files lie.
  const empty = await startMlflow('empty');
  const pushed = await mreg(root, 'mlflow', 'push', empty);
  expect(pushed).toMatchObject({ runs: { pushed: 41, changed: 0, same: 0 }, failed: [] });
  expect(pushed.not_kept.map(({ what }: { what: string }) => what)).toContain('the time of registration');
  expect(comparable(await readState(empty))).toEqual(comparable(await readState(address)));
  expect(await mreg(root, 'mlflow', 'push', empty)).toMatchObject({
    ...{ runs: { pushed: 0, changed: 0, same: 41 }, files: 0 },
  });
});

it('a folder that MLflow wrote, and that was moved since', skipFor(withoutMlflow), async () => {
  const [written, moved] = [join(work, 'mlruns'), join(work, 'moved')];
  team(`file://${written}`, 'fill');
  renameSync(written, moved);
  const root = join(work, 'from-folder');
  expect((await mreg(root, 'mlflow', 'pull', moved)).failed).toEqual([]);
  const { models, runs } = await readRegistry(root);
  expect(Object.keys(runs)).toHaveLength(40);
  expect(models).toMatchObject({
    churn: {
      ...{ description: 'about churn', aliases: { champion: '5' }, tags: { owner: 'ada' } },
      versions: {
        4: { stage: 'Archived' },
        5: { stage: 'Production' },
        6: { stage: 'Staging', tags: { number: '6' } },
      },
    },
    'price forecast': { aliases: { best: '2', last: '2' } },
  });
  const [run] = Object.values(runs) as { history: Record<string, unknown[]>; files: object; tags: object }[];
  expect(run).toMatchObject({ tags: { 'a/b': 'two\nlines ü' } });
  expect(run?.history).toMatchObject({ 'val/loss': { length: 5 }, odd: [[0, expect.any(Number), 'NaN']] });
  expect(Object.keys(run?.files ?? {}).sort()).toEqual([
    '/model/MLmodel',
    '/model/data/weights.bin',
    '/notes ü.txt',
  ]);
  for (const name of ['churn', 'sentiment']) {
    const sizes = (await mreg(root, 'list', name)).versions.map(({ size }: { size: number }) => size);
    expect(sizes.every((size: number) => size > 2000)).toBe(true);
  }
  expect(await mreg(root, 'mlflow', 'pull', moved)).toMatchObject({
    runs: { same: 40 },
    files: 0,
    applied: false,
  });
  await mreg(root, 'verify');
});
