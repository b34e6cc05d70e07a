import { chmodSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type JsonObject, parseJson, stringifyJson } from '../../src/core/json/index.ts';
import { Registry } from '../../src/registry.ts';
import { type Documents, keepDocuments, loadDocuments } from '../../src/store/versions/metadata-cache.ts';
import { runMreg } from '../support/executable.ts';
import { count, figures, makeModel, random, SEED, snapshot, workspace } from '../support/store.ts';

/** The order of a document's own members is not kept, and makes no difference to what is asked of it. */
const written = (documents: Documents) =>
  [...documents].map(([key, found]) => [
    key,
    Object.keys(found)
      .sort()
      .map((member) => [member, stringifyJson(found[member])]),
  ]);
const digest = fc.stringMatching(/^[0-9a-f]{64}$/);
const exotic = fc.constantFrom('1e-08', '1.0', '-0', '12345678901234567890', '[1.50, {"a": 1E5}]', '"NaN"');
const document = fc
  .dictionary(
    fc.string({ unit: 'binary-ascii', minLength: 1 }).filter((key) => key !== 'files' && key !== '__proto__'),
    fc.oneof(
      exotic,
      fc
        .jsonValue({ maxDepth: 4 })
        .filter((value) => !JSON.stringify(value).includes('__proto__'))
        .map((value) => JSON.stringify(value)),
    ),
  )
  .map((members) => {
    const text = Object.entries(members).map(([key, value]) => `${JSON.stringify(key)}:${value}`);
    return parseJson(Buffer.from(`{${text.join()}}`), { file: 'test' }) as JsonObject;
  });

/** Its own member: every object has a `valueOf` that is none of the document. */
function ownText(document: JsonObject | undefined, member: string): string {
  const own = document !== undefined && Object.hasOwn(document, member) ? document[member] : null;
  return stringifyJson(own ?? null);
}

test('documents come back as they were, number for number, in every part that is asked for', async () => {
  const cache = join(workspace(), 'cache');
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.dictionary(digest, document, { maxKeys: 12 }), async (documents) => {
      run += 1;
      const root = `/registry/${run}`;
      const kept = new Map(Object.entries(documents));
      await keepDocuments(cache, root, kept);
      expect(written(await loadDocuments(cache, root))).toEqual(written(kept));
      for (const member of new Set([...kept.values()].flatMap((one) => Object.keys(one)).slice(0, 3)))
        for (const [key, found] of await loadDocuments(cache, root, [member]))
          expect(ownText(found, member)).toBe(ownText(kept.get(key), member));
      expect(readdirSync(cache).length).toBeLessThanOrEqual(16);
    }),
    { numRuns: count(150, 3000) },
  );
});

test('a document with a key that the cache itself uses is not kept, nor is a list of files', async () => {
  const cache = join(workspace(), 'cache');
  const odd = parseJson(Buffer.from('{"a": {"\\u0000number": "x"}}'), { file: 'test' }) as JsonObject;
  const plain = { files: ['a'], b: 1 };
  await keepDocuments(
    cache,
    '/r',
    new Map([
      ['0'.repeat(64), odd],
      ['1'.repeat(64), plain],
    ]),
  );
  expect(written(await loadDocuments(cache, '/r'))).toEqual([['1'.repeat(64), [['b', '1']]]]);
});

test('a damaged cache counts for nothing, or says what is true', async () => {
  const cache = join(workspace(), 'cache');
  const kept = new Map(
    Array.from({ length: 20 }, (_, at) => [
      at.toString(16).padStart(64, '0'),
      { notes: `number ${at}`, hyperparameters: { lr: at } } as JsonObject,
    ]),
  );
  await keepDocuments(cache, '/r', kept);
  const [name = ''] = readdirSync(cache);
  const whole = readFileSync(join(cache, name));
  const next = random(SEED);
  const flips = count(500, 5000);
  let ignored = 0;
  for (let flip = 0; flip < flips; flip += 1) {
    const bytes = Buffer.from(whole);
    const at = Math.floor(next() * bytes.length);
    bytes.writeUInt8(whole.readUInt8(at) ^ (1 << Math.floor(next() * 8)), at);
    writeFileSync(join(cache, name), bytes);
    const found = await loadDocuments(cache, '/r');
    if (found.size === 0) ignored += 1;
    else expect(written(found)).toEqual(written(kept));
  }
  for (const length of [0, 1, 64, 200, whole.length - 1]) {
    writeFileSync(join(cache, name), whole.subarray(0, length));
    expect(await loadDocuments(cache, '/r')).toEqual(new Map());
  }
  figures('flipped bits in a cache', { flips, ignored });
  expect(ignored).toBe(flips);
});

