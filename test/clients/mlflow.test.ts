import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runMreg } from '../support/executable.ts';
import { mlflowPython, withoutMlflow } from '../support/mlflow.ts';
import { skipFor } from '../support/skip.ts';

const work = mkdtempSync(join(tmpdir(), 'mreg-clients-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const root = join(work, 'registry');

it("a training with MLflow's own client", skipFor(withoutMlflow), async () => {
  const env = {
    HOME: work,
    MLFLOW_DISABLE_TELEMETRY: 'true',
    GIT_PYTHON_REFRESH: 'quiet',
    PYTHONWARNINGS: 'ignore',
  };
  const script = resolve('test/clients/training.py');
  const exec = ['mlflow', 'exec', '--root', root, '--', mlflowPython as string, script];
  const run = await runMreg(exec, { env, cwd: work });
  expect(run.stderr.includes('Traceback') ? run.stderr : '').toBe('');
  expect(run.status).toBe(0);
  const { run: id } = JSON.parse(run.stdout.slice(run.stdout.lastIndexOf('{"run"')));

  // What the client did is in the folder: versions with all that is known of them, and the history.
  const { stdout } = await runMreg(['info', 'price_forecast@production', '--json', '--root', root]);
  const { result } = JSON.parse(stdout);
  expect(result).toMatchObject({ version: 'v1.0.1', number: 2, stage: 'Production' });
  expect(result.metadata).toMatchObject({
    hyperparameters: { factor: '2' },
    key_performance_metrics: { rmse: 0.25 },
  });
  expect(readFileSync(join(result.path, 'MLmodel'), 'utf8')).toContain('sklearn');
  expect(
    JSON.parse((await runMreg(['info', 'price_forecast@1', '--json', '--root', root])).stdout).result.run_id,
  ).toBe(id);
  expect((await runMreg(['verify', '--root', root])).status).toBe(0);
});
