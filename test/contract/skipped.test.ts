import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it, onTestFinished } from 'vitest';

it('a run ends with the tests that were skipped, why, and what to install', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'mreg-empty-'));
  onTestFinished(() => rmSync(empty, { recursive: true }));
  const files = ['test/store/exporting.test.ts', 'test/contract/help.test.ts'];
  const names = 'each call fails|on a terminal';
  const words = ['node_modules/vitest/vitest.mjs', 'run', ...files, '-t', names];
  const { stdout } = await execa(process.execPath, words, {
    extendEnv: false,
    env: { PATH: empty, HOME: empty, NO_COLOR: '1', MREG_SEED: '7' },
  });
  const list = stdout.slice(stdout.indexOf('Seed 7;'));
  expect(list).toMatch(/^Skipped \(3\):$/m);
  expect(list).toMatch(
    /^ {2}strace cannot trace here: .*ENOENT\n(?: {4}.*\n)* {4}test\/store\/exporting\.test\.ts > each call fails in turn: /m,
  );
  expect(list).toMatch(/^ {2}no program "script"\n {4}test\/contract\/help\.test\.ts > on a terminal /m);
  expect(list).toMatch(/^To install what is missing: apt-get install (.* )?strace( |$)/m);
});
