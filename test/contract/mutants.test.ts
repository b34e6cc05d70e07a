import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { MUTANTS } from '../mutants/list.js';
import { mutate } from '../mutants/mutate.js';

const sources: Record<string, string> = Object.fromEntries(
  readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [`src/${file}`, readFileSync(`src/${file}`, 'utf8')]),
);

/** The mutants themselves take minutes (`npm run test:mutants`); a piece of theirs that is gone is noticed here. */
it.each(MUTANTS)('$name: stands once in the function', (mutant) => {
  const { path, text } = mutate(mutant, sources);
  expect(text).not.toBe(sources[path]);
});
