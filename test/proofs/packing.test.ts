/** The log in blocks: what `test/store/journal.test.ts` does not ask of every journal. */
import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { Registry } from '../../src/index.ts';
import { runMreg } from '../support/executable.ts';
import {
  blockName,
  encodeJournal,
  entryName,
  linesOf,
  readJournal,
  writeJournal,
} from '../support/journal.ts';
import { answers, type JournalUser, namesOf, result, USERS, words } from '../support/journal-users.ts';
import { LENGTH, lengthenLog, prepareLong } from '../support/long-log.ts';
import { skipFor } from '../support/skip.ts';
import { count, expectSound, figures, snapshot } from '../support/store.ts';
import { startTraced, whyNoStrace } from '../support/strace.ts';

const reason = whyNoStrace();
const [LOG] = USERS as [JournalUser];
const GC = LOG.gather;
const names = (root: string) => namesOf(LOG, root);

async function exported(root: string): Promise<{ archive: string; digest: string }> {
  const archive = join(root, '..', `${randomUUID()}.tar`);
  const { digest } = await result(`export --all --with-history -o ${archive} --json`, root);
  return { archive, digest };
}

test('gc packs what is complete, and no reader sees a difference', async () => {
  const { root } = await prepareLong();
  const before = await answers(LOG, root);
  const { digest } = await exported(root);
  const lines = readJournal(root, 'log').found.map(({ line }) => line.toString());
  const untouched = snapshot(root);
  const packed = { files: 400, blocks: 4, left: 0 };
  expect(await result('gc --dry-run --json', root)).toMatchObject({ packed, applied: false });
  expect(snapshot(root)).toEqual(untouched);
  expect(await result(GC, root)).toMatchObject({ remove: [], packed, revision: LENGTH, applied: true });
  expect(names(root)).toHaveLength(4 + LENGTH - 400);
  expect(linesOf(join(root, blockName(101)))).toEqual(lines.slice(100, 200));
  expect(await answers(LOG, root)).toEqual(before);
  rmSync(join(root, 'manifest.json'));
  expect(await answers(LOG, root)).toEqual(before);
  const again = await exported(root);
  expect(again.digest).toBe(digest);
  const copy = join(root, '..', 'copy');
  await result(`import ${again.archive} --json`, copy);
  expect(names(copy)).toEqual(names(root));
  expect((await exported(copy)).digest).toBe(digest);
  expect(await result(GC, root)).toMatchObject({ packed: { files: 0, blocks: 0 }, applied: false });
  expect(expectSound(root)).toMatchObject({ leftovers: [], entries: { length: LENGTH } });
});

test('a change whose revision ends with 00 packs what is complete, and one that was left', async () => {
  const { root } = await prepareLong();
  lengthenLog(root, 499);
  await result('tag m@v1.0.0 turn=500 --json', root);
  expect(names(root).filter((name) => name.includes('-'))).toEqual([
    '0000000301-0000000400.jsonl',
    '0000000401-0000000500.jsonl',
  ]);
  expect(names(root)).toHaveLength(302);
  expect(expectSound(root)).toMatchObject({ leftovers: [], entries: { length: 500 } });
});

test('ten thousand entries become one file', async () => {
  const { root } = await prepareLong();
  lengthenLog(root, 10_151);
  expect(await result(GC, root)).toMatchObject({ packed: { files: 10_200, blocks: 102, left: 0 } });
  expect(names(root)).toEqual([
    '0000000001-0000010000.jsonl',
    '0000010001-0000010100.jsonl',
    ...Array.from({ length: 51 }, (_, at) => `00000${10_101 + at}.jsonl`),
  ]);
  rmSync(join(root, 'manifest.json'));
  expect((await result('list --json', root)).models).toMatchObject([{ ref: 't/m' }]);
  expect((await result('history --json', root)).entries).toHaveLength(10_151);
  expect((await result('verify --json', root)).damaged).toEqual([]);
  expectSound(root);
});

