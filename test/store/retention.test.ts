import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, it } from 'vitest';
import { MregError } from '../../src/errors.ts';
import { Registry } from '../../src/registry.ts';
import { bytesIn, findDamage, foldLog } from '../support/live-versions.ts';
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

it('60 nights of register, promotion on a gate, cleanup, gc and export take no more space than the first week did', async () => {
  const home = join(work, 'nights');
  mkdirSync(join(home, 'out'), { recursive: true });
  const root = join(home, 'model_registry');
  let night = 0;
  const registry = new Registry(root, { now: () => new Date(Date.UTC(2026, 0, 1 + night, 2)) });
  const used: number[] = [];
  const archive = join(home, 'production.tar');
  let [promoted, refused] = [0, 0];
  for (; night < 60; night += 1) {
    writeFileSync(join(home, 'out', 'model.bin'), Buffer.alloc(1 << 20, night));
    // It gets better for good, but not every night.
    const sharpe = night / 60 + (night % 3 === 0 ? 0.5 : 0);
    const source = join(home, 'out');
    await registry.register({ source, type: 'rl', name: 'ppo', stage: 'staging', metrics: { sharpe } });
    try {
      await registry.promote({ ref: 'ppo', betterThan: 'production', metric: 'sharpe' });
      promoted += 1;
    } catch (error) {
      if (!(error instanceof MregError && error.code === 'MREG_NO')) throw error;
      refused += 1;
    }
    await registry.cleanup({ keep: 3, delete: true });
    await registry.gc({ olderThan: '2d' });
    await registry.export({ refs: ['ppo@production'], to: archive });
    used.push(bytesIn(root));
  }
  expect({ promoted, refused }).toEqual({ promoted: 20, refused: 40 });
  const elsewhere = new Registry(join(home, 'elsewhere'));
  await elsewhere.import({ from: archive });
  expect((await elsewhere.production('ppo')).digest).toBe((await registry.production('ppo')).digest);
  const [week, most] = [used[6] as number, Math.max(...used.slice(7))];
  console.log(
    `after a week ${(week / 2 ** 20).toFixed(1)} MiB, at most ${(most / 2 ** 20).toFixed(1)} MiB after it`,
  );
  expect(most).toBeLessThan(week * 1.15);
  expect(findDamage(root)).toEqual([]);
});
