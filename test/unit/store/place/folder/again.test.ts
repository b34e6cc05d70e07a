import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { again, againSync } from '../../../../../src/store/place/folder/again.ts';

const directory = mkdtempSync(join(tmpdir(), 'mreg-again-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** Fails so many times with a system error. */
function failing(code: string, times: number) {
  let left = times;
  return () => {
    left -= 1;
    if (left >= 0) throw Object.assign(new Error(code), { code });
    return 'read';
  };
}

it.each([
  ['a file that was replaced', 'ESTALE', '/'],
  ['a directory that was made a moment ago, and is being opened to the group', 'EACCES', directory],
])('%s is read again', async (_, code, place) => {
  expect(againSync(join(place, 'x'), failing(code, 3))).toBe('read');
  const later = failing(code, 3);
  expect(await again(join(place, 'x'), async () => later())).toBe('read');
});

it.each([
  ['a directory that has been closed for long', 'EACCES', '/'],
  ['what is not there', 'ENOENT', directory],
])('%s is not', (_, code, place) => {
  expect(() => againSync(join(place, 'x'), failing(code, 1))).toThrow(code);
});
