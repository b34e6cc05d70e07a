import { expect } from 'vitest';

/** How many times as large the large input is. */
const TIMES = 8;
/** Linear work takes 8 times as long, quadratic work 64 times: this lies between, as a factor, from both. */
const MOST = 24;
/** Less cannot be told from the noise of a timer. */
const LEAST_MS = 1;
/** Other processes only ever add to a time. The least of several is near the true one, so a bad look is followed by another. */
const LOOKS = 10;

/**
 * Holds that work grows no faster than its input: `prepare(size)` makes the input, and gives the work to be measured.
 * Compared are times of the processor, so it does not matter what else the machine does.
 */
export async function expectLinear(size: number, prepare: (size: number) => () => unknown): Promise<void> {
  const [small, large] = [prepare(Math.ceil(size / TIMES)), prepare(size)];
  // The first run compiles, which would make the small input look slow.
  await small();
  let [leastSmall, leastLarge] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let look = 0; look < LOOKS; look += 1) {
    leastSmall = Math.min(leastSmall, await processorTime(small));
    leastLarge = Math.min(leastLarge, await processorTime(large));
    if (leastLarge <= MOST * Math.max(leastSmall, LEAST_MS)) return;
  }
  expect.fail(`${leastSmall} ms became ${leastLarge} ms when the input was ${TIMES} times as large`);
}

/** Milliseconds that all threads of this process worked. */
async function processorTime(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Noise, and what is linear and small: writing a file of the whole state now and then. */
const FLAT = 2.5;

/** Holds that the same work costs about the same on a small thing and on a large one. */
export async function expectFlat(small: () => unknown, large: () => unknown): Promise<void> {
  await small();
  await large();
  let [leastSmall, leastLarge] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let look = 0; look < LOOKS; look += 1) {
    leastSmall = Math.min(leastSmall, await processorTime(small));
    leastLarge = Math.min(leastLarge, await processorTime(large));
    if (leastLarge <= FLAT * leastSmall) return;
  }
  expect.fail(`${leastSmall} ms for the small one, ${leastLarge} ms for the large one`);
}
