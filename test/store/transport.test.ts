import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Registry } from '../../src/registry.ts';
import { header, listOf, octal, pax, recipeMembers, tarOf } from '../support/archive.ts';
import { runMreg, startWatched } from '../support/executable.ts';
import { skipFor } from '../support/skip.ts';
import { atEachStep } from '../support/stopped.ts';
import { figures, snapshot } from '../support/store.ts';
import { whyNoStrace } from '../support/strace.ts';

const work = mkdtempSync(join(tmpdir(), 'mreg-transport-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));
const place = (name: string) => join(work, name);
const root = place('source');
const source = new Registry(root);
const LATER = { olderThan: '2999-01-01' };

async function register(text: string, more: object = {}): Promise<void> {
  const out = place('out');
  mkdirSync(join(out, 'sub'), { recursive: true });
  writeFileSync(join(out, 'model.bin'), text);
  writeFileSync(join(out, 'sub', `${'größe'.repeat(20)}.json`), '{}');
  await source.register({ source: out, type: 'rl', name: 'ppo', ...more });
}

/** What a directory tree holds, wherever it lies. */
const contentOf = (path: string) =>
  snapshot(path, { times: false }).map((line) =>
    line.replace(path, '').replace(/^(\S*) \d{5} $/, '$1 directory'),
  );

/** A registry with everything that a history can have, and its archives: a full one and three increments. */
const archives: string[] = [];
beforeAll(async () => {
  const save = async (since: number | undefined) => {
    const to = place(`part-${archives.length}.tar`);
    archives.push(to);
    const { revision } = await source.export({ all: true, withHistory: true, since, to });
    return revision;
  };
  await register('one', {
    metadata: { tags: { team: 'quant' }, description: 'first' },
    metrics: { 'validation.f1': 0.5 },
  });
  await register('two', { stage: 'staging', aliases: ['champion'] });
  await register('gone', { name: 'gone' });
  await source.delete({ refs: ['gone@1'] });
  await source.gc(LATER);
  let since = await save(undefined);
  await source.promote({ ref: 'ppo' });
  await register('three', { parents: ['ppo@2'] });
  await source.delete({ refs: ['ppo@1'] });
  await source.tag({ ref: 'ppo@2', set: { reviewed: 'yes' } });
  since = await save(since);
  await source.restore({ ref: 'ppo@1' });
  await source.delete({ refs: ['ppo@1'] });
  await register('four');
  await source.delete({ refs: ['ppo@4'] });
  await source.restore({ ref: 'ppo@4' });
  await source.pin({ ref: 'ppo@4', to: true });
  since = await save(since);
  await register('temporary', { name: 'temporary' });
  await source.delete({ refs: ['temporary@1'] });
  await source.gc({ ...LATER, only: ['.mreg/trash/none'] });
  await source.promote({ ref: 'ppo@3', to: 'production' });
  await source.rollback({ model: 'ppo' });
  await source.setAlias({ ref: 'ppo@3', alias: 'champion' });
  await save(since);
});

describe('a whole registry', () => {
  it('comes back from a full archive byte for byte, and so does the archive', async () => {
    const to = place('full.tar');
    await source.export({ all: true, withHistory: true, to });
    const copy = new Registry(place('copy'));
    const result = await copy.import({ from: to });
    expect(result).toMatchObject({ applied: true, revision: (await source.history()).entries[0]?.revision });
    expect(contentOf(place('copy'))).toEqual(contentOf(root));
    await copy.export({ all: true, withHistory: true, to: place('again.tar') });
    expect(readFileSync(place('again.tar')).equals(readFileSync(to))).toBe(true);
    expect((await copy.verify()).damaged).toEqual([]);
    // Once more there is nothing to do.
    expect(await copy.import({ from: to })).toMatchObject({ applied: false, entries: 0 });
  });

  it('comes back from a full archive and three increments, with the same head', async () => {
    const copy = new Registry(place('restored'));
    const [full = '', first = '', second = '', third = ''] = archives;
    await copy.import({ from: full });
    await expect(copy.import({ from: second })).rejects.toMatchObject({ code: 'MREG_CONFLICT' });
    for (const from of [first, second, third])
      expect(await copy.import({ from })).toMatchObject({ applied: true });
    expect((await copy.verify()).head).toBe((await source.verify()).head);
    expect((await copy.verify()).damaged).toEqual([]);
    expect(contentOf(place('restored'))).toEqual(contentOf(root));
    expect(await copy.import({ from: second })).toMatchObject({ applied: false });
    figures('restored', { archives: archives.length, revision: (await copy.verify()).revision });
  });

  it('does not go over another history', async () => {
    const other = new Registry(place('other'));
    await other.init();
    const before = contentOf(place('other'));
    await expect(other.import({ from: archives[0] as string })).rejects.toMatchObject({
      code: 'MREG_CONFLICT',
    });
    expect(contentOf(place('other'))).toEqual(before);
  });

  it('unpacked by tar is the registry, all but its manifest', async () => {
    mkdirSync(place('untarred'));
    await source.export({ all: true, withHistory: true, to: place('untar.tar') });
    execFileSync('tar', ['-xf', place('untar.tar'), '-C', place('untarred')]);
    const { damaged } = await new Registry(place('untarred')).verify();
    expect(damaged).toEqual([]);
  });
});

describe('versions', () => {
  it('come with their labels, and go out again in the same bytes', async () => {
    const to = place('versions.tar');
    await source.export({ all: true, to });
    const copy = new Registry(place('versions'));
    expect((await copy.import({ from: to })).versions).toHaveLength(3);
    await copy.export({ all: true, to: place('versions-again.tar') });
    expect(readFileSync(place('versions-again.tar')).equals(readFileSync(to))).toBe(true);
    for (const ref of ['ppo@2', 'ppo@3', 'ppo@4']) {
      // A stage that it has here it has since the import.
      const { directory: _, updated_at: __, ...there } = await source.version(ref);
      expect(await copy.version(ref)).toMatchObject(there);
    }
    expect((await copy.history()).entries).toHaveLength(1);
    expect((await copy.verify()).damaged).toEqual([]);
  });

  it('that are taken by other files fail, are skipped or renamed; those that are identical stay', async () => {
    const copy = new Registry(place('taken'));
    writeFileSync(join(place('out'), 'model.bin'), 'another');
    await copy.register({
      source: place('out'),
      type: 'rl',
      name: 'ppo',
      version: 'v1.0.1',
      stage: 'production',
    });
    const from = place('taken.tar');
    await source.export({ refs: ['ppo@2', 'ppo@3'], to: from });
    const before = contentOf(place('taken'));
    await expect(copy.import({ from })).rejects.toMatchObject({
      code: 'MREG_EXISTS',
      details: { conflicts: ['rl/ppo@v1.0.1'] },
    });
    const plan = await copy.import({ from, onConflict: 'rename', dryRun: true });
    expect(plan).toMatchObject({ applied: false });
    expect(contentOf(place('taken'))).toEqual(before);
    const renamed = await copy.import({ from, onConflict: 'rename' });
    expect(renamed.versions).toEqual(plan.versions);
    expect(renamed.versions.map(({ outcome, imported_as }) => [outcome, imported_as])).toEqual([
      ['renamed', 'rl/ppo@v1.0.3'],
      ['imported', 'rl/ppo@v1.0.2'],
    ]);
    expect((await copy.version('ppo@v1.0.3')).version).toBe('v1.0.3');
    expect((await copy.production('ppo')).version).toBe('v1.0.1');
    expect((await copy.verify()).damaged).toEqual([]);
    for (const onConflict of ['rename', 'skip'] as const)
      expect(await copy.import({ from, onConflict })).toMatchObject({ applied: false });
  });
});

it('an archive is listed alike by GNU tar and by Python', async ({ skip }) => {
  const missing = ['tar', 'python3'].filter((name) => !isThere(name));
  skip(missing.length > 0, `needs ${missing.join(', ')}`);
  for (const compress of [undefined, 'gzip'] as const) {
    const to = place('listed.tar');
    await source.export({ all: true, withHistory: true, to, compress });
    const env = { ...process.env, LC_ALL: 'C.UTF-8', PYTHONUTF8: '1' };
    const tar = execFileSync('tar', ['--quoting-style=literal', '-tf', to], { encoding: 'utf8', env });
    const code = 'import sys, tarfile\nfor m in tarfile.open(sys.argv[1]): print(m.name)';
    const python = execFileSync('python3', ['-c', code, to], { encoding: 'utf8', env });
    expect(python).toBe(tar);
    const { files } = await new Registry(place('listed')).import({ from: to, dryRun: true });
    expect(tar.trim().split('\n')).toHaveLength(files + 1);
  }
});

function isThere(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('two imports at once', () => {
  it.each(['whole', 'versions'])('of %s: one takes it in, the other finds it there', async (kind) => {
    const from = place(`race-${kind}.tar`);
    await source.export({ all: true, withHistory: kind === 'whole', to: from });
    for (let turn = 0; turn < 4; turn += 1) {
      const into = place(`race-${kind}-${turn}`);
      const runs = await Promise.all(
        [1, 2, 3].map(() => runMreg(['import', from, '--root', into, '--json'])),
      );
      const statuses = runs.map(({ status }) => status).sort();
      // Who comes too late to found the history is told so.
      expect(statuses[0], JSON.stringify(runs)).toBe(0);
      expect([0, 5], JSON.stringify(runs)).toContain(statuses[2]);
      const registry = new Registry(into);
      expect((await registry.listVersions({ model: 'ppo' })).versions).toHaveLength(3);
      expect((await registry.verify()).damaged).toEqual([]);
      if (kind === 'versions') expect((await registry.history()).entries).toHaveLength(1);
    }
  });
});

describe('an import that is killed', skipFor(whyNoStrace()), () => {
  const STEPS = ['mkdir', 'link', 'rename'] as const;

  it.each(['whole', 'versions', 'increment'])(
    '(%s) leaves nothing half done, and can be run again',
    async (kind) => {
      const from = place(`kill-${kind}.tar`);
      if (kind === 'increment') cpSync(archives[2] as string, from);
      else await source.export({ all: true, withHistory: kind === 'whole', to: from });
      const home = place(`kill-home-${kind}`);
      const into = join(home, 'model_registry');
      mkdirSync(home);
      if (kind === 'increment')
        for (const part of archives.slice(0, 2)) await new Registry(into).import({ from: part });
      const heads = new Set([null, ...(await source.history()).entries.map(({ previous }) => previous)]);
      // Of versions, what a killed import left may keep the name of a directory.
      const stateOf = async (registry: Registry) =>
        JSON.stringify(
          (await registry.listVersions({ model: 'ppo' })).versions.map(
            ({ directory, updated_at: _, ...version }) =>
              kind === 'versions' ? version : { ...version, directory },
          ),
        );
      const left = (step: number) => join(home, `left-${step}`);
      const points = await atEachStep(STEPS, ['import', from, '--root', into], home, (step) =>
        execFileSync('cp', ['-a', into, left(step)]),
      );
      const wanted = await stateOf(new Registry(into));
      for (let step = 1; step <= points; step += 1) {
        const at = `${kind}, killed after step ${step}`;
        const registry = new Registry(left(step));
        const found = existsSync(join(left(step), '.mreg/log')) ? await registry.verify() : undefined;
        expect(found?.damaged ?? [], at).toEqual([]);
        // All or nothing, or, of an increment, a state that the other registry once had.
        const entries = found?.revision ?? 0;
        if (kind === 'whole') expect([0, (await source.verify()).revision], at).toContain(entries);
        if (kind === 'versions') expect([0, 1], at).toContain(entries);
        if (kind === 'increment') expect(heads.has(found?.head ?? null), at).toBe(true);
        await registry.import({ from });
        expect(await stateOf(registry), at).toBe(wanted);
        expect((await registry.verify()).damaged, at).toEqual([]);
      }
      figures(`kills of an import (${kind})`, { points });
      expect(points).toBeGreaterThan(5);
    },
  );
});

describe('a bomb of 10 GiB', () => {
  const SIZE = 10 * 2 ** 30;

  /** Deflate data that can be put together: each part ends at a byte. Of the second half every byte is wrong, so who reads so
   * far says something else than that it swells. */
  function bomb(head: Buffer): Buffer {
    const part = (bytes: Buffer) => deflateRawSync(bytes, { level: 9, finishFlush: constants.Z_FULL_FLUSH });
    const zeros = Buffer.alloc(64 << 20);
    const packed = part(zeros);
    const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
    const half = SIZE / zeros.length / 2;
    const wrong = Buffer.alloc(packed.length, 0xff);
    const parts = Array.from({ length: 2 * half }, (_, index) => (index < half ? packed : wrong));
    return Buffer.concat([header, part(head), ...parts]);
  }

  function listed(): Buffer {
    const [list, metadata] = recipeMembers();
    const path = 'rl/new_v1.0.0_20260101000000/model.bin';
    const document = JSON.parse(String(list?.content));
    document.files[1] = { path, size: SIZE, sha256: '0'.repeat(64) };
    const { files: _, ...facts } = document;
    const lying = listOf({ ...facts, files: document.files }, []);
    return Buffer.concat([
      tarOf([lying, metadata as NonNullable<typeof metadata>], Buffer.alloc(0)),
      pax(
        [
          ['path', path],
          ['size', String(SIZE)],
        ],
        'x',
        'model.bin',
      ),
      header({ name: path, size: Buffer.from('800000000000000280000000', 'hex') }),
    ]);
  }

  it.each([
    ['of zeros', () => Buffer.alloc(0), false, /does not begin with its list/],
    ['that is on its list', listed, false, /swells/],
    ['that is on its list, through a pipe', listed, true, /swells/],
    [
      'that is a list',
      () => header({ name: `.mreg/archive-${'0'.repeat(64)}.json`, size: octal(2 ** 33 - 1, 12) }),
      false,
      /the list has 8589934591 bytes/,
    ],
  ] as const)('%s is refused at once, in little memory', async (_, head, piped, refusal) => {
    const path = place('bomb.tar.gz');
    writeFileSync(path, bomb(head()));
    const into = place('bombed');
    const wrapper = piped ? ['sh', '-c', `cat '${path}' | "$@"`, 'sh'] : [];
    const words = ['import', piped ? '-' : path, '--root', into];
    const { ended, peak } = startWatched(words, place('peak'), { wrapper });
    const { status, stderr } = await ended;
    const memory = peak() / 2 ** 20;
    figures('bomb', { 'MiB at the peak': Math.round(memory) });
    expect(stderr).toMatch(refusal);
    expect(status, stderr).toBe(3);
    expect(existsSync(join(into, 'manifest.json'))).toBe(false);
    // Through a pipe nothing tells how small the archive is, so some of it is written before it is known. Pieces are collected with
    // young objects, 16 MiB of them at a time: 75 to 107 MiB.
    expect(memory).toBeLessThan(piped ? 116 : 64);
  });
});