test('gc tells how far it is, and stops between two blocks when it is told to', async () => {
  const { root } = await prepareLong();
  const registry = new Registry(root);
  const stop = new AbortController();
  const told: number[] = [];
  const onProgress = (done: number, total: number) => {
    told.push(Math.round((100 * done) / total));
    if (told.length === 2) stop.abort();
  };
  await expect(registry.gc({}, { onProgress, signal: stop.signal })).rejects.toMatchObject({
    code: 'MREG_INTERRUPTED',
  });
  expect(told).toEqual([25, 50]);
  expect(expectSound(root)).toMatchObject({ leftovers: [], entries: { length: LENGTH } });
  expect(await registry.gc()).toMatchObject({ packed: { files: 200, blocks: 2 } });
});

/** gc packs nothing of the third hundred, and says what it left. */
async function expectLeft(root: string, left: number, ...others: number[]) {
  const { status, stdout, stderr } = await runMreg(words(GC, root));
  expect([status, JSON.parse(stdout).result.packed]).toMatchObject([0, { left }]);
  if (left > 0) expect(stderr).toContain(`${left} files of the log stay unpacked`);
  const there = names(root);
  expect(there).not.toContain('0000000201-0000000300.jsonl');
  const single = there.filter((name) => /^0000000(2\d[1-9]|2[1-9]0|300)\.jsonl$/.test(name));
  expect([single.length, others]).toEqual([left > 0 ? 100 : 99, others]);
}

test('what packing must not do to a damaged log: nothing', async () => {
  const edit = (line: string) => line.replace('runner', 'runnex');
  for (const [revision, change] of [
    [250, edit],
    [200, edit],
    [270, (line: string) => line.replace('"revision":270', '"revision":271')],
    [280, (line: string) => line.replace('}', '')],
    [290, undefined],
  ] as const) {
    const { root } = await prepareLong();
    const lines = linesOf(join(root, entryName(revision)));
    if (change) writeJournal(root, 'log', revision, lines.map(change));
    else rmSync(join(root, entryName(revision)));
    await expectLeft(root, change ? 100 : 0, revision);
  }
});

test('a block that is not whole is not taken for the end of the log', async () => {
  const { root } = await prepareLong();
  await result(GC, root);
  const path = join(root, blockName(1));
  const lines = linesOf(path);
  rmSync(join(root, 'manifest.json'));
  const of = (changed: readonly string[]) => encodeJournal('log', 1, changed, { last: 100 });
  for (const [bad, problem] of [
    [readFileSync(path, 'utf8').slice(0, -100), 'is not what was written: its first line has another digest'],
    [of(lines.slice(0, 90)), 'holds 90 batches, expected 100'],
    [of(lines.with(41, lines[40] as string)), 'has no entry 42 in its place'],
    [
      of(lines.with(2, lines[2]?.replace('"pin"', '"pon"') as string)),
      'holds an entry 4 that does not follow from entry 3',
    ],
  ] as const) {
    writeFileSync(path, bad);
    for (const line of ['list', 'history', 'tag m@1 a=b', 'export --all --with-history -o /dev/null']) {
      const { status, stderr } = await runMreg(words(line, root));
      expect([line, status, stderr]).toEqual([
        line,
        7,
        expect.stringContaining(`0000000001-0000000100.jsonl ${problem}`),
      ]);
    }
  }
});

test('entries are not removed where their block does not hold together', async () => {
  const { root } = await prepareLong();
  const lines = Array.from({ length: 100 }, (_, at) => linesOf(join(root, entryName(at + 1)))[0] as string);
  for (const bad of [lines.with(2, lines[2]?.replace('"pin"', '"pon"') as string), lines.toReversed()]) {
    writeJournal(root, 'log', 1, bad);
    expect(await runMreg(words(GC, root))).toMatchObject({ status: 0 });
    expect(names(root).filter((name) => /^0000000(0|100).*\.jsonl$/.test(name))).toHaveLength(101);
  }
  writeJournal(root, 'log', 1, lines);
  expect(await result(GC, root)).toMatchObject({ packed: { files: 100, blocks: 0 }, applied: true });
  expectSound(root);
});

