import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { piecesOf } from '../../../../../src/core/manifest/manifest-search.ts';
import { openPieces } from '../../../../../src/store/place/folder/look.ts';
import { workspace } from '../../../../support/store.ts';

function opened(bytes: Buffer) {
  const path = join(workspace(), 'file');
  writeFileSync(path, bytes);
  const file = openPieces(path);
  if (!file) throw new Error('it was not opened');
  return file;
}

const bytes = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * index) % 251));

it('gives the pieces of a file as it gives those of memory', () => {
  const [file, memory] = [opened(bytes), piecesOf(bytes)];
  expect(file.size).toBe(memory.size);
  for (const [position, length] of [
    [0, 10],
    [5, 5],
    [5, 6],
    [4000, 100],
    [4050, 20],
    [0, 5000],
    [1, 9999],
    [4999, 1],
    [4999, 10],
    [5000, 10],
    [6000, 10],
    [3, 0],
  ] as const)
    expect([position, length, file.read(position, length).equals(memory.read(position, length))]).toEqual([
      position,
      length,
      true,
    ]);
  file.close();
});

it('says which file it could not read', () => {
  const file = opened(bytes);
  file.close();
  expect(() => file.read(0, 1)).toThrow(/^cannot read \/.*\/file: EBADF$/);
});

it('has nothing of a file that is not there', () => {
  expect(openPieces(join(workspace(), 'none'))).toBeUndefined();
});
