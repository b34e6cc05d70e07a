import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, it } from 'vitest';
import { Registry } from '../../src/index.ts';
import { count, figures } from '../support/store.ts';

const [PROCESSES, ROUNDS] = [count(4, 16), count(6, 60)];

const work = mkdtempSync(join(tmpdir(), 'mreg-verify-races-'));
afterAll(() => rmSync(work, { recursive: true }));

it(`verify and doctor see no damage while ${PROCESSES} processes change everything in ${ROUNDS} rounds`, async () => {
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
      String(ROUNDS),
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
    // Once more at least when there is something, however fast the others were.
    for (; !over || checked === 0; rounds += 1) {
      const verified = await registry.verify();
      checked += verified.checked;
      expect(verified.damaged).toEqual([]);
      const { findings } = await registry.doctor();
      expect(findings.filter(({ attention }) => attention)).toEqual([]);
    }
  } finally {
    await ended;
  }
  figures('verify and doctor beside changes', { processes: PROCESSES, rounds, 'versions checked': checked });
  expect((await registry.doctor({ repair: true })).findings.filter(({ attention }) => attention)).toEqual([]);
  expect((await registry.verify()).damaged).toEqual([]);
});
