// The same runs for mreg, by its library.
import { Registry } from '../../dist/index.js';

const AT_ONCE = 16;
const BATCH = 1000;

export const runId = (number) => number.toString(16).padStart(32, '0');

export async function fillRuns(root, { runs, points }) {
  const registry = new Registry(root, { follow: true });
  let next = 0;
  const lane = async () => {
    while (next < runs) {
      const number = next++;
      const params = Object.fromEntries([0, 1, 2].map((key) => [`p${key}`, String(number % 7)]));
      const id = runId(number);
      await registry.createRun({ id, name: `run-${number}`, startTime: number, params });
      const value = ((number * 7919) % 10_000) / 10_000;
      const measured = [0, 1, 2].map((key) => ({ key: `m${key}`, value, timestamp: number, step: 0 }));
      await registry.logBatch({ id, points: measured });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  for (let first = 0; first < points; first += BATCH) {
    const count = Math.min(BATCH, points - first);
    const batch = Array.from({ length: count }, (_, index) => first + index);
    const curve = batch.map((step) => ({ key: 'curve', value: 1 / (step + 1), timestamp: step, step }));
    await registry.logBatch({ id: runId(0), points: curve });
  }
}
