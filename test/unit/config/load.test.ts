import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRoot, loadSettings } from '../../../src/config/load.ts';
import type { SettingFlags } from '../../../src/config/resolve.ts';

let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'mreg-config-'));
});
afterEach(() => rmSync(top, { recursive: true }));

function write(path: string, content: string | Uint8Array): string {
  const file = join(top, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

function directory(path: string): string {
  mkdirSync(join(top, path), { recursive: true });
  return join(top, path);
}

function load(cwd = '.', env: Record<string, string> = {}, flags: SettingFlags = {}) {
  return loadSettings({ cwd: directory(cwd), env, home: join(top, 'home'), flags });
}

async function loadedName(cwd?: string, env?: Record<string, string>) {
  const { settings, origins } = await load(cwd, env);
  return { name: settings.name, ...origins.name };
}

describe('the project file', () => {
  it.each([
    ['mreg.yaml', 'name: here\n'],
    ['mreg.yml', '{ name: here }'],
    ['mreg.json', '{"name": "here"}'],
    ['params.yaml', 'train:\n  lr: 0.1\nmodel_registry:\n  name: here\n'],
    ['mreg.yaml', '\uFEFFname: here'],
  ])('is found upward as %s', async (name, content) => {
    const file = write(name, content);
    expect(await loadedName('a/b')).toEqual({ name: 'here', source: 'project', file });
  });

  it('is the nearest, whatever it is called', async () => {
    write('mreg.yaml', 'name: far');
    const file = write('a/params.yaml', 'model_registry: {name: near}');
    expect(await loadedName('a/b')).toEqual({ name: 'near', source: 'project', file });
  });

  it('is the first by name in one directory', async () => {
    const names = ['params.yaml', 'mreg.json', 'mreg.yml', 'mreg.yaml'];
    const winners: unknown[] = [];
    for (const name of names) {
      write(name, name === 'params.yaml' ? 'model_registry: {name: a}' : '{"name": "a"}');
      winners.push((await load()).origins.name);
    }
    expect(winners).toEqual(names.map((name) => ({ source: 'project', file: join(top, name) })));
  });

  it.each([
    ['no section', 'train: {lr: 0.1}'],
    ['the word elsewhere', 'path: model_registry'],
    ['no section and an error', 'a: [1'],
    ['a list', '- model_registry'],
    ['a path of that name', 'model_registry: models/registry'],
    ['a list of that name', 'model_registry: [a, b]'],
    ['no UTF-8 and no section', new Uint8Array([0xff])],
  ])('is not a params.yaml with %s', async (_, content) => {
    write('a/params.yaml', content);
    write('mreg.yaml', 'name: far');
    expect((await loadedName('a')).name).toBe('far');
  });

  it('may be empty, and then ends the search', async () => {
    write('mreg.yaml', 'name: far');
    write('a/mreg.yaml', '# name: near\n');
    write('b/params.yaml', 'model_registry:\n');
    expect((await loadedName('a')).source).toBe('default');
    expect((await loadedName('b')).source).toBe('default');
  });

  it.each(['a directory', 'a link to nothing', 'a link to itself'])(
    'is not left out where %s has its name: its gates would be as well',
    async (what) => {
      if (what === 'a directory') directory('mreg.yaml');
      else symlinkSync(what === 'a link to itself' ? 'mreg.yaml' : 'nothing', join(top, 'mreg.yaml'));
      await expect(loadedName()).rejects.toMatchObject({
        code: 'MREG_IO',
        message: expect.stringContaining(`cannot read ${join(top, 'mreg.yaml')}: `),
      });
    },
  );

  it('is no directory called params.yaml, which is a name that others use', async () => {
    directory('params.yaml');
    expect((await loadedName()).source).toBe('default');
  });

  it('is not looked for below a file', async () => {
    const file = write('file', '');
    const { origins } = await loadSettings({ cwd: join(file, 'x'), env: {}, home: top });
    expect(origins.name).toEqual({ source: 'default' });
  });
});

describe('the user file', () => {
  it('is below XDG_CONFIG_HOME, else below ~/.config', async () => {
    const home = write('home/.config/mreg/config.yaml', 'name: home');
    const xdg = write('xdg/mreg/config.yaml', 'name: xdg');
    expect(await loadedName('p')).toEqual({ name: 'home', source: 'user', file: home });
    const env = { XDG_CONFIG_HOME: join(top, 'xdg') };
    expect(await loadedName('p', env)).toEqual({ name: 'xdg', source: 'user', file: xdg });
    expect((await loadedName('p', { XDG_CONFIG_HOME: 'xdg' })).name).toBe('home');
    expect((await loadedName('p', { XDG_CONFIG_HOME: '' })).name).toBe('home');
  });

  it('yields to the project, the environment and flags', async () => {
    write('home/.config/mreg/config.yaml', 'name: user\ntype: user\ntypes: [user]\nauto_archive: false');
    write('p/mreg.yaml', 'name: project\ntype: project\ntypes: [project]');
    const { settings } = await load('p', { MREG_TYPE: 'env', MREG_NAME: 'env' }, { name: 'flag' });
    expect(settings).toMatchObject({ name: 'flag', type: 'env', types: ['project'], auto_archive: false });
  });
});

describe('a file that cannot be parsed', () => {
  it.each([
    ['mreg.yaml', 'name: a\nname: b\n', ':2:1: the key "name" stands twice in one object'],
    ['mreg.yaml', 'a: 1\n\tb: 2\n', ':2:'],
    ['mreg.yaml', 'name: a\n---\nname: b\n', ':2:1: '],
    ['mreg.yaml', 'name: *gone\n', ':1:7: no anchor &gone ends before this alias'],
    ['mreg.yaml', '['.repeat(64 * 1024), ':1:67: nested too deeply'],
    ['mreg.yaml', `[${','.repeat(64 * 1024 - 1)}`, ':1:3: '],
    ['mreg.yaml', `a:\n  ${'- '.repeat(30_000)}`, ':2:'],
    ['mreg.yaml', '{a: '.repeat(16_000), ':1:'],
    ['mreg.json', '{\n "name": "a",\n}', ':3:1: '],
    ['mreg.json', '{"name": "a", "name": "b"}', ':1:15: '],
    ['params.yaml', 'model_registry: {}\ntrain: 1\ntrain: 2\n', ':3:1: '],
    ['mreg.yaml', new Uint8Array([0x61, 0xff]), ':1:2: byte 1 is not UTF-8'],
    ['mreg.yaml', `name: ${' '.repeat(64 * 1024)}`, ' has 65542 bytes, expected at most 65536'],
    [
      'params.yaml',
      `model_registry: {}\n${' '.repeat(64 * 1024)}`,
      ' has 65555 bytes, expected at most 65536',
    ],
    ['params.yaml', ' '.repeat(1024 * 1024 + 1), ' has 1048577 bytes, expected at most 1048576'],
  ])('is refused with its place: %s', async (name, content, place) => {
    const file = write(name, content);
    const error = await load().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'MREG_INVALID', details: { file } });
    const { message } = error as Error;
    expect(message.slice(0, file.length + place.length)).toBe(file + place);
    expect(message).not.toContain('\n');
  });

  it('is refused where aliases would fill the memory', async () => {
    const levels = Array.from({ length: 9 }, (_, n) => `l${n + 1}: &l${n + 1} [${`*l${n},`.repeat(9)}]`);
    const file = write('mreg.yaml', `l0: &l0 [a]\n${levels.join('\n')}\n`);
    await expect(load()).rejects.toMatchObject({ code: 'MREG_INVALID', details: { file } });
  });

  it('is refused where an alias stands in its own anchor', async () => {
    write('mreg.yaml', 'gates: &g {Production: [*g]}');
    await expect(load()).rejects.toThrow(/^\S*mreg\.yaml:1:25: no anchor &g ends before this alias/);
  });

  it('is an error that names it where reading fails', async () => {
    const file = join(directory('.'), 'mreg.yaml');
    // A regular file that nobody can read from its beginning, not even root.
    symlinkSync('/proc/self/mem', file);
    await expect(load()).rejects.toMatchObject({ code: 'MREG_IO', details: { file } });
  });
});

