/** An archive while it is made: written, synced and read again at once, and named only when all three have succeeded. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it, test } from 'vitest';
import { createGrowingFile } from '../../src/store/archive/growing-file.ts';
import { runMreg } from '../support/executable.ts';
import { skipFor } from '../support/skip.ts';
import { figures, makeModel, registerLine, snapshot, workspace } from '../support/store.ts';
import { startTraced, whyNoStrace } from '../support/strace.ts';

const reason = whyNoStrace();

/** A registry with a version of several pieces, and a place for archives that holds one already. */
async function prepare() {
  const place = workspace();
  const root = join(place, 'registry');
  const weights = Buffer.alloc(3_500_000, 'weights ');
  const source = makeModel(join(place, 'source'), { 'a.bin': 'a', 'weights.bin': weights });
  expect(await runMreg(registerLine(source, root, '--name', 'm', '--type', 't'))).toMatchObject({
    status: 0,
  });
  const archives = makeModel(join(place, 'archives'), { 'm.tar': 'older' });
  const target = join(archives, 'm.tar');
  const line = ['export', 'm@1', '-o', target, '--root', root, '-q'];
  const expectUntouched = () => {
    expect(readdirSync(archives)).toEqual(['m.tar']);
    expect(readFileSync(target).equals(Buffer.from('older'))).toBe(true);
  };
  return { place, root, target, line, log: join(place, 'strace.log'), expectUntouched };
}

test('is on the disk before it has its name, and its name before the answer', skipFor(reason), async () => {
  const { line, log, target } = await prepare();
  const { calls, status } = await startTraced(line, log).ended;
  expect(status).toBe(0);
  const lines = calls.map(({ text }) => text);
  const own = (call: string) => (text: string) =>
    text.startsWith(call) && /archives\/\.m\.tar\.[0-9a-f-]+[">]/.test(text);
  const written = lines.findLastIndex(own('write('));
  const synced = lines.findLastIndex(own('fsync('));
  const named = lines.findIndex(own('rename('));
  const kept = lines.findIndex((text) => text.startsWith('fsync(') && text.includes('/archives>'));
  expect(lines[named]).toContain(`"${target}"`);
  expect([written, synced, named, kept]).toEqual([written, synced, named, kept].sort((a, b) => a - b));
  expect(written).toBeGreaterThan(0);
});

test('each call fails in turn: no archive, and the one that was there stays', skipFor(reason), async () => {
  const { root, target, line, log, expectUntouched } = await prepare();
  const before = snapshot(root);
  const told = { tried: 0 };
  for (const [name, error] of [
    ['write', 'ENOSPC'],
    ['fsync', 'EIO'],
    ['rename', 'EIO'],
    ['openat', 'EMFILE'],
  ] as const)
    for (let nth = 1; nth <= 3; nth += 1) {
      // Writes that wake node's other thread are calls of this thread too: if one fails, node ends itself.
      const run = await startTraced(line, log, `${name}:error=${error}:when=${nth}`).ended;
      const hit = run.calls.find(({ text }) => text.includes(`${error} `) && text.includes('/archives'));
      if (!hit) {
        for (const name of readdirSync(dirname(target))) rmSync(join(dirname(target), name));
        writeFileSync(target, 'older');
        continue;
      }
      told.tried += 1;
      expect([hit.text, run.status]).toEqual([hit.text, 74]);
      expect(run.stderr).toMatch(/^error: cannot \w+ \/.*\/archives.*\n/);
      // Once it has its name it is whole, and stays.
      if (run.calls.some(({ text }) => text.startsWith('rename(') && text.endsWith(' = 0')))
        writeFileSync(target, 'older');
      expectUntouched();
    }
  expect(told.tried).toBeGreaterThanOrEqual(4);
  expect(snapshot(root)).toEqual(before);
  figures('export, call by call', told);
});

it('of a version that is damaged: named, and nothing made', async () => {
  const { root, line, expectUntouched } = await prepare();
  const [directory = ''] = readdirSync(join(root, 't'));
  const file = join(root, 't', directory, 'weights.bin');
  const bytes = readFileSync(file);
  for (const place of [0, 1_700_000, bytes.length - 1]) {
    const damaged = Buffer.from(bytes);
    damaged[place] = (damaged[place] as number) ^ 1;
    writeFileSync(file, damaged);
    expect(await runMreg(line)).toMatchObject({
      status: 7,
      stderr: expect.stringMatching(/weights\.bin does not have the content/),
    });
    expectUntouched();
  }
});

it('tells a reader how far it may read, and when there is no more', async () => {
  const growth = createGrowingFile();
  const waiting = growth.beyond(0);
  growth.grow(5);
  expect(await waiting).toBe(5);
  expect(await growth.beyond(4)).toBe(5);
  const last = growth.beyond(5);
  growth.end();
  expect(await last).toBe(5);
  expect(await growth.beyond(5)).toBe(5);
});