test(
  'a block that another process made is synced into its directory before entries are removed',
  skipFor(reason),
  async () => {
    const { root, log } = await prepareLong();
    const lines = Array.from({ length: 100 }, (_, at) => linesOf(join(root, entryName(at + 1)))[0] as string);
    for (let revision = 101; revision <= LENGTH; revision += 1) rmSync(join(root, entryName(revision)));
    rmSync(join(root, 'manifest.json'));
    writeJournal(root, 'log', 1, lines);
    const { calls } = await startTraced(words(GC, root), log).ended;
    const done = calls.map(({ text }) => text.replaceAll(root, 'ROOT'));
    const removed = done.findIndex((line) => /^unlink(at)?\(.*"ROOT\/\.mreg\/log\//.test(line));
    const synced = done.findIndex((line) => line.startsWith('fsync(') && line.includes('<ROOT/.mreg/log>'));
    expect(removed).toBeGreaterThan(0);
    expect(synced).toBeGreaterThanOrEqual(0);
    expect(synced).toBeLessThan(removed);
  },
);

test('a reader in Python finds the same in a packed log', async () => {
  const { root } = await prepareLong();
  await result('promote m@v1.0.1 --to production --json', root);
  const { path } = await result('path m@production --json', root);
  await result(GC, root);
  const read = () =>
    execa('python3', ['-m', 'mreg', '--root', root, 'm@production'], {
      reject: false,
      env: { PYTHONPATH: resolve('python/src') },
    });
  rmSync(join(root, 'manifest.json'));
  expect(await read()).toMatchObject({ exitCode: 0, stdout: path });
  // What a writer that stood still may leave does not count.
  writeFileSync(join(root, entryName(107)), '{}');
  expect(await read()).toMatchObject({ exitCode: 0 });
  const whole = readFileSync(join(root, blockName(101)), 'utf8');
  writeFileSync(join(root, blockName(101)), whole.replace('runner', 'runnex'));
  expect(await read()).toMatchObject({
    exitCode: 7,
    stderr: expect.stringContaining('0000000101-0000000200.jsonl is not what was written'),
  });
  writeFileSync(join(root, blockName(101)), encodeJournal('log', 101, linesOf(join(root, blockName(201)))));
  expect(await read()).toMatchObject({
    exitCode: 7,
    stderr: expect.stringContaining('has no entry 101 in its place'),
  });
});

test('writers, readers and packers mixed: no reader sees an error, and no change is lost', async () => {
  const [writers, turns] = [8, count(12, 40)];
  const { root } = await prepareLong();
  lengthenLog(root, LENGTH + 20);
  const length = names(root).length;
  let writing = writers;
  const told = { writers, turns, reads: 0, packings: 0, blocks: 0, entries: 0 };
  const write = async (writer: number) => {
    for (let turn = 0; turn < turns; turn += 1)
      await result(`tag m@v1.0.0 writer${writer}=${turn} --json`, root);
    writing -= 1;
  };
  const read = async (reader: number) => {
    for (; writing > 0; told.reads += 1) {
      if (reader === 0) rmSync(join(root, 'manifest.json'), { force: true });
      const { damaged = [] } = await result(
        LOG.readers[(told.reads + reader) % LOG.readers.length] as string,
        root,
      );
      expect(damaged).toEqual([]);
    }
  };
  const pack = async () => {
    do {
      told.blocks += (await result(GC, root)).packed.blocks;
      told.packings += 1;
    } while (writing > 0);
  };
  const everyone = Array.from({ length: writers }, (_, writer) => write(writer));
  await Promise.all([...everyone, read(0), read(1), pack(), pack()]);
  await result(GC, root);
  const { entries, leftovers, models } = expectSound(root);
  told.entries = entries.length;
  figures('writers, readers and packers', { ...told, lost: length + writers * turns - entries.length });
  expect(entries).toHaveLength(length + writers * turns);
  expect(leftovers).toEqual([]);
  expect(names(root)).toHaveLength(Math.floor(entries.length / 100) + (entries.length % 100));
  for (let writer = 0; writer < writers; writer += 1)
    expect(models['t/m'].versions['v1.0.0'].tags[`writer${writer}`]).toBe(String(turns - 1));
});
