import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { MUTANTS } from '../mutants/list.js';

/** The mutants themselves take minutes (`npm run test:mutants`); a line of theirs that is gone is noticed here. */
it.each(MUTANTS)('$name: the line is there once', ({ file, from, to }) => {
  expect(readFileSync(file, 'utf8').split(from)).toHaveLength(2);
  expect(to).not.toBe(from);
});
