/** Runs that arrive in an archive, or from MLflow: the process is killed, or the power is cut, at any moment, and the same command
 * again brings what is missing. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Registry } from '../../src/registry.ts';
import { runMreg } from '../support/executable.ts';
import { mountImage, noImage, onImage } from '../support/image.ts';
import { skipFor } from '../support/skip.ts';
import { copyRegistry, count, expectSound, figures, makeModel, workspace } from '../support/store.ts';
import { type Call, startTraced, untilStopped, whyNoStrace } from '../support/strace.ts';

const reason = whyNoStrace();

const RUN = '0123456789abcdef0123456789abcdef';
const OTHER = 'fedcba9876543210fedcba9876543210';
const MODEL = 'm-00112233445566778899aabbccddeeff';
const BATCHES = 105;

/** A registry with two runs, one of them with a block of batches, files of two lives and a logged model, and with a version of it. */
async function fill(root: string): Promise<void> {
  const registry = new Registry(root);
  const { experiment } = await registry.createExperiment({ name: 'churn', tags: { team: 'growth' } });
  const at = { experiment: experiment.id };
  await registry.createRun({ ...at, id: RUN, params: { lr: '0.01' }, tags: { team: 'growth' } });
  for (let step = 0; step < BATCHES; step += 1)
    await registry.logBatch({
      id: RUN,
      points: [{ key: 'loss', value: 1 / (step + 1), timestamp: step, step }],
    });
  const write = (owner: string, path: string, text: string) =>
    registry.writeArtifact({ owner, path, from: Buffer.from(text) });
  await write(RUN, 'notes.txt', 'first');
  await registry.deleteArtifacts({ owner: RUN, path: 'notes.txt' });
  await write(RUN, 'notes.txt', 'second');
  await write(RUN, 'model/weights.bin', 'weights');
  await registry.createLoggedModel({ ...at, id: MODEL, name: 'model', source_run_id: RUN });
  await write(MODEL, 'MLmodel', 'flavors');
  await registry.logOutputs({ id: RUN, models: [{ model_id: MODEL, step: 1 }] });
  await registry.registerRun({ run: RUN, path: 'model', type: 'models', name: 'churn' });
  await registry.updateRun({ id: RUN, status: 'FINISHED', endTime: 1000 });
  await registry.createRun({ ...at, id: OTHER, tags: { team: 'other' } });
}

/** What MLflow leaves in a folder: some runs with points and files, a logged model, and two versions. */
function writeMlruns(place: string): string {
  const meta = (members: Readonly<Record<string, string | number>>) =>
    Object.entries(members)
      .map(([key, value]) => `${key}: ${value}\n`)
      .join('');
  const points = Array.from({ length: 30 }, (_, step) => `${1000 + step} ${1 / (step + 1)} ${step}\n`).join(
    '',
  );
  const runs = Object.fromEntries(
    [RUN, OTHER].flatMap((run_id) =>
      Object.entries({
        'meta.yaml': meta({
          run_id,
          experiment_id: "'1'",
          run_name: 'otter',
          start_time: 1,
          end_time: 2,
          status: 3,
        }),
        'params/lr': '0.1',
        'tags/team': 'growth',
        'metrics/loss': points,
        'metrics/val/loss': points,
        'artifacts/model/weights.bin': `weights of ${run_id}`,
        'artifacts/notes.txt': 'notes',
      }).map(([path, text]) => [`1/${run_id}/${path}`, text]),
    ),
  );
  const version = (number: number, run_id: string) =>
    meta({
      ...{
        name: 'churn',
        version: number,
        run_id,
        creation_timestamp: 1000 + number,
        current_stage: 'Staging',
      },
      source: `file:///elsewhere/mlruns/1/${run_id}/artifacts/model`,
    });
  return makeModel(join(place, 'mlruns'), {
    '0/meta.yaml': meta({ experiment_id: "'0'", lifecycle_stage: 'active', name: 'Default' }),
    '1/meta.yaml': meta({ experiment_id: "'1'", lifecycle_stage: 'active', name: 'churn' }),
    ...runs,
    [`1/${RUN}/outputs/${MODEL}/meta.yaml`]: meta({ destination_id: MODEL, step: 1 }),
    [`1/models/${MODEL}/meta.yaml`]: meta({
      ...{ model_id: MODEL, experiment_id: "'1'", name: 'model', source_run_id: RUN, status: 2 },
      creation_timestamp: 1000,
    }),
    [`1/models/${MODEL}/artifacts/MLmodel`]: 'flavors',
    'models/churn/meta.yaml': meta({ name: 'churn', creation_timestamp: 1000 }),
    'models/churn/version-1/meta.yaml': version(1, RUN),
    'models/churn/version-2/meta.yaml': version(2, OTHER),
  });
}

