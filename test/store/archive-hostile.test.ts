import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MregError } from '../../src/errors.ts';
import { Registry } from '../../src/registry.ts';
import { recipeMembers, sealed, tarOf } from '../support/archive.ts';
import { runMreg } from '../support/executable.ts';
import { HOSTILE, SOUND_HISTORY } from '../support/hostile-archives.ts';
import { RUN_ID, runArchive } from '../support/hostile-runs.ts';
import { seededRandom } from '../support/random.ts';
import { count, expectSound, figures, SEED, snapshot } from '../support/store.ts';

const work = mkdtempSync(join(tmpdir(), 'mreg-hostile-'));
const root = join(work, 'inner', 'model_registry');
const registry = new Registry(root);
const archive = join(work, 'archive.tar');
afterAll(() => rmSync(work, { recursive: true, force: true }));

beforeAll(async () => {
  mkdirSync(join(work, 'inner', 'out'), { recursive: true });
  writeFileSync(join(work, 'inner', 'out', 'model.bin'), 'first');
  await registry.register({ source: join(work, 'inner', 'out'), type: 'rl', name: 'ppo', stage: 'staging' });
  await registry.promote({ ref: 'ppo' });
});

/** How an import of these bytes ends: 'accepted', or the code it was refused with. */
async function importBytes(bytes: Buffer, into = registry): Promise<string> {
  writeFileSync(archive, bytes);
  try {
    await into.import({ from: archive });
    return 'accepted';
  } catch (error) {
    if (error instanceof MregError) return error.code;
    throw error;
  } finally {
    rmSync(archive);
  }
}

const REFUSED = ['MREG_INVALID', 'MREG_FORMAT'];

describe('the archive that all of them were made from', () => {
  it.each([
    ['plain', (tar: Buffer): Buffer => tar],
    ['compressed', (tar: Buffer) => gzipSync(tar)],
  ])('is accepted %s', async (name, change) => {
    const into = new Registry(join(work, name));
    expect(await importBytes(change(tarOf(recipeMembers())), into)).toBe('accepted');
    expect((await into.version('new@v1.0.0')).directory).toBe('rl/new_v1.0.0_20260101000000');
    expectSound(join(work, name));
  });
});

it('the history that the others were made from is accepted', async () => {
  const into = join(work, 'sound-history');
  expect(await importBytes(SOUND_HISTORY, new Registry(into))).toBe('accepted');
  expectSound(into);
});

it('the run that the others were made from is accepted', async () => {
  const into = join(work, 'sound-run');
  const other = new Registry(into);
  expect(await importBytes(runArchive(), other)).toBe('accepted');
  expect(await other.run(RUN_ID)).toMatchObject({ name: 'swift-otter', params: { lr: '0.1' }, artifacts: 1 });
  expect((await other.verify()).damaged).toEqual([]);
  expectSound(into);
});

const PACKED: Readonly<Record<string, (tar: Buffer) => Buffer>> = {
  'a second member': (tar) => Buffer.concat([gzipSync(tar), gzipSync(Buffer.from('more'))]),
  'a second member of nothing': (tar) => Buffer.concat([gzipSync(tar), gzipSync(Buffer.alloc(0))]),
  'the archive in two members': (tar) =>
    Buffer.concat([gzipSync(tar.subarray(0, 512)), gzipSync(tar.subarray(512))]),
  'a byte after it': (tar) => Buffer.concat([gzipSync(tar), Buffer.from('x')]),
  'a zero after it': (tar) => Buffer.concat([gzipSync(tar), Buffer.alloc(1)]),
  'a wrong checksum': (tar) => changed(gzipSync(tar), -8),
  'a wrong length': (tar) => changed(gzipSync(tar), -1),
  'another method': (tar) => changed(gzipSync(tar), 2),
  'a flag for an extra field': (tar) => changed(gzipSync(tar), 3, 4),
  'a flag for a comment': (tar) => changed(gzipSync(tar), 3, 16),
  'a reserved flag': (tar) => changed(gzipSync(tar), 3, 128),
  'a name without an end': (tar) =>
    Buffer.concat([changed(gzipSync(tar).subarray(0, 10), 3, 8), Buffer.alloc(9000, 'x')]),
  'no trailer': (tar) => gzipSync(tar).subarray(0, -8),
  'half a trailer': (tar) => gzipSync(tar).subarray(0, -4),
  'no header': (tar) => deflateRawSync(tar),
  'compressed twice': (tar) => gzipSync(gzipSync(tar)),
};

