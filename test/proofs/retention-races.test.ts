import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, it } from 'vitest';
import { Registry } from '../../src/registry.ts';
import { findDamage, foldLog } from '../support/live-versions.ts';
import { count, figures } from '../support/store.ts';

const work = mkdtempSync(join(tmpdir(), 'mreg-retention-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const [PROCESSES, ROUNDS] = [count(8, 16), count(8, 60)];

it(`${PROCESSES} processes register, promote, delete, restore and clean up in ${ROUNDS} rounds: nothing dangles`, async () => {
  const root = join(work, 'races', 'model_registry');
  const workers = Array.from({ length: PROCESSES }, (_, index) => {
    const source = join(work, 'races', `out${index}`);
    mkdirSync(source, { recursive: true });
    const words = [
      resolve('test/support/retention-worker.js'),
      root,
      source,
      String(index + 1),
      String(ROUNDS),
    ];
    return execa(process.execPath, words);
  });
  const total: Record<string, number> = {};
  for (const { stdout } of await Promise.all(workers))
    for (const [verb, count] of Object.entries<number>(JSON.parse(stdout)))
      total[verb] = (total[verb] ?? 0) + count;
  figures('retention beside registration', { processes: PROCESSES, rounds: ROUNDS, ...total });
  for (const verb of ['register', 'promote', 'cleanup', 'delete', 'restore', 'gc'])
    expect(total[verb]).toBeGreaterThanOrEqual(PROCESSES);
  expect(findDamage(root)).toEqual([]);
  const registry = new Registry(root);
  const { versions: deleted } = await registry.deleted();
  for (const { ref } of deleted) await registry.restore({ ref });
  expect(findDamage(root)).toEqual([]);
  expect((await registry.versions('rl/ppo')).map(({ ref }) => ref).sort()).toEqual(
    [...foldLog(root).keys()].sort(),
  );
});
