import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { generate } from '../../scripts/generate.js';

const files = Object.entries(await generate());

it('there is something to compare', () => expect(files.length).toBeGreaterThan(5));

it.each(files)('%s is what npm run generate makes', (path, text) => {
  expect(readFileSync(path, 'utf8')).toBe(text);
});