type Runs = Record<string, { readonly status: string; readonly history: readonly string[] }>;

/** What a registry holds, without what another try may change: the numbers of experiments and of batches, and when a model was changed. */
async function contentsOf(root: string) {
  const registry = new Registry(root);
  if (!(await registry.exists())) return { runs: {}, models: {}, versions: [], experiments: [] };
  const { experiments } = await registry.experiments({ view: 'all' });
  const { runs, unreadable } = await registry.searchRuns({ view: 'all' });
  expect(unreadable).toEqual([]);
  const nameOf = (id: string) => experiments.find((one) => one.id === id)?.name;
  const filesOf = async (owner: string) => {
    const found: Record<string, string> = {};
    for (const { path, sha256 } of (await registry.artifactFiles({ owner })).files) {
      const hash = createHash('sha256');
      for await (const piece of (await registry.readArtifact({ owner, path })).stream) hash.update(piece);
      expect(hash.digest('hex')).toBe(sha256);
      found[path] = sha256;
    }
    return found;
  };
  const told: Runs = {};
  for (const { batches, experiment, artifacts, ...run } of runs) {
    const { points } = await registry.metricHistory({ id: run.id });
    const history = points.map(({ key, step, value, timestamp }) => `${key} ${step} ${value} ${timestamp}`);
    const more = { of: nameOf(experiment), files: await filesOf(run.id) };
    told[run.id] = { ...run, ...more, history: history.sort() };
  }
  const models: Record<string, object> = {};
  for (const { experiment, artifacts, changed_at, ...model } of (await registry.searchLoggedModels()).models)
    models[model.id] = { ...model, of: nameOf(experiment), files: await filesOf(model.id) };
  const { versions } = await registry.search();
  return {
    runs: told,
    models,
    versions: versions.map(({ ref, number, stage, run_id, digest }) => ({
      ref,
      number,
      stage,
      run_id,
      digest,
    })),
    experiments: experiments.map(({ name }) => name).sort(),
  };
}

/** All of them for a soak; for a push evenly spread ones. */
function sample(calls: readonly Call[], most: number): readonly Call[] {
  const step = Math.max(1, Math.ceil(calls.length / count(most, calls.length)));
  return calls.filter((_, index) => index % step === 0);
}

async function expectClean(root: string): Promise<void> {
  expectSound(root);
  const registry = new Registry(root);
  if (await registry.exists()) expect(await registry.verify()).toMatchObject({ damaged: [] });
}

/** A run of an archive is there as a whole or not at all; one of MLflow is whole if it has ended. */
function expectRunsWhole([command]: readonly string[], found: Runs, expected: Runs, where: string): void {
  for (const [id, run] of Object.entries(found))
    if (command === 'import' || run.status === 'FINISHED')
      expect([where, run]).toEqual([where, expected[id]]);
}

const ARRIVALS = [
  {
    name: 'import of an archive with runs',
    async prepare(place: string) {
      const from = join(place, 'from');
      await fill(from);
      const to = join(place, 'runs.tar');
      await new Registry(from).export({ all: true, runs: true, to });
      return ['import', to, '-q'];
    },
  },
  {
    name: 'import of a history with runs',
    async prepare(place: string) {
      const from = join(place, 'from');
      await fill(from);
      const to = join(place, 'history.tar');
      await new Registry(from).export({ all: true, withHistory: true, runs: true, to });
      return ['import', to, '-q'];
    },
  },
  {
    name: 'mlflow pull of a folder',
    prepare: async (place: string) => ['mlflow', 'pull', writeMlruns(place), '-q'],
  },
] as const;

