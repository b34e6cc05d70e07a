// The same work as whole processes, by what else keeps models: register a tiny file as a new version, look up the
// version in production, promote another, list. bench/peers.sh installs the peers; those that are not there are said to
// be missing, as is work that a peer has no notion of.
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { summary, time } from './measure.js';
import { formatTable } from './report.js';
import { promoteTiny, registerTiny } from './rows.js';

const WORK = ['register', 'production', 'promote', 'list'];
const ROUNDS = 7;
const VERSIONS = 3;

export const INSTALLED =
  process.env.MREG_BENCH_PEERS ??
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'mreg-bench', 'peers');

/** Each makes a registry with a few versions and gives a step for each work that it has. */
const PEERS = { mreg, mlflow, gto, bentoml, dvc };

/** Every tool takes its turn in every round; milliseconds. */
export function measurePeers(place, { rounds = ROUNDS } = {}) {
  const present = Object.entries(PEERS).filter(([name]) => name === 'mreg' || existsSync(program(name)));
  const tools = present.map(([name, prepare]) => ({ name, steps: prepare(place), times: {} }));
  for (const work of WORK) {
    for (let round = 0; round <= rounds; round += 1) {
      for (const { steps, times } of tools) {
        if (!steps[work]) continue;
        times[work] ??= [];
        const took = time(steps[work]);
        if (round > 0) times[work].push(took.wall);
      }
    }
  }
  return tools.map(({ name, times }) => ({
    name,
    ...Object.fromEntries(Object.entries(times).map(([work, values]) => [work, summary(values)])),
  }));
}

/** Medians, and how many times mreg's they are. */
export function peersTable(results) {
  const [own] = results;
  const cell = (result, work) => {
    if (!result[work]) return 'none';
    const times = (result[work].median / own[work].median).toFixed(1);
    return `${result[work].median.toFixed(0)} ms${result === own ? '' : `, ${times} ×`}`;
  };
  const rows = results.map((result) => [result.name, ...WORK.map((work) => cell(result, work))]);
  const missing = Object.keys(PEERS).filter((name) => !results.some((result) => result.name === name));
  const table = formatTable(['', ...WORK], rows);
  return missing.length === 0 ? table : `${table}\n\nnot installed (bench/peers.sh): ${missing.join(', ')}`;
}

function program(name) {
  return join(INSTALLED, 'bin', name);
}

function mreg(place) {
  const registry = place.emptyRegistry('peer-mreg');
  for (let made = 0; made < VERSIONS; made += 1) place.run(registerTiny(place, registry));
  place.run(place.mreg(registry, 'promote', 'bench@latest', '--to', 'production'));
  return {
    register: registerTiny(place, registry),
    production: place.mreg(registry, 'path', 'bench@production'),
    promote: promoteTiny(place, registry),
    list: place.mreg(registry, 'list', 'bench'),
  };
}

function mlflow(place) {
  const cwd = directory(place, 'peer-mlflow');
  const python = (line) => ({
    argv: [program('python'), '-c', `${MLFLOW}\n${line}`],
    cwd,
    env: { ...place.env, MLFLOW_TRACKING_URI: `sqlite:///${cwd}/mlflow.db`, GIT_PYTHON_REFRESH: 'quiet' },
  });
  place.run(python("client.create_registered_model('bench')"));
  for (let made = 0; made < VERSIONS; made += 1) place.run(python('register()'));
  return {
    register: python('register()'),
    production: {
      ...python("print(client.get_model_version_by_alias('bench', 'production').source)"),
      before: once(() => place.run(python("client.set_registered_model_alias('bench', 'production', '1')"))),
    },
    promote: python("client.set_registered_model_alias('bench', 'production', '2')"),
    list: python('for found in client.search_model_versions("name=\'bench\'"): print(found.version)'),
  };
}

const MLFLOW = `
import mlflow
client = mlflow.MlflowClient()
def register():
    with mlflow.start_run() as run:
        mlflow.log_artifact('model.bin', 'model')
    client.create_model_version('bench', f'{run.info.artifact_uri}/model', run.info.run_id)
`;

/** Its versions and stages are git tags; the file itself is git's, so a version is a commit and a tag. */
function gto(place) {
  const cwd = repository(place, 'peer-gto');
  const step = (...args) => ({ argv: [program('gto'), ...args], cwd, env: gitEnvironment(place) });
  let commits = 0;
  const commit = () => {
    writeFileSync(join(cwd, 'model.bin'), `weights ${commits++}\n`);
    place.run(git(place, cwd, 'commit', '-qam', 'weights'));
  };
  for (let made = 0; made < VERSIONS; made += 1) {
    commit();
    place.run(step('register', 'bench'));
  }
  place.run(step('assign', 'bench', '--version', 'v0.0.1', '--stage', 'production'));
  return {
    register: { ...step('register', 'bench'), before: commit },
    production: step('show', 'bench#production', '--version'),
    promote: step('assign', 'bench', '--version', 'v0.0.2', '--stage', 'production', '--force'),
    list: step('show', 'bench'),
  };
}

function bentoml(place) {
  const cwd = directory(place, 'peer-bentoml');
  const env = { ...place.env, BENTOML_HOME: join(cwd, 'store'), BENTOML_DO_NOT_TRACK: 'true' };
  const register = [
    'import bentoml, shutil',
    "with bentoml.models.create('bench') as made: shutil.copy('model.bin', made.path)",
  ].join('\n');
  const step = { argv: [program('python'), '-c', register], cwd, env };
  for (let made = 0; made < VERSIONS; made += 1) place.run(step);
  return { register: step, list: { argv: [program('bentoml'), 'models', 'list'], cwd, env } };
}

/** Keeps files by their digest beside git; it has no notion of a version's stage. */
function dvc(place) {
  const cwd = repository(place, 'peer-dvc');
  const env = { ...gitEnvironment(place), DVC_NO_ANALYTICS: '1' };
  const step = (...args) => ({ argv: [program('dvc'), ...args], cwd, env });
  let changes = 0;
  place.run(git(place, cwd, 'rm', '-q', '--cached', 'model.bin'));
  place.run(git(place, cwd, 'commit', '-qm', 'no weights'));
  place.run(step('init', '--quiet'));
  const change = () => writeFileSync(join(cwd, 'model.bin'), `weights ${changes++}\n`);
  change();
  place.run(step('add', '--quiet', 'model.bin'));
  return { register: { ...step('add', '--quiet', 'model.bin'), before: change }, list: step('list', '.') };
}

function directory(place, name) {
  const path = place.free(name);
  mkdirSync(path);
  copyFileSync(place.tinyModel(), join(path, 'model.bin'));
  return path;
}

function repository(place, name) {
  const path = directory(place, name);
  for (const args of [
    ['init', '-q'],
    ['add', 'model.bin'],
    ['commit', '-qm', 'weights'],
  ])
    place.run(git(place, path, ...args));
  return path;
}

function git(place, cwd, ...args) {
  return { argv: ['git', ...args], cwd, env: gitEnvironment(place) };
}

function gitEnvironment(place) {
  const who = { NAME: 'bench', EMAIL: 'bench@example.org' };
  const named = Object.entries(who).flatMap(([key, value]) => [
    [`GIT_AUTHOR_${key}`, value],
    [`GIT_COMMITTER_${key}`, value],
  ]);
  return { ...place.env, ...Object.fromEntries(named) };
}

function once(action) {
  let isDone = false;
  return () => {
    if (!isDone) action();
    isDone = true;
  };
}
