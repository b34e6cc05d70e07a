// Logs a point after the other of one version; prints the value of each once it was acknowledged.
import { writeSync } from 'node:fs';
import { Registry } from '../../dist/index.js';

const [root, ref, worker, turns] = process.argv.slice(2);
const registry = new Registry(root);
for (let turn = 0; turn < Number(turns); turn += 1) {
  const value = Number(worker) * 1_000_000 + turn;
  await registry.logMetrics({ ref, metrics: { value, [`of.${worker}`]: turn } });
  writeSync(1, `${value}\n`);
}
