/** Names of models and aliases: what MLflow's server takes is taken, what it refuses is refused. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMreg } from '../support/executable.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const API = '/api/2.0/mlflow';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const ask = (method: string, path: string, body?: object) =>
  server.ask(method, `${API}/${path}`, body ? { body } : {});

const create = (name: string) => ask('POST', 'registered-models/create', { name });
const version = (name: string, source = 's3://bucket/model') =>
  ask('POST', 'model-versions/create', { name, source });
const setAlias = (name: string, alias: string) =>
  ask('POST', 'registered-models/alias', { name, alias, version: '1' });

const NAMES = [
  'plain',
  'PLAIN',
  'Plain',
  'team@home',
  'team@home@work',
  'back\\slash',
  'two  spaces',
  'two spaces',
  ' before and after ',
  '50%',
  '%2e%2e',
  '.hidden',
  '_draft',
  '-x',
  'ends.',
  'CON',
  'größe',
  'gro\u0308ße',
  '模型',
  '🚀',
  "it's",
  '"quoted"',
  'a?b#c',
  '__proto__',
  'constructor',
  'x'.repeat(65),
  'é'.repeat(256),
];

describe('a name that MLflow takes', () => {
  it.each(NAMES.map((name) => [name]))('%s', async (name) => {
    expect((await create(name)).json).toMatchObject({ registered_model: { name } });
    expect((await create(name)).json).toMatchObject({
      error_code: 'RESOURCE_ALREADY_EXISTS',
      message: `Registered Model (name=${name}) already exists.`,
    });
    expect((await version(name)).json).toMatchObject({ model_version: { name, version: '1' } });
    expect((await setAlias(name, 'champion')).status).toBe(200);
    const asked = encodeURIComponent(name);
    const found = [
      await ask('GET', `registered-models/get?name=${asked}`),
      await ask('GET', `registered-models/alias?name=${asked}&alias=champion`),
      await ask('GET', `model-versions/get?name=${asked}&version=1`),
    ];
    expect(found.map(({ json }) => (json.registered_model ?? json.model_version).name)).toEqual(
      found.map(() => name),
    );
    const quoted = name.includes("'") ? `"${name}"` : `'${name}'`;
    const { json } = await ask(
      'GET',
      `model-versions/search?filter=${encodeURIComponent(`name = ${quoted}`)}`,
    );
    expect(json.model_versions).toEqual([expect.objectContaining({ name, version: '1' })]);
  });

  it('is found on the command line by itself, and names a directory that every disk can have', async () => {
    const { stdout } = await runMreg(['list', '--json', '--root', server.root]);
    const { models } = JSON.parse(stdout).result;
    expect(models.map((model: { model: string }) => model.model.toLowerCase()).sort()).toEqual(
      [...new Set(models.map((model: { model: string }) => model.model.toLowerCase()))].sort(),
    );
    for (const { model } of models) expect(model).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
    const called = models.map(({ model, display_name }: Record<string, string>) => display_name ?? model);
    expect(called.sort()).toEqual([...NAMES].sort());
    for (const name of NAMES.filter((each) => !each.startsWith('-'))) {
      const { result } = JSON.parse(
        (await runMreg(['info', `${name}@1`, '--json', '--root', server.root])).stdout,
      );
      expect(models.find(({ model }: Record<string, string>) => model === result.model)).toMatchObject({
        ...(result.model === name ? { display_name: null } : { display_name: name }),
      });
    }
    expect((await runMreg(['verify', '--root', server.root])).status).toBe(0);
  }, 60_000);

  it('can become another one, and a source', async () => {
    const rename = (name: string, new_name: string) =>
      ask('POST', 'registered-models/rename', { name, new_name });
    await create('first');
    expect((await version('first')).status).toBe(200);
    for (const [from, to] of [
      ['first', 'First'],
      ['First', 'first@home'],
      ['first@home', 'first'],
    ] as const)
      expect((await rename(from, to)).json).toMatchObject({ registered_model: { name: to } });
    expect((await rename('first', 'team@home')).json).toMatchObject({
      error_code: 'RESOURCE_ALREADY_EXISTS',
    });
    expect((await rename('first', 'a/b')).status).toBe(400);
    await create('second');
    expect((await version('second', 'models:/team@home/1')).json).toMatchObject({
      model_version: { version: '1' },
    });
    expect((await version('second', 'models:/team@home@champion')).json).toMatchObject({
      model_version: { version: '2' },
    });
    await ask('DELETE', 'registered-models/delete', { name: 'second' });
    expect((await create('SECOND')).json).toMatchObject({ registered_model: { name: 'SECOND' } });
    // The plain name of one is what another is called.
    expect((await create('two_spaces')).json).toMatchObject({ registered_model: { name: 'two_spaces' } });
    expect((await version('two_spaces')).json).toMatchObject({ model_version: { version: '1' } });
  });
});

describe('a name that MLflow refuses', () => {
  it.each([
    ['', "Missing value for required parameter 'name'"],
    ['  ', "Missing value for required parameter 'name'"],
    ['a/b', "Invalid model name 'a/b'. Names cannot contain '/' or ':'."],
    ['a:b', "Invalid model name 'a:b'. Names cannot contain '/' or ':'."],
    ['.', 'Invalid value "." for parameter \'name\' supplied: Names may be treated as files'],
    ['...', 'Invalid value "..." for parameter \'name\' supplied: Names may be treated as files'],
    ['..', 'Invalid value ".." for parameter \'name\' supplied: Names may be treated as files'],
    ['é'.repeat(257), "'name' exceeds the maximum length of 256 characters"],
  ])('%.20j', async (name, message) => {
    const { status, json } = await create(name);
    expect([status, json.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE']);
    expect(json.message).toContain(message);
  });

  it.each(['a\nb', 'a\u0000b'])('or that would be no line of a table: %j', async (name) => {
    expect((await create(name)).json).toMatchObject({ error_code: 'INVALID_PARAMETER_VALUE' });
  });
});

describe('an alias', () => {
  it.each(['champion', 'Champion', '_x', '-x', 'größe', '007', 'x'.repeat(255), 'v1_2', 'con'])(
    'that MLflow takes: %.20s',
    async (alias) => {
      expect((await setAlias('plain', alias)).status).toBe(200);
      const { json } = await ask(
        'GET',
        `registered-models/alias?name=plain&alias=${encodeURIComponent(alias)}`,
      );
      expect(json.model_version.aliases).toContain(alias);
    },
  );

  it.each([
    ['v1.2', "Invalid alias name: 'v1.2'. Names may only contain alphanumerics"],
    ['two words', "Invalid alias name: 'two words'."],
    ['x'.repeat(256), "'Registered model alias name' exceeds the maximum length of 255 characters"],
    ['Latest', "'latest' alias name (case insensitive) is reserved."],
    ['V1', "Version alias name 'V1' is reserved."],
  ])('that MLflow refuses: %.20s', async (alias, message) => {
    const { status, json } = await setAlias('plain', alias);
    expect([status, json.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE']);
    expect(json.message).toContain(message);
  });

  it.each(['production', 'Staging', 'prod', 'archive', 'NONE', '7', 'x', 'X'])(
    'that would hide a stage or a version: %s',
    async (alias) => {
      expect((await setAlias('plain', alias)).json).toMatchObject({
        error_code: 'INVALID_PARAMETER_VALUE',
        message: `alias '${alias}' is reserved: stages, 'latest' and whatever reads as a version are`,
      });
    },
  );
});
