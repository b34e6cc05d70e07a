import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { MregError } from '../../src/errors.ts';
import { Registry } from '../../src/registry.ts';

const RIVALS = 12;

it('no version takes Production from a better one, however many try at once', async () => {
  const work = mkdtempSync(join(tmpdir(), 'mreg-race-'));
  try {
    const source = join(work, 'model.bin');
    writeFileSync(source, 'weights');
    const root = join(work, 'registry');
    // Two of each value, and equal is not better; the worse begin, so that several have their turn.
    const values = Array.from({ length: RIVALS }, (_, at) => at >> 1);
    for (const value of values) {
      await new Registry(root).register({
        source,
        type: 'agents',
        name: 'ppo',
        metrics: { reward: value },
        parameters: { value },
      });
    }
    const results = await Promise.allSettled(
      values.map((_, at) =>
        new Registry(root).promote({
          ref: `ppo@${at + 1}`,
          to: 'production',
          betterThan: 'production',
          metric: 'reward',
          // Metadata is read between two tries, which widens the window of the race.
          require: ['params.value >= 0'],
        }),
      ),
    );
    for (const result of results) {
      if (result.status === 'rejected') expect((result.reason as MregError).code).toBe('MREG_NO');
    }
    const { entries } = await new Registry(root).history();
    const moves = entries.filter(({ command }) => command === 'promote').reverse();
    const evidence = moves.map(({ gates = [] }) =>
      gates.find(({ condition }) => condition.startsWith('reward')),
    );
    const [first, ...later] = evidence;
    expect(first?.incumbent_ref).toBeNull();
    // Each was compared with the very version that it displaced.
    for (const [at, gate] of later.entries()) expect(gate?.incumbent).toBe(evidence[at]?.candidate);
    for (const gate of later) expect(Number(gate?.candidate)).toBeGreaterThan(Number(gate?.incumbent));
    expect((await new Registry(root).production('ppo')).metrics.reward).toBe(Math.max(...values));
    console.log(`${RIVALS} rivals at once: ${moves.length} promoted, each better than the one before`);
  } finally {
    rmSync(work, { recursive: true });
  }
});