function changed(bytes: Buffer, at: number, to = (bytes.at(at) as number) ^ 1): Buffer {
  const copy = Buffer.from(bytes);
  copy[at < 0 ? copy.length + at : at] = to;
  return copy;
}

it('hostile archives, plain and compressed: none is accepted, and nothing is changed', async () => {
  const before = snapshot(work);
  const elsewhere = join(work, 'empty');
  const accepted: string[] = [];
  let tried = 0;
  const check = async (name: string, bytes: Buffer) => {
    tried += 1;
    // A history is refused by a registry that has its own, so it is also tried where there is none.
    const outcome = await importBytes(
      bytes,
      name.startsWith('a history') ? new Registry(elsewhere) : registry,
    );
    if (!REFUSED.includes(outcome)) accepted.push(`${name}: ${outcome}`);
    expect(readdirSync(join(root, '.mreg/staging')), name).toEqual([]);
  };
  for (const [name, tar] of HOSTILE) {
    await check(name, tar);
    await check(`${name}, compressed`, gzipSync(tar, { level: 1 }));
  }
  for (const [name, pack] of Object.entries(PACKED)) await check(name, pack(tarOf(recipeMembers())));
  figures('hostile archives', { archives: HOSTILE.size, tried, accepted: accepted.length });
  expect(accepted).toEqual([]);
  expect(HOSTILE.size).toBeGreaterThanOrEqual(150);
  expect(existsSync(join(elsewhere, 'manifest.json'))).toBe(false);
  rmSync(elsewhere, { recursive: true, force: true });
  expect(snapshot(work, { times: false })).toEqual(before.map((line) => line.replace(/\S+$/, '')));
  expect(existsSync('/tmp/mreg-escaped')).toBe(false);
  expectSound(root);
});

const SIZE = 64 << 20;
const filled = (text: string) => Buffer.alloc(SIZE, text);

it.each([
  ['spaces', Buffer.concat([filled(' '), Buffer.from('{}')])],
  ['empty lists', Buffer.concat([Buffer.from('['), filled('[],'), Buffer.from('[]]')])],
  ['files without a digest', Buffer.concat([Buffer.from('{"files":['), filled('{"path":"a"},')])],
  ['numbers', Buffer.concat([Buffer.from('{"files":['), filled('0,')])],
  ['short texts', Buffer.concat([Buffer.from('{"files":['), filled('"a",')])],
])('a list of %s is refused in constant memory', async (_, content) => {
  const path = join(work, 'swollen.tar');
  const list = { path: `.mreg/archive-${createHash('sha256').update(content).digest('hex')}.json`, content };
  for (const bytes of [tarOf([list]), gzipSync(tarOf([list]), { level: 1 })]) {
    writeFileSync(path, bytes);
    const { status, stderr } = await runMreg(['import', path, '--root', join(work, 'swollen')], {
      node: ['--max-old-space-size=160'],
    });
    expect(status, stderr).toBe(3);
    expect(stderr).toMatch(/more than files and versions|times/);
  }
  rmSync(path);
});

/** A whole registry in an archive: history, trash, a path that needs a pax header. */
async function makeExports(): Promise<Record<'plain' | 'history', Buffer>> {
  const home = join(work, 'source');
  const source = new Registry(join(home, 'model_registry'));
  for (const text of ['one', 'two', 'three']) {
    const name = join(home, 'out');
    mkdirSync(join(name, 'données'), { recursive: true });
    writeFileSync(join(name, 'model.bin'), text);
    writeFileSync(join(name, 'données', `${'long'.repeat(40)}.json`), '{}');
    await source.register({ source: name, type: 'rl', name: 'ppo', aliases: [text] });
  }
  await source.promote({ ref: 'ppo@1' });
  await source.removeAlias({ model: 'ppo', alias: 'two' });
  await source.delete({ refs: ['ppo@2'] });
  await source.export({ refs: ['ppo'], to: join(work, 'plain.tar') });
  await source.export({ all: true, withHistory: true, to: join(work, 'history.tar') });
  const made = {
    plain: readFileSync(join(work, 'plain.tar')),
    history: readFileSync(join(work, 'history.tar')),
  };
  for (const name of ['plain', 'history']) rmSync(join(work, `${name}.tar`));
  return made;
}

