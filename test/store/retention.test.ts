import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { MregError } from '../../src/errors.ts';
import { Registry } from '../../src/registry.ts';
import { bytesIn, findDamage } from '../support/live-versions.ts';

const work = mkdtempSync(join(tmpdir(), 'mreg-retention-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

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
