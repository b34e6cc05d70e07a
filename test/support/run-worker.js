// Logs to one run, a call after the other; prints the value of each point once it was acknowledged.
import { writeSync } from 'node:fs';
import { Registry } from '../../dist/index.js';

const [root, id, worker, turns] = process.argv.slice(2);
const registry = new Registry(root);
for (let turn = 0; turn < Number(turns); turn += 1) {
  const value = Number(worker) * 1_000_000 + turn;
  const points = [
    { key: 'value', value, timestamp: value, step: turn },
    { key: `of.${worker}`, value: turn, timestamp: value, step: turn },
  ];
  await registry.logBatch({
    id,
    points,
    params: { [`p.${worker}.${turn}`]: String(turn) },
    tags: { last: worker },
  });
  // A param that all of them want: one gets it.
  await registry.logBatch({ id, params: { [`shared.${turn}`]: worker } }).then(
    () => writeSync(1, `shared ${turn} ${worker}\n`),
    (error) => {
      if (error.code !== 'MREG_INVALID') throw error;
    },
  );
  writeSync(1, `${value}\n`);
}
