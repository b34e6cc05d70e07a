import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { detectModel } from '../../../src/detect/detect-model.ts';
import { expectLinear } from '../../support/growth.ts';
import { type Content, detect, fixture, fixtureNames, modelOf, sb3, zip } from './model-of.ts';

const samples: (readonly [string, Buffer])[] = [
  ...fixtureNames.flatMap((name) => Object.entries(fixture(name))),
  ['ppo.zip', sb3('2.9.2', { deflate: true })],
  ['big.zip', sb3('2.9.2', { zip64: true })],
];

test('cut anywhere', async () => {
  for (const [path, bytes] of samples) {
    for (let length = 0; length < bytes.length; length += 1 + Math.floor(bytes.length / 100)) {
      const { artifacts } = await detect({ [path]: bytes.subarray(0, length) });
      expect(artifacts).toEqual([path]);
    }
  }
});

test('overwritten anywhere with the largest numbers', async () => {
  for (const [path, bytes] of samples) {
    for (let at = 0; at < bytes.length; at += 1 + Math.floor(bytes.length / 100)) {
      const broken = Buffer.from(bytes).fill(0xff, at, Math.min(at + 8, bytes.length));
      const { artifacts } = await detect({ [path]: broken });
      expect(artifacts).toEqual([path]);
    }
  }
});

test('sizes and lengths that the file does not have', async () => {
  const reads: number[] = [];
  const claims = [
    'PK\x03\x04',
    '\x80\x04',
    '\x89HDF\r\n\x1a\n',
    'CBM1',
    '\x08\x08\x3a\xff\xff\xff\xff\xff\xff\x1f',
  ];
  const detected = await detectModel({
    files: claims.map((_, i) => ({ path: `${i}.onnx`, size: Number.MAX_SAFE_INTEGER })),
    async read(path, offset, length) {
      reads.push(length);
      const bytes = Buffer.alloc(length, 0x39);
      if (offset === 0) bytes.write(claims[Number(path[0])] ?? '', 'latin1');
      return bytes;
    },
  });
  expect(detected.artifacts).toHaveLength(claims.length);
  expect(Math.max(...reads)).toBeLessThanOrEqual(64 * 1024);
});

test('a deflate bomb is looked at in part', async () => {
  const bomb = gzipSync(Buffer.alloc(64 << 20));
  expect((await detect({ 'm.joblib': bomb })).framework).toEqual({ name: 'joblib' });
  const member = zip(
    { data: '', _stable_baselines3_version: Buffer.alloc(64 << 20, '1') },
    { deflate: true },
  );
  expect((await detect({ 'm.zip': member })).framework).toBeUndefined();
});

test('a reader that fails, or answers with more than was asked for', async () => {
  const files = [{ path: 'model.gguf', size: 8 }];
  const failing = { files, read: () => Promise.reject(new Error('EIO')) };
  expect(await detectModel(failing)).toEqual({ artifacts: ['model.gguf'] });
  const talkative = { files, read: async () => Buffer.from('GGUF\x03\0\0\0trailing') };
  expect((await detectModel(talkative)).framework).toEqual({ name: 'gguf', version: '3' });
});

describe('patterns that repeat do not slow the search down', () => {
  const worst = [
    '*\x061.1.',
    '_sklearn_version',
    'keras_version\0',
    '"version": [1',
    'X\0\0\0\0sklearn',
    'CatBoost release 1.1',
  ];
  test.each(worst)('%j', (seed) =>
    expectLinear(128 * 1024, (size) => {
      const filler = `${seed}${'1'.repeat(500)}`.repeat(size / 500).slice(0, size);
      const solid = `${seed}${'1'.repeat(size)}`;
      const contents = [
        '\x80\x04csklearn.a',
        '\x80\x04cxgboost.a',
        '\x89HDF\r\n\x1a\nkeras_version',
        '\x08\x01\x12',
      ].flatMap((begin) => [begin + filler, begin + solid]);
      return async () => {
        for (const content of contents) await detect({ 'saved_model.pb': content, 'model.pkl': content });
      };
    }),
  );
});

test('many small files: at most 64 are looked into', async () => {
  const model = modelOf(
    Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`${i}.pkl`, '\x80\x04N.'])),
  );
  const { artifacts } = await detectModel(model);
  expect(new Set(model.reads.map(({ path }) => path)).size).toBe(64);
  expect(artifacts).toHaveLength(1000);
});

test('many large files: at most 1 MiB is read, and the model near the root is found', async () => {
  const pickle = Buffer.alloc(200_000);
  pickle.write('\x80\x04', 'latin1');
  const contents: Record<string, Content> = { 'model.cbm': 'CBM1' };
  for (let i = 0; i < 100_000; i++) contents[`data/${i}.pkl`] = pickle;
  const model = modelOf(contents);
  const detected = await detectModel(model);
  expect(detected.framework).toEqual({ name: 'catboost' });
  expect(detected.artifacts[0]).toBe('model.cbm');
  expect(model.reads.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(1 << 20);
});

test('the time for very many files grows no faster than they do', () =>
  expectLinear(100_000, (size) => {
    const pickle = Buffer.from('\x80\x04N.', 'latin1');
    const model = modelOf(
      Object.fromEntries(Array.from({ length: size }, (_, i) => [`data/${i}.pkl`, pickle])),
    );
    return () => detectModel(model);
  }));
