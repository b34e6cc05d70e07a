import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, expect, it } from 'vitest';
import { Registry } from '../../src/index.ts';
import { layoutOf } from '../../src/store/layout.ts';
import { runMreg, startMreg } from '../support/executable.ts';
import { skipFor } from '../support/skip.ts';
import { count, figures, makeRegistry, workspace } from '../support/store.ts';
import { whyNoStrace } from '../support/strace.ts';
import { countEntries } from '../support/works.ts';

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

it('a model that was changed once the log had been read is not damaged', skipFor(whyNoStrace()), async () => {
  const place = workspace();
  const root = await makeRegistry(place, 2);
  const next = layoutOf(root).entry(countEntries(root) + 1);
  const log = join(place, 'strace.log');
  const wrapper = ['strace', '-f', '-qq', '-o', log, '-P', next, '-e', 'trace=openat'];
  // Stopped where it has just found that the log ends.
  const running = startMreg(['verify', '--root', root], {
    wrapper: [...wrapper, '-e', 'inject=openat:signal=STOP:when=1'],
  });
  const stopped = () =>
    /^(\d+) +--- stopped by SIGSTOP/m.exec(readFileSync(log, { encoding: 'utf8', flag: 'a+' }))?.[1];
  while (running.child.exitCode === null && stopped() === undefined) await wait(5);
  expect(await runMreg(['tag', 'm@1', 'a=b', '--root', root])).toMatchObject({ status: 0 });
  const pid = Number(stopped());
  // strace counts the calls of each thread, and another may ask for the entry too.
  const going = setInterval(() => existsSync(`/proc/${pid}`) && process.kill(pid, 'SIGCONT'), 20);
  const ended = await running.ended.finally(() => clearInterval(going));
  expect(ended).toMatchObject({ status: 0, stderr: '' });
});
