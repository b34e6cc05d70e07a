import { readFileSync } from 'node:fs';
import { execa } from 'execa';
import { expect, it } from 'vitest';

it('the package holds what it needs and nothing more', async () => {
  const { stdout } = await execa('npm', ['pack', '--dry-run', '--json', '--ignore-scripts']);
  const files: string[] = JSON.parse(stdout)[0].files.map((file: { path: string }) => file.path);
  const folders = new Set(files.map((path) => path.split('/')[0]));
  expect([...folders].sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'dist',
    'package.json',
    'schemas',
  ]);
  for (const wanted of [
    'dist/start.cjs',
    'dist/program.cjs',
    'dist/changes.cjs',
    'dist/rest.cjs',
    'dist/late/yaml.cjs',
    'dist/hash-worker.js',
    'dist/index.js',
    'dist/types/index.d.ts',
    'schemas/metadata.schema.json',
  ]) {
    expect(files).toContain(wanted);
  }
});

it('the lockfile records no download addresses', () => {
  expect(readFileSync('package-lock.json', 'utf8')).not.toMatch(/"resolved": *"https?:/);
});