describe('findRoot', () => {
  const find = async (cwd: string, env: Record<string, string> = {}, flags: SettingFlags = {}) =>
    findRoot({ cwd: join(top, cwd) }, await load(cwd, env, flags));

  it('follows --root, MREG_ROOT, the configuration, the nearest directory, the default', async () => {
    const cwd = 'p/q';
    const fallback = { root: join(top, cwd, 'model_registry'), origin: { source: 'default' } };
    expect(await find(cwd)).toEqual(fallback);

    directory('model_registry/.mreg');
    directory('p/model_registry/.mreg');
    const nearest = join(top, 'p/model_registry');
    expect(await find(cwd)).toEqual({ root: nearest, origin: { source: 'found' } });

    const file = write('p/mreg.yaml', 'root: store');
    const configured = join(top, 'p/store');
    expect(await find(cwd)).toEqual({ root: configured, origin: { source: 'project', file } });

    const env = { MREG_ROOT: '..' };
    const environment = { source: 'environment', name: 'MREG_ROOT' };
    expect(await find(cwd, env)).toEqual({ root: join(top, 'p'), origin: environment });

    const flag = { source: 'flag', name: '--root' };
    expect(await find(cwd, env, { root: 'none' })).toEqual({ root: join(top, cwd, 'none'), origin: flag });
  });

  it('finds only a registry upward, by its manifest or its own directory', async () => {
    directory('p/model_registry');
    const marked = write('model_registry/manifest.json', '{}');
    expect((await find('p/q')).root).toBe(dirname(marked));
    directory('p/model_registry/.mreg');
    expect((await find('p/q')).root).toBe(join(top, 'p/model_registry'));
  });

  it('finds the registry from inside it', async () => {
    directory('model_registry/rl_agents/a');
    const root = join(top, 'model_registry');
    // A tree made by hand, which mreg adopt takes in, and then a registry.
    expect(await find('model_registry/rl_agents/a')).toEqual({ root, origin: { source: 'default' } });
    directory('model_registry/.mreg');
    expect(await find('model_registry/rl_agents/a')).toEqual({ root, origin: { source: 'found' } });
  });

  it.each(['__init__.py', 'model.pkl', 'lib.rs'])(
    'sees by %s that a directory is no registry',
    async (name) => {
      write(`model_registry/${name}`, '');
      write('model_registry/README.md', '');
      expect(await find('.')).toMatchObject({ occupant: name });
      expect(await find('model_registry')).toMatchObject({ occupant: name });
      write('model_registry/rl_agents/ppo_v1.0.0_20240101000000/metadata.json', '{}');
      expect(await find('.')).not.toHaveProperty('occupant');
    },
  );

  it('takes no file for a registry', async () => {
    write('p/model_registry', '');
    directory('model_registry/.mreg');
    expect((await find('p')).root).toBe(join(top, 'model_registry'));
  });
});
