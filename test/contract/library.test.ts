import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Registry } from '../../src/registry.ts';

const page = readFileSync('docs/library.md', 'utf8');
const program = /^```js\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? '';

const work = mkdtempSync(join(tmpdir(), 'mreg-library-'));
beforeAll(() => {
  mkdirSync(join(work, 'node_modules'));
  symlinkSync(resolve('.'), join(work, 'node_modules', 'mreg'));
});
afterAll(() => rmSync(work, { recursive: true }));

const run = (file: string, text: string) => {
  writeFileSync(join(work, file), text);
  return execa(process.execPath, [file], { cwd: work, reject: false });
};

it('the program of docs/library.md runs against the built package', async () => {
  const { exitCode, stdout, stderr } = await run('program.mjs', program);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const [registered, path, version, ...history] = stdout.split('\n');
  expect(registered).toBe('rl_agents/ppo_dowjones@v1.0.0 true');
  expect(path).toMatch(/model_registry\/rl_agents\/ppo_dowjones_v1\.0\.0_\d{14}$/);
  expect(version).toBe('v1.0.0 Production 1.2');
  expect(history.map((line) => line.split(' ')[2])).toEqual(['promote', 'register']);
});

it('CommonJS gets the same exports', async () => {
  const { stdout } = await run('names.cjs', "console.log(Object.keys(require('mreg')).sort().join())");
  expect(stdout).toBe('ERROR_CODES,MregError,Registry');
});

it('docs/library.md names every method and no other', () => {
  const members: string[] = [];
  // The class stands in several files, one above the other.
  for (let part = Registry.prototype; part !== Object.prototype; part = Object.getPrototypeOf(part))
    members.push(...Object.getOwnPropertyNames(part));
  const methods = members.filter((name) => name !== 'constructor' && name !== 'root');
  const table = /^\| method \|[\s\S]*?\n\n/m.exec(page)?.[0] ?? '';
  const named = [...table.matchAll(/`(\w+)\(/g)].map(([, name]) => name as string);
  expect(named.sort()).toEqual(methods.sort());
});

it.each([
  ['nodenext', 'nodenext'],
  ['esnext', 'bundler'],
])('its types serve a program in %s that is resolved as %s has it', async (module, moduleResolution) => {
  writeFileSync(
    join(work, 'typed.mts'),
    `import { Registry, type VersionView } from 'mreg';
    const registry = new Registry('models');
    export const path: Promise<string> = registry.path({ ref: 'm', cwd: '/' }).then(({ path }) => path);
    export const view: VersionView | undefined = undefined;
    // @ts-expect-error a number is no reference
    registry.path({ ref: 1, cwd: '/' });`,
  );
  const options = ['--noEmit', '--strict', '--target', 'es2022', '--types', 'node'];
  const roots = ['--typeRoots', resolve('node_modules/@types')];
  const chosen = ['--module', module, '--moduleResolution', moduleResolution];
  const { stdout } = await execa(
    resolve('node_modules/.bin/tsc'),
    [...options, ...roots, ...chosen, 'typed.mts'],
    { cwd: work, reject: false },
  );
  expect(stdout).toBe('');
});

describe('a bundle of a program that uses it', () => {
  const PROGRAM = `
    import { Registry } from 'mreg';
    (async () => {
      const registry = new Registry('bundled');
      await registry.register({ source: 'large', type: 't', name: 'm' });
      const { files, size, damaged } = await registry.verify({});
      const { metadata } = await registry.info('m@v1.0.0');
      console.log(files, size, damaged.length, metadata.source?.git?.commit);
    })();`;
  const LARGE = 33 << 20;

  it.each([
    ['esm', true],
    ['esm', false],
    ['cjs', false],
  ] as const)('as %s works, its thread for hashing kept: %s', async (format, hasWorker) => {
    const out = join(work, `${format}-${hasWorker}`);
    mkdirSync(join(out, 'large'), { recursive: true });
    for (const name of ['a.bin', 'b.bin', 'c.bin'])
      writeFileSync(join(out, 'large', name), Buffer.alloc(LARGE, name));
    writeFileSync(join(work, 'bundled.mjs'), PROGRAM);
    const outfile = join(out, format === 'esm' ? 'program.mjs' : 'program.cjs');
    await build({
      entryPoints: [join(work, 'bundled.mjs')],
      outfile,
      bundle: true,
      platform: 'node',
      format,
      logLevel: 'error',
    });
    if (hasWorker)
      await build({
        entryPoints: ['dist/hash-worker.js'],
        outfile: join(out, 'hash-worker.js'),
        bundle: true,
        platform: 'node',
        format,
      });
    const git = (...words: string[]) =>
      execa('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...words], { cwd: out });
    await git('init', '-q');
    await git('commit', '-q', '--allow-empty', '-m', 'first');
    const { stdout: commit } = await git('rev-parse', 'HEAD');
    const { stdout, stderr } = await execa(process.execPath, [outfile], { cwd: out, reject: false });
    expect({ stdout, stderr }).toEqual({ stdout: `4 ${3 * LARGE} 0 ${commit}`, stderr: '' });
  });
});
