import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Registry } from '../../src/registry.ts';
import { skipFor } from '../support/skip.ts';
import { copyRegistry, count, expectSound, figures } from '../support/store.ts';
import { type Call, startTraced, whyNoStrace } from '../support/strace.ts';
import { lineOf, prepareBench, rehearse, reset, type Work } from '../support/works.ts';

const reason = whyNoStrace();

/** It makes no entry of the log. */
const LOG: Work = { name: 'metric log', line: 'metric log m@v1.0.1 loss=0.1 -q', least: 20 };

/** All of them for a soak; for a push evenly spread ones. */
function sample(calls: readonly Call[], most: number): readonly Call[] {
  const step = Math.max(1, Math.ceil(calls.length / count(most, calls.length)));
  return calls.filter((_, index) => index % step === 0);
}

test('metric log: killed at each call, while it makes a block too', skipFor(reason), async () => {
  const bench = await prepareBench();
  const base = new Registry(bench.base);
  for (let at = 0; at < 99; at += 1) await base.logMetrics({ ref: 'm@v1.0.1', metrics: { loss: at } });
  const calls = await rehearse(bench, LOG);
  // Most of the calls belong to the block; the points are logged within the first.
  const points = [...sample(calls.slice(0, 40), 20), ...sample(calls.slice(40), 10)];
  const told = { calls: calls.length, points: points.length, killed: 0, 'wholly there': 0 };
  for (const { name, nth } of points) {
    reset(bench, LOG);
    const run = await startTraced(lineOf(bench, LOG.line), bench.log, `${name}:signal=KILL:when=${nth}`)
      .ended;
    expect(['SIGKILL', 0]).toContain(run.status);
    if (run.status === 'SIGKILL') told.killed += 1;
    const registry = new Registry(bench.root);
    const { points: found } = await registry.metrics({ ref: 'm@v1.0.1' });
    expect([99, 100]).toContain(found.length);
    if (run.stdout !== '') expect(found).toHaveLength(100);
    if (found.length === 100) told['wholly there'] += 1;
    expect(await registry.verify()).toMatchObject({ damaged: [] });
    await registry.logMetrics({ ref: 'm@v1.0.1', metrics: { loss: 1 } });
    expect((await registry.metrics({ ref: 'm@v1.0.1' })).points).toHaveLength(found.length + 1);
  }
  figures('metric log, killed at each call', told);
  expect(told.killed).toBeGreaterThan(points.length / 2);
  expect(told['wholly there']).toBeLessThan(points.length);
});

/** The version is there already, so it makes no entry either. */
const IMPORT: Work = { name: 'import of a series', line: 'import ARCHIVE -q', least: 20 };

test('import: killed at each call, a series is there as a whole or not at all', skipFor(reason), async () => {
  const bench = await prepareBench();
  const [ref, batches] = ['m@v1.0.1', 205];
  const from = new Registry(copyRegistry(bench.base, join(bench.place, 'from')));
  for (let at = 0; at < batches; at += 1) await from.logMetrics({ ref, metrics: { loss: at } });
  await from.export({ refs: [ref], to: join(bench.place, 'archive.tar') });
  const calls = await rehearse(bench, IMPORT);
  // A few for each file, not for each batch.
  expect(calls.length).toBeLessThan(batches);
  const told = { calls: calls.length, killed: 0, 'wholly there': 0 };
  for (const { name, nth } of sample(calls, 30)) {
    reset(bench, IMPORT);
    const run = await startTraced(lineOf(bench, IMPORT.line), bench.log, `${name}:signal=KILL:when=${nth}`)
      .ended;
    expect(['SIGKILL', 0]).toContain(run.status);
    if (run.status === 'SIGKILL') told.killed += 1;
    const registry = new Registry(bench.root);
    const { points: found } = await registry.metrics({ ref });
    expect([0, batches]).toContain(found.length);
    if (found.length > 0) told['wholly there'] += 1;
    expect(await registry.verify()).toMatchObject({ damaged: [] });
    await registry.logMetrics({ ref, metrics: { loss: -1 } });
    await registry.import({ from: join(bench.place, 'archive.tar') });
    expect((await registry.metrics({ ref })).points).toHaveLength(batches + 1);
    expectSound(bench.root);
  }
  figures('import of a series, killed at each call', told);
  expect(told.killed).toBeGreaterThan(calls.length / 4);
  expect(told['wholly there']).toBeGreaterThan(0);
});
