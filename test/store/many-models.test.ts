import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { generateRegistry, modelName } from '../../bench/generate.js';
import { runMreg } from '../support/executable.ts';
import { expectSound, workspace } from '../support/store.ts';

const MODELS = 200;
const [FIRST, OTHER] = [modelName(0), modelName(MODELS - 1)];

function generated() {
  const root = join(workspace(), 'registry');
  const manifest = join(root, 'manifest.json');
  generateRegistry(root, { models: MODELS, versions: 5 * MODELS });
  return { root, manifest, mreg: (...args: string[]) => runMreg([...args, '--root', root]) };
}

it('a change rewrites its model alone, and the whole is the fold of the log', async () => {
  const { root, manifest, mreg } = generated();
  const before = readFileSync(manifest, 'utf8').split('\n');
  expect(await mreg('tag', `${FIRST}@v1.0.0`, 'a=b')).toMatchObject({ status: 0 });
  const after = readFileSync(manifest, 'utf8').split('\n');
  // The revision, the head, and the model.
  expect(after.filter((line, at) => line !== before[at])).toHaveLength(3);
  const model = join(root, '..', 'model.bin');
  writeFileSync(model, 'weights');
  for (const name of ['a-first', 'z-last', 'model-00100'])
    expect(await mreg('register', model, '--name', name, '--type', 'classifiers')).toMatchObject({
      status: 0,
    });
  expect(expectSound(root).leftovers).toEqual([]);
  expect(await mreg('verify', '--quick')).toMatchObject({ status: 0 });
});

it('damage to one model is named and keeps nobody from the others', async () => {
  const { manifest, mreg } = generated();
  const bytes = readFileSync(manifest, 'utf8');
  writeFileSync(
    manifest,
    bytes.replace(`"classifiers/${FIRST}": {"rev`, (found) => found.replace('"rev', ',rev')),
  );
  expect(await mreg('path', `classifiers/${FIRST}@latest`)).toMatchObject({
    status: 7,
    stderr: expect.stringMatching(
      /^error: .*manifest\.json has no summary of .* that can be read\nhint: mreg doctor --repair\n$/,
    ),
  });
  expect(await mreg('path', `${OTHER}@production`)).toMatchObject({ status: 0, stderr: '' });
  expect(await mreg('doctor', '--repair')).toMatchObject({ status: 0 });
  expect(await mreg('path', `${FIRST}@latest`)).toMatchObject({ status: 0 });
});

it('one that was cut says nothing: the log does', async () => {
  const { root, manifest, mreg } = generated();
  truncateSync(manifest, statSync(manifest).size - 3);
  expect(await mreg('path', `${FIRST}@production`)).toMatchObject({ status: 0 });
  expect(await mreg('pin', `${FIRST}@v1.0.0`)).toMatchObject({ status: 0 });
  expectSound(root);
});

it('a change reads its model alone, and is decided as if it had read all', async () => {
  const { root, mreg } = generated();
  const model = join(root, '..', 'model.bin');
  writeFileSync(model, 'weights');
  const json = async (...args: string[]) => JSON.parse((await mreg(...args, '--json')).stdout).result;
  // A name in two types, one that differs in case, and a type that does.
  expect(await mreg('register', model, '--name', FIRST, '--type', 'other')).toMatchObject({ status: 0 });
  expect(await mreg('register', model, '--name', FIRST)).toMatchObject({ status: 4 });
  for (const [name, type] of [
    [FIRST.toUpperCase(), 'classifiers'],
    ['new', 'Classifiers'],
  ] as const)
    expect(await mreg('register', model, '--name', name, '--type', type)).toMatchObject({ status: 5 });
  expect(await mreg('promote', FIRST)).toMatchObject({ status: 4 });
  expect(await mreg('tag', `${OTHER}@v9.9.9`, 'a=b')).toMatchObject({ status: 4 });
  expect(await mreg('tag', `${OTHER}x@v1.0.0`, 'a=b')).toMatchObject({
    status: 4,
    stderr: expect.stringContaining(OTHER),
  });
  // What it is compared with is of another model, and so is its parent.
  const { versions } = await json('search', 'metrics.f1 > 0.9', '--sort', '-metrics.f1');
  const other = versions.find(({ model }: { model: string }) => model !== OTHER);
  const comparison = ['--better-than', other.ref, '--metric', 'f1'];
  expect(await mreg('promote', `${OTHER}@v1.0.0`, ...comparison)).toMatchObject({ status: 1 });
  const child = await json('register', model, '--name', OTHER, '--parent', `classifiers/${FIRST}@v1.0.0`);
  expect(child).toMatchObject({ number: 6, type: 'classifiers' });
  expect(expectSound(root).leftovers).toEqual([]);
});

it('processes that know one model each publish all of them', async () => {
  const { root, mreg } = generated();
  const names = Array.from({ length: 6 }, (_, index) => modelName(index * 30));
  const turns = names.map(async (name) => {
    for (const tag of ['a', 'b', 'c'])
      expect(await mreg('tag', `${name}@v1.0.1`, `${tag}=1`)).toMatchObject({ status: 0 });
  });
  await Promise.all(turns);
  expect(expectSound(root).leftovers).toEqual([]);
  expect(await mreg('verify', '--quick')).toMatchObject({ status: 0 });
});
