import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SHAPES } from '../../src/operations/requests.ts';
import { Registry } from '../../src/registry.ts';

const work = mkdtempSync(join(tmpdir(), 'mreg-requests-'));
const registry = new Registry(join(work, 'registry')) as unknown as Record<
  string,
  (...given: unknown[]) => Promise<unknown>
> & { readonly root: string };
const call = (method: string, ...given: unknown[]) =>
  (registry[method] as (...given: unknown[]) => Promise<unknown>).call(registry, ...given);

beforeAll(async () => {
  mkdirSync(join(work, 'out'));
  writeFileSync(join(work, 'out/model.bin'), 'weights');
  await call('register', { source: join(work, 'out'), type: 't', name: 'm' });
});
afterAll(async () => {
  expect(await call('verify')).toMatchObject({ damaged: [], revision: 1 });
  rmSync(work, { recursive: true });
});

const METHODS = [Registry.prototype, Object.getPrototypeOf(Registry.prototype)]
  .flatMap((prototype) => Object.getOwnPropertyNames(prototype))
  .filter((name) => !['constructor', 'root', 'exists'].includes(name));

it.each(METHODS)('%s refuses what it does not know, before it reads anything', async (method) => {
  const refused = { code: 'MREG_INVALID', message: expect.stringMatching(`^${method}: `) };
  if (!Object.hasOwn(SHAPES, method)) {
    const texts = (registry[method] as () => unknown).length;
    for (const wrong of [4711, null, {}, ['m']])
      await expect(call(method, ...Array(texts).fill(wrong))).rejects.toMatchObject(refused);
    return;
  }
  if (method !== 'lineage') await expect(call(method, 'rmse < 0.3')).rejects.toMatchObject(refused);
  await expect(call(method, ['m'])).rejects.toMatchObject(refused);
  await expect(call(method, { surprise: 1 })).rejects.toMatchObject({
    ...refused,
    message: expect.stringContaining("has no member 'surprise'; there are "),
  });
});

it.each([
  ['promote', { ref: 'm@1', to: 'staging', reason: 4711 }, "'reason' is 4711, expected text"],
  ['promote', { to: 'staging' }, "'ref' is missing, expected text"],
  ['tag', { ref: 'm@1', set: { build: 42 } }, "'set' is an object, expected an object of texts"],
  ['describe', { ref: 'm@1' }, "'to' is missing, expected text or null"],
  ['pin', { ref: 'm@1', to: 'yes' }, "'to' is the text 'yes', expected true or false"],
  ['archive', { refs: 'm@1' }, "'refs' is the text 'm@1', expected a list of texts"],
  ['cleanup', { keep: '3' }, "'keep' is the text '3', expected a whole number from 0"],
  ['cleanup', { keep: 1.5 }, "'keep' is 1.5, expected a whole number from 0"],
  ['search', { limit: -1 }, "'limit' is -1, expected a whole number from 0"],
  ['register', { source: 'out', ifExists: 'maybe' }, "is the text 'maybe', expected one of fail, skip"],
  ['import', { from: null }, "'from' is null, expected text or a stream"],
  ['import', { from: {} }, "'from' is an object, expected text or a stream to read from"],
  ['import', { from: 'x', limits: { bytes: 'many' } }, "'limits.bytes' is the text 'many', expected a whole"],
  ['export', { refs: ['m'], to: 5 }, "'to' is 5, expected text or a stream to write to"],
  [
    'register',
    { source: 'out', metrics: { a: new Date(0) } },
    "'metrics' is an object, expected an object that JSON",
  ],
  ['register', { source: 'out', evaluations: [{}] }, "'evaluations[0].name' is missing, expected text"],
  ['register', { source: 'out', defaults: { type: 5 } }, "'defaults.type' is 5, expected text"],
  ['registerFrom', { model: 'm', source: { url: 'x' } }, "'source' has no member 'url'; there are uri, "],
  ['logBatch', { id: 'r', points: [{}] }, "'points[0].key' is missing, expected text"],
  ['logBatch', { id: 'r', points: [{ key: 'a', value: 1, timestamp: 0, run_id: 5 }] }, "[0].run_id' is 5"],
  [
    'logInputs',
    { id: 'r', datasets: [{ name: 'd', digest: 5 }] },
    "'datasets[0].digest' is 5, expected text",
  ],
  [
    'logInputs',
    { id: 'r', datasets: [{ name: 'd', digest: 'x', tags: { a: 1 } }] },
    "'datasets[0].tags' is an",
  ],
  ['logInputs', { id: 'r', models: [{ model_id: 'a' }, {}] }, "'models[1].model_id' is missing"],
  ['logOutputs', { id: 'r', models: [{ model_id: 'a', step: 'x' }] }, "'models[0].step' is the text 'x'"],
  ['searchRuns', { where: 5 }, "'where' is 5, expected a function"],
  ['searchRuns', { order: [{ key: 'name' }] }, "'order[0].key' is the text 'name', expected a function"],
  ['writeArtifact', { owner: 'r', path: 'a', from: 'text' }, 'expected bytes or a stream of them'],
  ['readArtifact', { owner: 'r', path: 'a', range: { start: -1 } }, "'range.start' is -1, expected a whole"],
  ['tag', { ref: 'm@1', set: { '': 'a' } }, 'a tag has no name'],
  ['createExperiment', { name: 'e', tags: { '': 'a' } }, 'a tag has no name'],
  ['path', { ref: 'm@1', fallback: [1] }, "'fallback' is a list, expected text or a list of texts"],
])('%s %j', async (method, request, problem) => {
  await expect(call(method, request)).rejects.toMatchObject({
    code: 'MREG_INVALID',
    message: expect.stringContaining(problem),
  });
});

it('a slip of the pen is understood', async () => {
  await expect(call('promote', { ref: 'm@1', reson: 'x' })).rejects.toMatchObject({
    hint: 'did you mean reason?',
  });
  await expect(call('search', 'rmse < 0.3')).rejects.toMatchObject({ hint: 'search({ condition: … })' });
});

it('an artifact is made of bytes, and read in a range that there is', async () => {
  const { id } = (await call('createRun')) as { id: string };
  const owner = id;
  const path = 'a';
  async function* pieces() {
    yield 'text';
  }
  await expect(call('writeArtifact', { owner, path, from: pieces() })).rejects.toMatchObject({
    code: 'MREG_INVALID',
    message: 'a string came where bytes were expected',
  });
  await call('writeArtifact', { owner, path, from: new Uint8Array(9) });
  await expect(call('readArtifact', { owner, path, range: { start: 5, end: 2 } })).rejects.toMatchObject({
    code: 'MREG_INVALID',
  });
});

it('one text is one fallback of path', async () => {
  const path = join(work, 'out');
  expect(await call('path', { ref: 'm@9', fallback: path })).toEqual({ path, source: 'fallback' });
});

it('an entry that breaks its schema is not published, whoever made it', async () => {
  const odd = new Registry(registry.root, { by: { user: 4711 as unknown as string, host: 'h' } });
  await expect(odd.pin({ ref: 'm@1', to: true })).rejects.toMatchObject({
    code: 'MREG_INVALID',
    message: expect.stringContaining('no entry of the log: /by/user must be string'),
  });
});
