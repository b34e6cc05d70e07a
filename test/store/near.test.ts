import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { formatManifest } from '../../src/core/manifest/manifest.ts';
import { EMPTY_STATE, type State, splitKey } from '../../src/core/state/state.ts';
import type { ModelState } from '../../src/generated/manifest.ts';
import { readStateNear } from '../../src/store/journal/near.ts';
import { layoutOf } from '../../src/store/layout.ts';
import { workspace } from '../support/store.ts';

const HEX = 'ab'.repeat(32);

function model(key: string, count: number): ModelState {
  const versions = Array.from({ length: count }, (_, index) => [
    `v1.0.${index}`,
    {
      number: index + 1,
      directory: `${key}_v1.0.${index}_20260101000000`,
      registered_at: '2026-01-01T00:00:00.000Z',
      metadata_sha256: HEX,
      digest: HEX,
      size: index,
      // A description may hold whatever looks like the format.
      ...(index % 7 === 0 && { description: `\n    "${key}x": {\n    }\n  }` }),
    },
  ]);
  return {
    next_number: count + 1,
    stages: { Production: [`v1.0.${count - 1}`] },
    aliases: {},
    versions: Object.fromEntries(versions),
  };
}

/** Keys that are near each other, before and after the slash, and models of very different sizes. */
function largeState(): State {
  const types = ['a', 'a-b', 'a.b', 'a0', 'ab', 'z'];
  const keys = types.flatMap((type, at) =>
    Array.from({ length: 40 * (at + 1) }, (_, index) => `${type}/m${index}`),
  );
  const models = keys.map((key, at) => [key, model(key, at % 97 === 5 ? 900 : 1 + (at % 3))] as const);
  return { ...EMPTY_STATE, models: Object.fromEntries(models) };
}

function write(text: string) {
  const root = join(workspace(), 'registry');
  mkdirSync(join(root, '.mreg', 'log'), { recursive: true });
  writeFileSync(join(root, 'manifest.json'), text);
  return layoutOf(root);
}

it('finds every model that is there, and of a bare name those of all types', async () => {
  const state = largeState();
  const layout = write(formatManifest(state));
  for (const [key, expected] of Object.entries(state.models)) {
    const { type, name } = splitKey(key);
    const near = await readStateNear(layout, { type, name });
    expect(near).toEqual({ ...state, models: { [key]: expected } });
  }
  for (const name of ['m0', 'm39', 'm40', 'm79', 'm200', 'm239']) {
    const keys = Object.keys(state.models).filter((key) => key.endsWith(`/${name}`));
    const near = await readStateNear(layout, { name });
    expect(Object.keys(near?.models ?? {}).sort()).toEqual(keys.sort());
  }
  for (const wanted of [
    { name: 'm240' },
    { name: 'm' },
    { type: 'a', name: 'm40' },
    { type: 'q', name: 'm1' },
  ])
    expect(await readStateNear(layout, wanted)).toBeUndefined();
});

it('leaves what it cannot vouch for to who reads the whole', async () => {
  const text = formatManifest(largeState());
  const wanted = { type: 'a', name: 'm0' };
  expect(await readStateNear(write(text), wanted)).toBeDefined();
  for (const other of [
    '',
    text.slice(0, 1000),
    text.slice(0, -3),
    text.replace('"format"', ' "format"'),
    text.replace('    "a/m0": {\n      "next', '    "a/m0": {\n      next'),
    JSON.stringify(JSON.parse(text)),
  ])
    expect(await readStateNear(write(other), wanted)).toBeUndefined();
});

it('refuses a format that it does not know', async () => {
  const layout = write(formatManifest(largeState()).replace('"format": 1', '"format": 2'));
  expect(readFileSync(layout.manifest, 'utf8')).toContain('"format": 2');
  await expect(readStateNear(layout, { name: 'm0' })).rejects.toMatchObject({ code: 'MREG_FORMAT' });
});
