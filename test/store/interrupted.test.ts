import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Registry, type Work } from '../../src/registry.ts';
import { expectSound, makeModel, makeRegistry, workspace } from '../support/store.ts';

/** All work that may take its time; each has something to do. */
const LONG: Record<string, (at: { registry: Registry; place: string }, work: Work) => Promise<unknown>> = {
  verify: ({ registry }, work) => registry.verify({}, work),
  'verify, sizes only': ({ registry }, work) => registry.verify({ quick: true }, work),
  'verify of one model': ({ registry }, work) => registry.verify({ ref: 't/m' }, work),
  doctor: ({ registry }, work) => registry.doctor({}, work),
  search: ({ registry }, work) => registry.search({ condition: 'framework not exists' }, work),
  report: ({ registry }, work) => registry.report({}, work),
  gc: ({ registry }, work) => registry.gc({ olderThan: '2999-01-01' }, work),
  register: ({ registry, place }, work) =>
    registry.register({ source: join(place, 'model'), type: 't', name: 'm' }, work),
  adopt: ({ registry }, work) => registry.adopt({}, work),
  'artifacts of a run': async ({ registry, place }, work) => {
    const { id } = await registry.createRun();
    return registry.logArtifacts({ owner: id, source: join(place, 'model') }, work);
  },
  export: ({ registry, place }, work) => registry.export({ all: true, to: join(place, 'cut.tar') }, work),
  import: async ({ place }, work) =>
    new Registry(join(place, 'other')).import({ from: join(place, 'all.tar') }, work),
};

it.each(Object.entries(LONG))('%s obeys a signal: MREG_INTERRUPTED, no findings', async (_, run) => {
  const place = workspace();
  const root = await makeRegistry(place, 2);
  const registry = new Registry(root);
  makeModel(join(place, 'model'), { 'a.bin': 'other weights' });
  await registry.export({ all: true, to: join(place, 'all.tar') });
  mkdirSync(join(root, '.mreg/staging/left'));
  makeModel(join(root, 't/hand_v1.0.0_20260101000000'), { 'a.bin': 'a' });
  writeFileSync(
    join(root, 't/hand_v1.0.0_20260101000000/metadata.json'),
    JSON.stringify({ model_name: 'hand', model_version: 'v1.0.0', model_artifact_files: ['a.bin'] }),
  );
  await expect(run({ registry, place }, { signal: { aborted: true } })).rejects.toMatchObject({
    code: 'MREG_INTERRUPTED',
  });
  expectSound(root);
});

it('verify calls no file damaged that it was reading when the signal came', async () => {
  const registry = new Registry(await makeRegistry(workspace(), 2));
  const signal = { aborted: false };
  const onProgress = () => {
    signal.aborted = true;
  };
  await expect(registry.verify({}, { signal, onProgress })).rejects.toMatchObject({
    code: 'MREG_INTERRUPTED',
  });
});
