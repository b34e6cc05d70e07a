// A registry to look at while one works on the page: models with histories, runs with curves, one of which goes on. All of it is made
// by mreg's own library, with a clock of its own, so that it looks the same each time.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DAY = 86_400_000;
const STEPS = 120;

/** Numbers that look like chance, and are the same each time. */
function dice(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const MODELS = [
  {
    type: 'rl_agents',
    name: 'ppo_momentum',
    description:
      '# Momentum agent\n\nTrades the index on **daily bars**. Retrained each Friday; the environment is in `env.yaml`.\n\n- state: 30 days of returns\n- action: a weight from -1 to 1',
    tags: { team: 'quant', symbol: 'DJI' },
    metrics: { sharpe: [0.9, 1.9], max_drawdown: [0.22, 0.11], 'validation.reward': [180, 420] },
    params: { learning_rate: 0.0003, gamma: 0.99, n_steps: 2048 },
    versions: 9,
  },
  {
    type: 'sentiment',
    name: 'lora_reviews',
    description: 'A LoRA adapter that tells genuine reviews from written ones.',
    tags: { team: 'nlp', base: 'distilbert' },
    metrics: { f1_score: [0.78, 0.91], accuracy: [0.8, 0.93], loss: [0.52, 0.24] },
    params: { r: 8, alpha: 16, learning_rate: 0.0002 },
    versions: 6,
  },
  {
    type: 'forecast',
    name: 'next_close',
    description: 'The close of the next day for each symbol, by a small perceptron.',
    tags: { team: 'stocks', timeframe: '1d' },
    metrics: { rmse: [3.1, 1.9], mae: [2.4, 1.4], r2: [0.81, 0.94] },
    params: { hidden: '64,32', batch_size: 32 },
    versions: 12,
  },
  {
    type: 'vision',
    name: 'weld_defects',
    description: null,
    tags: { line: 'A3' },
    metrics: { 'val.map50': [0.61, 0.77], latency_ms: [14.2, 9.1] },
    params: { imgsz: 640, epochs: 80 },
    versions: 4,
  },
  {
    type: 'forecast',
    name: 'volatility',
    description: 'GARCH with a correction by gradient boosting.',
    tags: { team: 'stocks' },
    metrics: { qlike: [0.39, 0.31], rmse: [0.021, 0.016] },
    params: { max_depth: 6 },
    versions: 5,
  },
];

/** Fills a folder. `Registry` is that of the built package. */
export async function makeSample(Registry, root, now = Date.now()) {
  const work = mkdtempSync(join(tmpdir(), 'mreg-sample-'));
  let clock = now - 75 * DAY;
  const people = ['ines', 'tomas', 'ci'];
  let turn = 0;
  const open = (user) =>
    new Registry(root, {
      now: () => new Date(clock),
      by: { user, host: user === 'ci' ? 'runner-2' : 'desk' },
      gates: { Production: ['size < 1GB'] },
    });
  const next = (days) => {
    clock = Math.min(now - 60_000, clock + days * DAY);
    turn += 1;
    return open(people[turn % people.length]);
  };
  const chance = dice(7);
  for (const model of MODELS) await makeModel(model);
  await makeDataSet();
  await makeRuns();
  rmSync(work, { recursive: true });

  async function makeModel({ type, name, description, tags, metrics, params, versions }) {
    clock = now - (40 + 30 * chance()) * DAY;
    await next(0).createModel({ type, name, tags, ...(description && { description }) });
    const out = join(work, name);
    for (let at = 0; at < versions; at += 1) {
      const share = (at + 0.6 * chance()) / versions;
      const measured = Object.fromEntries(
        Object.entries(metrics).map(([key, [from, to]]) => [
          key,
          Number((from + (to - from) * share).toPrecision(4)),
        ]),
      );
      writeOut(out, name, measured, params, at, chance);
      const ref = `${type}/${name}`;
      const registry = next((0.6 * 60) / versions);
      const { ref: made } = await registry.register({
        source: out,
        type,
        name,
        metrics: measured,
        parameters: { ...params, seed: at + 1 },
        dataVersion: `2026-w${20 + at - (at % 2)}`,
        metadata: {
          ...(at % 3 === 0 && { description: 'Trained on the data of the quarter, *checked by hand*.' }),
          tags: { data: `2026-w${20 + at}` },
        },
        ...(at > 0 && { parents: [`${ref}@${at}`] }),
      });
      if (at % 2 === 0)
        await next(0.2).promote({ ref: made, to: 'Staging', reason: 'candidate of the week' });
      if (at % 3 === 1)
        await next(0.3).promote({ ref: made, to: 'Production', reason: 'better on the validation set' });
      if (at === versions - 1) await next(0.1).setAlias({ ref: made, alias: 'champion' });
    }
    if (versions > 8)
      await next(0.2).rollback({ model: `${type}/${name}`, reason: 'drawdown in live trading' });
  }

  async function makeDataSet() {
    const file = join(work, 'prices.csv');
    const rows = Array.from(
      { length: 60 },
      (_, at) => `2026-01-${String((at % 28) + 1).padStart(2, '0')},${(100 + 9 * chance()).toFixed(2)}`,
    );
    writeFileSync(file, `day,close\n${rows.join('\n')}\n`);
    await next(0).register({ source: file, type: 'datasets', name: 'prices' });
  }

  async function makeRuns() {
    const registry = open('tomas');
    const { experiment } = await registry.createExperiment({
      name: 'lora_reviews tuning',
      tags: { team: 'nlp' },
    });
    for (let at = 0; at < 24; at += 1) {
      const isOpen = at === 23;
      const started = isOpen ? now - 55_000 * 60 : now - (24 - at) * 0.4 * DAY;
      const rate = [0.0001, 0.0002, 0.0005, 0.001][at % 4];
      const { id } = await registry.createRun({
        experiment: experiment.id,
        name: `r${[4, 8, 16][at % 3]}-lr${rate}`,
        user: people[at % 2],
        startTime: started,
        params: {
          learning_rate: String(rate),
          r: String([4, 8, 16][at % 3]),
          alpha: '16',
          epochs: '3',
          seed: String(at),
        },
        tags: { 'mlflow.source.git.commit': '4f1c9ab0' },
      });
      const steps = isOpen ? STEPS / 2 : STEPS;
      await registry.logBatch({ id, points: curvesOf(steps, started, rate, chance) });
      const out = join(work, `run-${at}`);
      writeOut(out, 'adapter', { loss: 0.3 }, { r: 8 }, at, chance);
      await registry.logArtifacts({ owner: id, source: out, path: 'model' });
      if (!isOpen)
        await registry.updateRun({
          id,
          status: at === 5 ? 'FAILED' : at === 9 ? 'KILLED' : 'FINISHED',
          endTime: started + steps * 21_000,
        });
    }
  }
}

function curvesOf(steps, started, rate, chance) {
  const speed = 12 + 9000 * rate;
  const points = [];
  for (let step = 0; step < steps; step += 1) {
    const timestamp = Math.round(started + step * 21_000);
    const noise = () => (chance() - 0.5) * 0.07;
    const loss = 0.24 + 60 * rate * rate * 1000 + 0.7 * Math.exp((-step * speed) / 600) + noise();
    points.push(
      { key: 'train_loss', step, timestamp, value: Math.max(0.02, loss + noise()) },
      { key: 'system/cpu_utilization_percentage', step, timestamp, value: 60 + 30 * chance() },
    );
    if (step % 5 === 4)
      points.push(
        { key: 'val_loss', step, timestamp, value: loss + 0.05 },
        { key: 'f1_score', step, timestamp, value: Math.min(0.97, 1.1 - loss * 0.7 + noise() / 3) },
      );
  }
  return points;
}

function writeOut(out, name, metrics, params, at, chance) {
  mkdirSync(join(out, 'plots'), { recursive: true });
  const weights = Buffer.from(Array.from({ length: 4096 + 64 * at }, () => Math.floor(256 * chance())));
  writeFileSync(join(out, `${name}.bin`), weights);
  writeFileSync(join(out, 'metrics.json'), JSON.stringify(metrics));
  writeFileSync(
    join(out, 'params.yaml'),
    Object.entries(params)
      .map((pair) => pair.join(': '))
      .join('\n'),
  );
  const bars = Array.from({ length: 12 }, (_, bar) => {
    const height = 20 + Math.round(90 * chance());
    return `<rect x="${bar * 26 + 8}" y="${130 - height}" width="18" height="${height}" fill="#2b5cc4"/>`;
  });
  writeFileSync(
    join(out, 'plots', 'importance.svg'),
    `<svg xmlns="http://www.w3.org/2000/svg" width="330" height="140">${bars.join('')}</svg>`,
  );
}
