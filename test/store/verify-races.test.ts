import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, it } from 'vitest';
import { Registry } from '../../src/index.ts';

const [PROCESSES, SECONDS] = process.env.MREG_SOAK ? [16, 60] : [4, 6];

const work = mkdtempSync(join(tmpdir(), 'mreg-verify-races-'));
afterAll(() => rmSync(work, { recursive: true }));

it(`verify and doctor see no damage while ${PROCESSES} processes change everything for ${SECONDS} s`, async () => {
  const root = join(work, 'model_registry');
  const registry = new Registry(root);
  await registry.init();
  const workers = Array.from({ length: PROCESSES }, (_, index) => {
    const source = join(work, `out${index}`);
    mkdirSync(source);
    const words = [
      resolve('test/support/retention-worker.js'),
      root,
      source,
      String(index + 1),
      String(SECONDS),
    ];
    return execa(process.execPath, words);
  });
  let over = false;
  const ended = Promise.all(workers).finally(() => {
    over = true;
  });
  let rounds = 0;
  let checked = 0;
  try {
    for (; !over; rounds += 1) {
      const verified = await registry.verify();
      checked += verified.checked;
      expect(verified.damaged).toEqual([]);
      const { findings } = await registry.doctor();
      expect(findings.filter(({ attention }) => attention)).toEqual([]);
    }
  } finally {
    await ended;
  }
  console.log(`${rounds} rounds, ${checked} versions checked`);
  expect(checked).toBeGreaterThan(0);
  expect((await registry.doctor({ repair: true })).findings.filter(({ attention }) => attention)).toEqual([]);
  expect((await registry.verify()).damaged).toEqual([]);
});
