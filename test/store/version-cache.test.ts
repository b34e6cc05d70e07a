/** The bound on versions that were fetched from a bucket, on directories as a fetch leaves them. */
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { trimVersions } from '../../src/store/versions/trim-versions.ts';
import { workspace } from '../support/store.ts';

const NOW = Date.UTC(2026, 4, 3);
const HOUR = 3_600_000;

/** Versions by their name: bytes, and hours since the last use. */
function makeCache(versions: Readonly<Record<string, readonly [size: number, hours: number]>>) {
  const all = join(workspace(), 'versions');
  for (const [name, [size, hours]] of Object.entries(versions)) {
    mkdirSync(join(all, name), { recursive: true });
    writeFileSync(join(all, name, 'model.bin'), Buffer.alloc(size));
    writeFileSync(join(all, name, 'metadata.json'), JSON.stringify({ files: [{ path: 'model.bin', size }] }));
    const used = new Date(NOW - hours * HOUR);
    utimesSync(join(all, name), used, used);
  }
  return { all, left: () => readdirSync(all).sort() };
}

test('the versions that were not used for longest go, as many as it takes', async () => {
  const { all, left } = makeCache({ a: [100, 5], b: [100, 9], c: [100, 2], d: [100, 7] });
  await trimVersions(all, 400, NOW);
  expect(left()).toEqual(['a', 'b', 'c', 'd']);
  await trimVersions(all, 250, NOW);
  expect(left()).toEqual(['a', 'c']);
  expect(existsSync(join(all, 'a/model.bin'))).toBe(true);
});

test('what was used within the hour stays, and what a killed fetch has left goes after a day', async () => {
  const { all, left } = makeCache({
    a: [100, 0.5],
    b: [100, 0.9],
    c: [100, 1.1],
    '.old': [1, 25],
    '.new': [1, 23],
  });
  await trimVersions(all, 0, NOW);
  expect(left()).toEqual(['.new', 'a', 'b']);
});

test('a version without a list that can be read counts nothing and goes in its turn', async () => {
  const { all, left } = makeCache({ a: [100, 9], b: [100, 8] });
  writeFileSync(join(all, 'a/metadata.json'), '{');
  const used = new Date(NOW - 9 * HOUR);
  utimesSync(join(all, 'a'), used, used);
  await trimVersions(all, 50, NOW);
  expect(left()).toEqual([]);
  await trimVersions(join(all, 'none'), 0, NOW);
});
