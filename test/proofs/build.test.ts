import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';

const copy = mkdtempSync(join(tmpdir(), 'mreg-build-'));
afterAll(() => rmSync(copy, { recursive: true }));

const BUILD = ['scripts/build.js', '--bundle-only'];

const version = () =>
  execFileSync(process.execPath, ['bin/mreg.js', '--version'], {
    cwd: copy,
    encoding: 'utf8',
    env: { MREG_CACHE: 'off' },
  });

/** Builds in the copy until it is killed; whether it came to its end before. */
async function buildFor(milliseconds: number): Promise<boolean> {
  const child = spawn(process.execPath, BUILD, { cwd: copy, stdio: 'ignore' });
  const ended = new Promise<boolean>((done) => child.on('close', (status) => done(status === 0)));
  await Promise.race([ended, wait(milliseconds)]);
  child.kill('SIGKILL');
  return ended;
}

it('a build that is killed leaves a dist/ that works', async () => {
  for (const path of ['bin', 'schemas', 'scripts', 'src', 'package.json'])
    cpSync(path, join(copy, path), { recursive: true });
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
  execFileSync(process.execPath, BUILD, { cwd: copy, stdio: 'pipe' });
  const built = version();
  const old = join(copy, 'dist', 'old');
  writeFileSync(old, '');
  let killed = 0;
  for (let milliseconds = 200; !(await buildFor(milliseconds)); milliseconds *= 3) {
    killed += 1;
    expect(version()).toBe(built);
  }
  expect(killed).toBeGreaterThan(0);
  expect(existsSync(old)).toBe(false);
  execFileSync(process.execPath, BUILD, { cwd: copy, stdio: 'pipe' });
  expect(readdirSync(join(copy, '.build'))).toEqual([]);
});