/** A registry whose searches are worth remembering. */
async function makeLargeRegistry(place: string, versions: number, cache?: string): Promise<Registry> {
  const registry = new Registry(join(place, 'registry'), { cache });
  for (let at = 0; at < versions; at += 1) {
    await registry.register({
      source: makeModel(join(place, 'source'), { 'model.bin': `weights ${at}` }),
      type: 't',
      name: 'm',
      parameters: parseJson(Buffer.from(`{"lr": ${at}e-05, "depth": ${at % 7}}`), {
        file: 'test',
      }) as JsonObject,
    });
  }
  return registry;
}

const CONDITIONS = [
  'params.lr >= 1e-3',
  'params.depth in (2, 3) and framework not exists',
  'notes like *x*',
  'params.lr < 5e-4 or model_name = m',
  'files exists',
  'metadata.a.b exists',
];

test('the second search gives what the first gave, also when files have gone bad meanwhile; the registry is not written to', async () => {
  const place = workspace();
  const cache = join(place, 'cache');
  const registry = await makeLargeRegistry(place, 230, cache);
  const bare = new Registry(registry.root);
  const before = snapshot(registry.root);
  for (const condition of CONDITIONS) {
    const expected = await bare.search({ condition });
    expect(await registry.search({ condition })).toEqual(expected);
    expect(await registry.search({ condition })).toEqual(expected);
  }
  expect(readdirSync(cache)).toHaveLength(1);
  expect(snapshot(registry.root)).toEqual(before);
  // A few new versions are read from their own files, and the cache is left as it is.
  const [name = ''] = readdirSync(cache);
  utimesSync(join(cache, name), 1, 1);
  const source = makeModel(join(place, 'source'), { 'model.bin': 'new' });
  await registry.register({ source, type: 't', name: 'm', parameters: { lr: 1 } });
  const { versions } = await registry.search({ condition: 'params.lr = 1' });
  expect(versions.map(({ number }) => number)).toEqual([231]);
  // What a version was registered with is known, whatever became of its file.
  const known = await registry.search({ condition: 'params.lr >= 1e-3' });
  const lost = known.versions.at(-1)?.directory ?? '';
  chmodSync(join(registry.root, lost, 'metadata.json'), 0o644);
  writeFileSync(join(registry.root, lost, 'metadata.json'), '{}');
  expect(await registry.search({ condition: 'params.lr >= 1e-3' })).toEqual(known);
  expect((await bare.search({ condition: 'params.lr >= 1e-3' })).unreadable).toHaveLength(1);
});

test('MREG_CACHE moves the cache or turns it off, and one that cannot be written is no failure', async () => {
  const place = workspace();
  const { root } = await makeLargeRegistry(place, 205);
  const search = async (env: Record<string, string>) => {
    const run = await runMreg(['search', 'params.depth = 3', '-q', '--root', root], { env });
    expect(run).toMatchObject({ status: 0, stderr: '' });
    return run.stdout;
  };
  // Beside them lies what Node compiled of the program.
  const documentsIn = (directory: string) =>
    readdirSync(directory).filter((name) => !name.startsWith('code-'));
  const home = join(place, 'home');
  mkdirSync(home);
  const off = await search({ HOME: home, MREG_CACHE: 'off' });
  expect(readdirSync(home)).toEqual([]);
  expect(await search({ HOME: home, MREG_CACHE: join(place, 'own') })).toBe(off);
  expect(readdirSync(home)).toEqual([]);
  expect(documentsIn(join(place, 'own'))).toHaveLength(1);
  expect(await search({ HOME: home, XDG_CACHE_HOME: join(place, 'xdg') })).toBe(off);
  expect(documentsIn(join(place, 'xdg', 'mreg'))).toHaveLength(1);
  expect(await search({ HOME: home, XDG_CACHE_HOME: '' })).toBe(off);
  expect(documentsIn(join(home, '.cache', 'mreg'))).toHaveLength(1);
  expect(await search({ HOME: home, MREG_CACHE: join(place, 'source', 'model.bin', 'x') })).toBe(off);
});
