import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
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
  const members = Object.getOwnPropertyNames(Registry.prototype).filter(
    (name) => name !== 'constructor' && name !== 'root',
  );
  const table = /^\| method \|[\s\S]*?\n\n/m.exec(page)?.[0] ?? '';
  const named = [...table.matchAll(/`(\w+)\(/g)].map(([, name]) => name as string);
  expect(named.sort()).toEqual(members.sort());
});
