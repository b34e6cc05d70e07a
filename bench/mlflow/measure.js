// The same requests to `mreg server` and to MLflow's own on SQLite, with one worker and with the four that it has by default.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { generateRegistry, modelName } from '../generate.js';
import { summary } from '../measure.js';
import { INSTALLED } from '../peers.js';
import { formatTable } from '../report.js';
import { fillRuns } from './fill.js';
import { ROWS } from './rows.js';
import { startServer } from './servers.js';

const PYTHON = join(INSTALLED, 'bin', 'python');
const TURNS = 3;

/** How much there is of everything. `versions` are the numbers of versions of a model; mreg alone has the last. */
const SIZES = {
  full: { versions: [500, 5000, 50_000], runs: 10_000, points: 1_000_000, calls: 10, bytes: 2 ** 29 },
  tiny: { versions: [5, 10, 20], runs: 10, points: 100, calls: 2, bytes: 2 ** 20 },
};

/** Milliseconds of each row, by server and number of versions, and those of MLflow's client; memory in MiB. */
export async function measureMlflow(
  place,
  { tiny = false, rows = Object.keys(ROWS), beside = existsSync(PYTHON), tell = () => undefined } = {},
) {
  const sizes = tiny ? SIZES.tiny : SIZES.full;
  const file = { path: join(place.files(1, sizes.bytes), 'model.bin'), bytes: sizes.bytes };
  const servers = await startAll(place, sizes, beside);
  try {
    const main = servers.filter(({ models }) => models[sizes.versions[1]]);
    /** @type {{ sizes: object, started: object, atRest: object, rows: Record<string, any>, clients: Record<string, any> }} */
    const result = {
      sizes,
      started: Object.fromEntries(main.map(({ name, started }) => [name, started])),
      atRest: Object.fromEntries(main.map(({ name, atRest }) => [name, atRest])),
      rows: {},
      clients: {},
    };
    for (const name of rows) {
      result.rows[name] = await measureRow(servers, ROWS[name], sizes, file);
      tell(name, result.rows[name]);
    }
    for (const server of beside ? main : []) {
      result.clients[server.name] = timeClient(place, server, sizes);
      tell(server.name, result.clients[server.name]);
    }
    return result;
  } finally {
    await Promise.all(servers.map(({ stop }) => stop()));
  }
}

/** mreg once for each number of versions, the second of which has the runs; MLflow's two share a database. */
async function startAll(place, sizes, beside) {
  const servers = [];
  for (const [index, versions] of sizes.versions.entries()) {
    const root = place.free(`mreg-${versions}`);
    generateRegistry(root, { models: 1, versions });
    if (index === 1) await fillRuns(root, sizes);
    const server = await startServer(place.mreg(root, 'server', '--port', 'PORT'), 'mreg');
    servers.push({ ...server, models: { [versions]: modelName(0) } });
  }
  if (beside) servers.push(...(await startMlflow(place, sizes)));
  for (const server of servers) {
    const { run } = await server.ask('POST', 'runs/create', { experiment_id: '0', start_time: 1 });
    server.run_id = run.info.run_id;
    server.files = `/api/2.0/mlflow-artifacts/artifacts/0/${server.run_id}/artifacts`;
    await server.send('PUT', `${server.files}/model/weights.bin`, Buffer.from('weights'));
    server.atRest = server.memory();
  }
  return servers;
}

async function startMlflow(place, { versions, runs, points }) {
  const cwd = place.free('mlflow');
  mkdirSync(cwd);
  const step = (...argv) => ({ argv: argv.map(String), cwd, env: pythonEnv(place) });
  const sizes = versions.slice(0, 2);
  const store = ['--backend-store-uri', 'sqlite:///mlflow.db', '--artifacts-destination', './files'];
  const serve = (...more) =>
    step(join(INSTALLED, 'bin', 'mlflow'), 'server', ...store, '--port', 'PORT', ...more);
  // The first start makes the tables.
  await (await startServer(serve('--workers', '1'))).stop();
  place.run(step(PYTHON, join(import.meta.dirname, 'fill.py'), 'mlflow.db', sizes.join(), runs, points));
  const models = Object.fromEntries(sizes.map((size) => [size, `bench-${size}`]));
  return [
    { ...(await startServer(serve('--workers', '1'), 'MLflow, 1 worker')), models },
    { ...(await startServer(serve(), 'MLflow, 4 workers')), models },
  ];
}