describe('an archive that was damaged', () => {
  let exports: Record<'plain' | 'history', Buffer>;
  beforeAll(async () => {
    exports = await makeExports();
  });

  it.each(['plain', 'history'] as const)('and cut at every 512 bytes is refused (%s)', async (kind) => {
    const tar = exports[kind];
    const into = new Registry(join(work, `cut-${kind}`));
    for (let end = 0; end < tar.length; end += 512)
      expect(await importBytes(tar.subarray(0, end), into), `cut at ${end}`).toBe('MREG_INVALID');
    const packed = gzipSync(tar);
    for (let end = 0; end < packed.length; end += 16)
      expect(await importBytes(packed.subarray(0, end), into), `compressed, cut at ${end}`).toBe(
        'MREG_INVALID',
      );
    figures(`cuts of the ${kind} archive`, {
      plain: tar.length / 512,
      compressed: Math.ceil(packed.length / 16),
    });
    expect(existsSync(join(work, `cut-${kind}`, 'manifest.json'))).toBe(false);
  });

  it('in one place is refused, unless the change makes no difference', async () => {
    const random = seededRandom(SEED);
    const total = count(200, 20_000);
    const counts = { mutations: total, seed: SEED, refused: 0, identical: 0 };
    for (let turn = 0; turn < total; turn += 1) {
      const kind = turn % 2 === 0 ? 'plain' : 'history';
      const { bytes, what } = mutate(exports[kind], random);
      const path = join(work, 'mutant');
      const into = new Registry(path);
      const outcome = await importBytes(bytes, into);
      if (outcome === 'accepted') {
        counts.identical += 1;
        expect(bytes.equals(exports[kind]), `${kind}: ${what}`).toBe(true);
      } else {
        counts.refused += 1;
        expect(REFUSED, `${kind}: ${what}`).toContain(outcome);
        expect(existsSync(join(path, 'manifest.json')), what).toBe(false);
      }
      rmSync(path, { recursive: true, force: true });
    }
    figures('mutations', counts);
    expect(counts.refused).toBeGreaterThan(total / 2);
  });
});

const HEADER_FIELDS = [
  [0, 100],
  [100, 8],
  [108, 8],
  [116, 8],
  [124, 12],
  [136, 12],
  [156, 1],
  [157, 100],
  [257, 8],
  [265, 32],
  [297, 32],
  [329, 8],
  [337, 8],
  [345, 155],
  [500, 12],
] as const;

/** One field of one header with the checksum made right again, one byte anywhere, or one block more, less or moved. */
function mutate(tar: Buffer, random: (below: number) => number): { bytes: Buffer; what: string } {
  const bytes = Buffer.from(tar);
  const kind = random(4);
  if (kind < 2) {
    const headers: number[] = [];
    for (let at = 0; at < bytes.length; at += 512)
      if (bytes.toString('latin1', at + 257, at + 262) === 'ustar') headers.push(at);
    const at = headers[random(headers.length)] as number;
    const [offset, length] = HEADER_FIELDS[random(HEADER_FIELDS.length)] as readonly [number, number];
    const place = at + offset + random(length);
    bytes[place] = kind === 0 ? 0x30 + random(8) : random(256);
    sealed(bytes.subarray(at, at + 512));
    return {
      bytes,
      what: `header at ${at}, byte ${offset}+${place - at - offset}: ${tar[place]} to ${bytes[place]}`,
    };
  }
  if (kind === 2) {
    const place = random(bytes.length);
    bytes[place] = (bytes[place] as number) ^ (1 << random(8));
    return { bytes, what: `bit in byte ${place}` };
  }
  const blocks: Buffer[] = Array.from({ length: bytes.length / 512 }, (_, index) =>
    bytes.subarray(index * 512, (index + 1) * 512),
  );
  const [from, to] = [random(blocks.length - 2), random(blocks.length - 2)];
  const [block = bytes] = random(2) === 0 ? blocks.splice(from, 1) : [blocks[from] as Buffer];
  if (random(2) === 0) blocks.splice(to, 0, block);
  return { bytes: Buffer.concat(blocks), what: `block ${from} at ${to}` };
}

it('leaves no trace of an archive that goes wrong after its last file', async () => {
  const [list, ...files] = recipeMembers();
  const tar = tarOf([list as never, ...files], Buffer.alloc(512));
  const before = snapshot(root, { times: false });
  expect(await importBytes(tar)).toBe('MREG_INVALID');
  expect(snapshot(root, { times: false })).toEqual(before);
});
