// Runs two programs in turn and compares them. Only ratios mean something: both sides of a pair see the same machine,
// and the load that others put on it, within a second or two of each other.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const PEAK = join(import.meta.dirname, 'peak.cjs');

/** Milliseconds from start to end of a whole process. `step`: {argv, before?, cwd?, env?}; `before` is not timed. */
export function time(step) {
  step.before?.();
  const started = performance.now();
  run(step);
  return performance.now() - started;
}

/** @throws where the program fails: the time of a failure says nothing */
export function run({ argv: [program, ...args], cwd, env }) {
  const { status, error, stderr } = spawnSync(program, args, {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    maxBuffer: 1 << 26,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: status ${status}\n${stderr}`);
}

/** Both sides, `rounds` times each after one warm-up, taking turns in who is first. */
export function compare(ours, theirs, rounds) {
  const times = { ours: [], theirs: [] };
  for (let round = 0; round <= rounds; round += 1) {
    const order = round % 2 === 0 ? ['ours', 'theirs'] : ['theirs', 'ours'];
    for (const side of order) {
      const took = time(side === 'ours' ? ours : theirs);
      if (round > 0) times[side].push(took);
    }
  }
  const ratios = times.ours.map((took, round) => took / times.theirs[round]);
  return { ours: summary(times.ours), theirs: summary(times.theirs), ratio: summary(ratios) };
}

/** Median and quartiles. */
export function summary(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part) => {
    const place = part * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
    return low + (high - low) * (place - Math.floor(place));
  };
  return { median: at(0.5), low: at(0.25), high: at(0.75), n: sorted.length };
}

/** The most memory in MiB that a node program held, as the kernel counts it (VmHWM, proc(5)); undefined elsewhere. */
export function peakMemory({ argv: [program, ...args], before, cwd, env }, scratch) {
  if (process.platform !== 'linux') return undefined;
  const file = join(scratch, 'peak');
  rmSync(file, { force: true });
  before?.();
  run({ argv: [program, '--require', PEAK, ...args], cwd, env: { ...env, BENCH_PEAK: file } });
  return Number(readFileSync(file, 'utf8')) / 1024;
}
