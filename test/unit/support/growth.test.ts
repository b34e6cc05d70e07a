import { expect, test } from 'vitest';
import { expectLinear } from '../../support/growth.ts';

/** Work of so many steps. */
const count = (steps: number) => () => {
  let sum = 0;
  for (let step = 0; step < steps; step += 1) sum = (sum + step) | 0;
  return sum;
};

test('work that grows as its input does passes, work that grows with its square does not', async () => {
  await expectLinear(4_000_000, (size) => count(size));
  await expect(expectLinear(8000, (size) => count(size * size))).rejects.toThrow(/ms became .* ms when/);
});