test.for(ARRIVALS)(
  '$name: killed at a call, and the same again brings the rest',
  skipFor(reason),
  async ({ name, prepare }) => {
    const place = workspace();
    const [root, log] = [join(place, 'registry'), join(place, 'strace.log')];
    const words = [...(await prepare(place)), '--root', root];
    const run = await startTraced(words, log).ended;
    expect(run).toMatchObject({ status: 0, stderr: '' });
    const expected = await contentsOf(root);
    expect(Object.keys(expected.runs).sort()).toEqual([RUN, OTHER]);
    expect(Object.keys(expected.models)).toEqual([MODEL]);
    await expectClean(root);
    const points = sample(run.calls, 16);
    const told = { calls: run.calls.length, points: points.length, killed: 0, 'wholly there': 0 };
    for (const { name, nth, text } of points) {
      rmSync(root, { recursive: true });
      const killed = await startTraced(words, log, `${name}:signal=KILL:when=${nth}`).ended;
      expect(['SIGKILL', 0]).toContain(killed.status);
      if (killed.status === 'SIGKILL') told.killed += 1;
      mkdirSync(root, { recursive: true });
      await expectClean(root);
      const left = await contentsOf(root);
      expectRunsWhole(words, left.runs, expected.runs, text);
      if (killed.stdout !== '') expect(left).toEqual(expected);
      if (Object.keys(left.runs).length === 2) told['wholly there'] += 1;
      expect(await runMreg(words)).toMatchObject({ status: 0, stderr: '' });
      expect([text, await contentsOf(root)]).toEqual([text, expected]);
      await expectClean(root);
    }
    figures(`${name}, killed at each call`, told);
    expect(told.killed).toBeGreaterThan(points.length / 2);
    expect(told['wholly there']).toBeLessThan(points.length);
  },
);

test.for(ARRIVALS)(
  '$name: the power is cut at a sync, and the same again brings the rest',
  skipFor(noImage ?? reason),
  async ({ name, prepare }) => {
    const place = workspace();
    const [image, disk, copy, other] = ['image', 'disk', 'copy', 'other'].map((each) =>
      join(place, each),
    ) as [string, string, string, string];
    mountImage(image, disk);
    mkdirSync(other);
    const [root, log] = [join(disk, 'registry'), join(place, 'strace.log')];
    const words = await prepare(place);
    const whole = await startTraced([...words, '--root', join(place, 'whole')], log).ended;
    const expected = await contentsOf(join(place, 'whole'));
    const syncs = whole.calls.filter((call) => call.name === 'fsync').length;
    const step = Math.ceil(syncs / count(16, syncs));
    execFileSync('sync', ['-f', disk]);

    const fault = `fsync:signal=STOP:when=1+${step}`;
    const { running, ended } = startTraced([...words, '--root', root], log, fault);
    const told = { syncs, cuts: 0, again: 0 };
    const look = async (isEnd: boolean) => {
      const left = join(other, 'registry');
      mkdirSync(left, { recursive: true });
      await expectClean(left);
      const found = await contentsOf(left);
      expectRunsWhole(words, found.runs, expected.runs, `cut ${told.cuts}`);
      // What was reported as done is on the disk.
      if (isEnd) expect(found).toEqual(expected);
      if (told.cuts % 4 !== 0) return;
      told.again += 1;
      const again = copyRegistry(left, join(place, 'again'));
      expect(await runMreg([...words, '--root', again])).toMatchObject({ status: 0, stderr: '' });
      expect([told.cuts, await contentsOf(again)]).toEqual([told.cuts, expected]);
    };
    while (await untilStopped(running)) {
      told.cuts += 1;
      copyFileSync(image, copy);
      await onImage(copy, other, () => look(false));
      running.child.kill('SIGCONT');
    }
    expect(await ended).toMatchObject({ status: 0, stderr: '' });
    copyFileSync(image, copy);
    await onImage(copy, other, () => look(true));
    figures(`${name}, an image at a sync`, told);
    expect(told.cuts).toBeGreaterThan(8);
  },
);
