import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { Registry } from '../../src/index.ts';
import { runMreg } from '../support/executable.ts';
import { entryName, LENGTH, lengthenLog, prepareLong, segmentName } from '../support/long-log.ts';
import { answers, GC, names, result, words } from '../support/packing.ts';
import { expectSound, figures, snapshot } from '../support/store.ts';
import { whyNoStrace } from '../support/strace.ts';

const reason = whyNoStrace();
beforeAll(() => {
  if (reason !== undefined) figures('packing', { skipped: reason });
});

async function exported(root: string): Promise<{ archive: string; digest: string }> {
  const archive = join(root, '..', `${randomUUID()}.tar`);
  const { digest } = await result(`export --all --with-history -o ${archive} --json`, root);
  return { archive, digest };
}

test('gc packs what lies far below the head, and no reader sees a difference', async () => {
  const { root } = await prepareLong();
  const before = await answers(root);
  const { digest } = await exported(root);
  const texts = Array.from({ length: 1000 }, (_, index) => readFileSync(join(root, entryName(index + 1))));
  const untouched = snapshot(root);
  expect(await result('gc --dry-run --json', root)).toMatchObject({
    packed: { entries: 1000, segments: 1 },
    applied: false,
  });
  expect(snapshot(root)).toEqual(untouched);
  expect(await result(GC, root)).toMatchObject({
    remove: [],
    packed: { entries: 1000, segments: 1 },
    revision: LENGTH,
    applied: true,
  });
  expect(names(root)).toHaveLength(1 + LENGTH - 1000);
  expect(readFileSync(join(root, segmentName(1))).equals(Buffer.concat(texts))).toBe(true);
  expect(await answers(root)).toEqual(before);
  rmSync(join(root, 'manifest.json'));
  expect(await answers(root)).toEqual(before);
  const packed = await exported(root);
  expect(packed.digest).toBe(digest);
  const copy = join(root, '..', 'copy');
  await result(`import ${packed.archive} --json`, copy);
  expect((await exported(copy)).digest).toBe(digest);
  expect(await result(GC, root)).toMatchObject({ packed: { entries: 0, segments: 0 }, applied: false });
  expect(expectSound(root)).toMatchObject({ leftovers: [], entries: { length: LENGTH } });
});

test('gc tells how far it is, and stops between two segments when it is told to', async () => {
  const { root } = await prepareLong();
  lengthenLog(root, LENGTH + 1000);
  const registry = new Registry(root);
  const stop = new AbortController();
  const told: number[] = [];
  const onProgress = (done: number, total: number) => {
    told.push(Math.round((100 * done) / total));
    stop.abort();
  };
  await expect(registry.gc({}, { onProgress, signal: stop.signal })).rejects.toMatchObject({
    code: 'MREG_INTERRUPTED',
  });
  expect(told).toEqual([50]);
  expect(expectSound(root)).toMatchObject({ leftovers: [], entries: { length: LENGTH + 1000 } });
  expect(await registry.gc()).toMatchObject({ packed: { entries: 1000, segments: 1 } });
});

test('a log that is not long enough is left as it is', async () => {
  const { root } = await prepareLong();
  for (let revision = 2000; revision <= LENGTH; revision += 1) rmSync(join(root, entryName(revision)));
  rmSync(join(root, 'manifest.json'));
  expect(await result(GC, root)).toMatchObject({ packed: { entries: 0, segments: 0 }, revision: 1999 });
  expect(names(root)).toHaveLength(1999);
});

/** gc packs nothing, and says what it left. */
async function expectLeft(root: string, left: number) {
  const { status, stdout, stderr } = await runMreg(words(GC, root));
  const packed = { entries: 0, segments: 0, left };
  expect([status, JSON.parse(stdout).result]).toMatchObject([0, { packed, applied: false }]);
  expect(stderr).toContain(`${left} entries of the log stay unpacked`);
}

test('what packing must not do to a damaged log: nothing', async () => {
  for (const [revision, change] of [
    [500, (text: string) => text.replace('runner', 'runnex')],
    [1000, (text: string) => text.replace('runner', 'runnex')],
    [700, (text: string) => text.replace('"revision": 700', '"revision": 701')],
    [800, (text: string) => `${JSON.stringify(JSON.parse(text))}\n`],
    [900, undefined],
  ] as const) {
    const { root } = await prepareLong();
    const path = join(root, entryName(revision));
    const text = readFileSync(path, 'utf8');
    rmSync(path);
    if (change) writeFileSync(path, change(text));
    const before = names(root);
    await expectLeft(root, change ? 1000 : 999);
    expect([revision, names(root)]).toEqual([revision, before]);
  }
});

test('a log with an entry that another tool has written its own way is left as it is', async () => {
  const { root } = await prepareLong();
  let previous: string | undefined;
  for (let revision = 800; revision <= LENGTH; revision += 1) {
    const path = join(root, entryName(revision));
    const entry = JSON.parse(readFileSync(path, 'utf8'));
    const text = JSON.stringify(
      { ...entry, previous: previous ?? entry.previous },
      null,
      revision === 800 ? 0 : 2,
    );
    rmSync(path);
    writeFileSync(path, `${text}\n`);
    previous = createHash('sha256').update(`${text}\n`).digest('hex');
  }
  rmSync(join(root, 'manifest.json'));
  await expectLeft(root, 1000);
  expect(names(root)).toHaveLength(LENGTH);
  expectSound(root);
});

test('a segment that is cut short is not taken for the end of the log', async () => {
  const { root } = await prepareLong();
  await result(GC, root);
  const path = join(root, segmentName(1));
  const texts = readFileSync(path, 'utf8').split(/(?<=^}\n)/m);
  rmSync(join(root, 'manifest.json'));
  for (const [bad, problem] of [
    [texts.slice(0, 900).join(''), 'does not hold the entries 1 to 1000'],
    [texts.with(41, texts[40] as string).join(''), 'has no entry 42 in its place'],
    [texts.join('').replace('"pin"', '"pon"'), 'holds an entry 4 that does not follow from entry 3'],
  ] as const) {
    writeFileSync(path, bad);
    for (const line of ['list', 'history', 'tag m@1 a=b', 'export --all --with-history -o /dev/null']) {
      const { status, stderr } = await runMreg(words(line, root));
      expect([line, status, stderr]).toEqual([
        line,
        7,
        expect.stringContaining(`0000000001-0000001000.json ${problem}`),
      ]);
    }
  }
});

test('entries are not removed where their segment is not what it should be', async () => {
  const { root } = await prepareLong();
  const texts = Array.from({ length: 1000 }, (_, index) =>
    readFileSync(join(root, entryName(index + 1)), 'utf8'),
  );
  const whole = texts.join('');
  for (const bad of [
    whole.replace('"pin"', '"pon"'),
    texts.slice(0, 999).join(''),
    whole.slice(0, -2),
    texts.toReversed().join(''),
    '',
  ]) {
    writeFileSync(join(root, segmentName(1)), bad);
    const before = names(root);
    await expectLeft(root, 1000);
    expect(names(root)).toEqual(before);
  }
  writeFileSync(join(root, segmentName(1)), whole);
  expect(await result(GC, root)).toMatchObject({ packed: { entries: 1000, segments: 0 }, applied: true });
  expect(names(root)).toHaveLength(1 + LENGTH - 1000);
  expectSound(root);
});