function pythonEnv({ env }) {
  return { ...env, MLFLOW_DISABLE_TELEMETRY: 'true', GIT_PYTHON_REFRESH: 'quiet', PYTHONWARNINGS: 'ignore' };
}

/** The servers take turns, some calls each. */
async function measureRow(servers, { run, ofModels, calls }, sizes, file) {
  const each = calls ?? sizes.calls;
  const times = {};
  for (const server of servers) server.forgetPeak();
  for (let turn = 0; turn < (each === 1 ? 1 : TURNS); turn += 1) {
    for (const server of servers) {
      for (const [versions, model] of Object.entries(server.models)) {
        if (!ofModels && Number(versions) !== sizes.versions[1]) continue;
        times[server.name] ??= {};
        times[server.name][versions] ??= [];
        for (let call = 0; call < each; call += 1) {
          const began = performance.now();
          await run(server, model, turn * each + call, file);
          times[server.name][versions].push(performance.now() - began);
        }
      }
    }
  }
  for (const all of Object.values(times))
    for (const [versions, taken] of Object.entries(all)) all[versions] = summary(taken);
  const wanted = servers.filter(({ models }) => models[sizes.versions[1]]);
  return { times, peaks: Object.fromEntries(wanted.map((one) => [one.name, one.memory('VmHWM')])) };
}

function timeClient(place, { address, models, run_id }, { versions, calls }) {
  const words = [address, models[versions[1]], run_id, String(calls)];
  const script = join(import.meta.dirname, 'client.py');
  return JSON.parse(execFileSync(PYTHON, [script, ...words], { env: pythonEnv(place), encoding: 'utf8' }));
}

const [MREG, ONE, FOUR] = ['mreg', 'MLflow, 1 worker', 'MLflow, 4 workers'];

/** Two tables: beside MLflow, each row with how many times mreg's the faster of the two takes; and mreg alone as versions grow. */
export function mlflowTable({ sizes, started, atRest, rows, clients }) {
  const [, versions] = sizes.versions;
  const at = (name, server) => rows[name]?.times[server]?.[versions]?.median;
  const lines = Object.entries(rows).map(([name]) => [
    ROWS[name].work,
    ...besideOthers([MREG, ONE, FOUR].map((server) => at(name, server))),
    ...besideOthers([MREG, ONE, FOUR].map((server) => clients[server]?.[name])),
    `${Math.round(rows[name].peaks[MREG])} MiB`,
  ]);
  const most = (server) => rows.up?.peaks[server];
  const mib = (value) => (value === undefined ? '' : `${Math.round(value)} MiB`);
  const alone = (what, cells) => lines.push([what, ...cells, ...Array(9 - cells.length).fill('')]);
  const three = [MREG, ONE, FOUR];
  alone('start to `/health`', besideOthers(three.map((server) => started[server])));
  alone(
    'memory after the start',
    three.map((server) => mib(atRest[server])),
  );
  alone(
    'memory while a file comes',
    three.map((server) => mib(most(server))),
  );
  const headings = [
    '',
    MREG,
    ONE,
    FOUR,
    'faster',
    'client: mreg',
    '1 worker',
    '4 workers',
    'faster',
    'at most',
  ];
  const growth = Object.entries(rows)
    .filter(([name]) => ROWS[name].ofModels)
    .map(([name, { times }]) => [
      ROWS[name].work,
      ...sizes.versions.map((size) => inUnits(times[MREG][size].median)),
    ]);
  const numbers = sizes.versions.map((size) => `${size.toLocaleString('en')} versions`);
  return `${formatTable(headings, lines)}\n\n${formatTable(['mreg alone', ...numbers], growth)}`;
}

/** The times, and how many times the first the faster of the others is. */
function besideOthers([own, ...others]) {
  const times = [own, ...others].map((value) => (value === undefined ? '' : inUnits(value)));
  const least = Math.min(...others.filter((value) => value !== undefined));
  return [...times, own === undefined || least === Infinity ? '' : `${(least / own).toFixed(1)} ×`];
}

function inUnits(ms) {
  if (ms >= 10_000) return `${(ms / 1000).toFixed(0)} s`;
  return ms >= 1000 ? `${(ms / 1000).toFixed(1)} s` : `${ms.toFixed(ms < 100 ? 1 : 0)} ms`;
}
