import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const LINES = [
  ...readFileSync('SECURITY.md', 'utf8').matchAll(/^\| (.+?) \| `(test\/[^`]+)`: (.+?) \|$/gm),
].map(([, sentence = '', file = '', words = '']) => ({ sentence, file, words }));

it.each(LINES)('$sentence: its test is there', ({ file, words }) => {
  expect(readFileSync(file, 'utf8')).toContain(words);
});

it('each line of a table names a test', () => {
  const rows = readFileSync('SECURITY.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (---|(it|they) can(not)? \|)/.test(line));
  expect(LINES).toHaveLength(rows.length);
  expect(rows.length).toBeGreaterThan(20);
});
