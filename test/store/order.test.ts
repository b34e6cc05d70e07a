import { dirname } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { figures } from '../support/store.ts';
import { whyNoStrace } from '../support/strace.ts';
import { HANDMADE, prepareBench, rehearse, WORKS, type Work } from '../support/works.ts';

const reason = whyNoStrace();
const work = (wanted: string) => WORKS.find(({ name }) => name === wanted) as Work;

beforeAll(() => {
  if (reason !== undefined) figures('order of calls', { skipped: reason });
});

test.skipIf(reason !== undefined)(
  'register: each byte and each name is synced before what relies on it',
  async () => {
    const bench = await prepareBench();
    const calls = await rehearse(bench, work('register, first'));
    const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
    const lines = calls.map(({ text }) =>
      text
        .replaceAll(bench.root, 'ROOT')
        .replace(uuid, 'UUID')
        .replace(/\) += /, ') = '),
    );
    const at = (call: string, from = 0) =>
      lines.findIndex((line, index) => index >= from && line.includes(call));
    const publish = at('rename("ROOT/.mreg/staging/UUID", "ROOT/t/');
    const record = at('link("ROOT/.mreg/staging/UUID", "ROOT/.mreg/log/0000000001.json")');
    expect(publish).toBeGreaterThan(0);
    // What is synced, and the last thing that had to happen before.
    const syncs = [
      ['/a.bin', '/a.bin'],
      ['/sub/b.bin', '/sub/b.bin'],
      ['/metadata.json', '/metadata.json'],
      ['/sub', '/sub/b.bin'],
      ['', '/metadata.json'],
    ];
    const staged = lines.slice(0, publish);
    for (const [path, after] of syncs) {
      const synced = staged.findLastIndex(
        (line) => line.startsWith('fsync(') && line.includes(`<ROOT/.mreg/staging/UUID${path}>`),
      );
      const changed = staged.findLastIndex(
        (line) =>
          line.includes(`/UUID${after}", O_WRONLY`) ||
          (line.startsWith('write(') && line.includes(`/UUID${path}>`)),
      );
      expect([path, changed > 0, synced > changed]).toEqual([path, true, true]);
    }
    expect(at('<ROOT/t>) = 0', publish)).toBeGreaterThan(publish);
    expect(at('<ROOT/t>) = 0', publish)).toBeLessThan(record);
    expect(at('<ROOT/.mreg/staging/UUID>) = 0', at('<ROOT/t>) = 0', publish))).toBeLessThan(record);
    expect(at('<ROOT/.mreg/log>) = 0', record)).toBeGreaterThan(record);
    // Each directory that was made is synced into its parent before the entry.
    const made = lines.flatMap((line, index) => {
      const path = /^mkdir(?:at)?\(.*"(ROOT[^"]*)".* = 0$/.exec(line)?.[1];
      return path === undefined || path.includes('UUID') ? [] : [{ index, parent: dirname(path) }];
    });
    expect(made.map(({ parent }) => parent).sort()).toEqual([
      '.',
      'ROOT',
      'ROOT',
      'ROOT/.mreg',
      'ROOT/.mreg',
      'ROOT/.mreg',
    ]);
    for (const { index, parent } of made) {
      const synced = at(`<${parent === '.' ? bench.place : parent}>) = 0`, index);
      expect([parent, synced > index && synced < record]).toEqual([parent, true]);
    }
  },
);

test.skipIf(reason !== undefined)('adopt: what it completes is synced before the entry', async () => {
  const bench = await prepareBench();
  const calls = await rehearse(bench, work('adopt'));
  const lines = calls.map(({ text }) =>
    text.replaceAll(`${bench.root}/${HANDMADE}`, 'HAND').replace(/\) += /, ') = '),
  );
  const after = (call: RegExp, from: number) =>
    lines.findIndex((line, index) => index > from && call.test(line));
  const weights = after(/^fsync\(\d+<HAND\/weights\.bin>\) = 0$/, -1);
  const completed = after(/^rename\(.*"HAND\/metadata\.json"\) = 0$/, weights);
  const synced = after(/^fsync\(\d+<HAND>\) = 0$/, completed);
  const record = after(/^link\(/, synced);
  expect([weights, completed, synced, record].every((index) => index >= 0)).toBe(true);
});
