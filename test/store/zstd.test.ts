import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Registry } from '../../src/registry.ts';
import { skipFor } from '../support/skip.ts';
import { expectSound, snapshot } from '../support/store.ts';

const { zstdCompressSync: compress } = zlib as unknown as {
  zstdCompressSync?: (bytes: Uint8Array) => Buffer;
};
const noZstd = compress ? undefined : `Node ${process.version} has no zstd; 22.15 and later have`;

describe('an archive compressed with zstd', skipFor(noZstd), () => {
  const work = mkdtempSync(join(tmpdir(), 'mreg-zstd-'));
  afterAll(() => rmSync(work, { recursive: true, force: true }));
  const source = new Registry(join(work, 'source'));
  const target = join(work, 'target');
  const archive = join(work, 'archive.tar.zst');
  let packed: Buffer;
  let plain: Buffer;

  beforeAll(async () => {
    writeFileSync(join(work, 'model.bin'), Buffer.alloc(300_000, 'weights'));
    await source.register({ source: join(work, 'model.bin'), type: 'rl', name: 'ppo' });
    await source.export({ all: true, to: archive, compress: 'zstd' });
    packed = readFileSync(archive);
    await source.export({ all: true, to: join(work, 'archive.tar') });
    plain = readFileSync(join(work, 'archive.tar'));
  });

  it('is made alike each time and taken in', async () => {
    await source.export({ all: true, to: join(work, 'again.tar.zst'), compress: 'zstd' });
    expect(readFileSync(join(work, 'again.tar.zst')).equals(packed)).toBe(true);
    await new Registry(target).import({ from: archive });
    expectSound(target);
  });

  it.each<[string, () => Buffer]>([
    ['cut in the middle', () => packed.subarray(0, packed.length >> 1)],
    ['cut by a byte', () => packed.subarray(0, -1)],
    ['with a byte after it', () => Buffer.concat([packed, Buffer.from('x')])],
    ['with a zero after it', () => Buffer.concat([packed, Buffer.alloc(1)])],
    ['twice', () => Buffer.concat([packed, packed])],
    ['in two frames', () => Buffer.concat([toFrame(plain.subarray(0, 512)), toFrame(plain.subarray(512))])],
    ['and a frame of nothing', () => Buffer.concat([packed, toFrame(Buffer.alloc(0))])],
    ['compressed twice', () => toFrame(packed)],
    ['swelling', () => toFrame(Buffer.alloc(1 << 30))],
  ])('is refused %s', async (_, made) => {
    const into = join(work, 'into');
    await new Registry(into).init();
    const before = snapshot(into, { times: false });
    writeFileSync(archive, made());
    await expect(new Registry(into).import({ from: archive })).rejects.toMatchObject({
      code: 'MREG_INVALID',
    });
    expect(snapshot(into, { times: false })).toEqual(before);
  });

  function toFrame(bytes: Uint8Array): Buffer {
    return (compress as NonNullable<typeof compress>)(bytes);
  }
});
