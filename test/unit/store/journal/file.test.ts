import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { decodeFile } from '../../../../src/store/journal/file.ts';

it('a file of a few kilobytes that would fill the memory cannot be read', () => {
  const header = JSON.stringify({ journal: 1, of: 'series/x', first: 1, last: 1, encoding: 'gzip' });
  const body = Buffer.concat([Buffer.from(`${header}\n`), gzipSync(Buffer.alloc(260 << 20), { level: 1 })]);
  const digest = createHash('sha256').update(body).digest('hex');
  const bytes = Buffer.concat([Buffer.from(`{"sha256":"${digest}"}\n`), body]);
  const journal = { directory: '/x', of: 'series/x', compress: true };
  expect(decodeFile(journal, { block: { level: 0, first: 1 }, bytes })).toEqual({
    problem: 'cannot be read as a file of a journal',
  });
});
