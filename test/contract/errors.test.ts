import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../src/errors.ts';

const readme = readFileSync('README.md', 'utf8');
const tests = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(test\.ts|txt)$/.test(path) && !path.endsWith('errors.test.ts'))
  .map((path) => readFileSync(`test/${path}`, 'utf8'))
  .join('\n');

describe.each(Object.entries(ERROR_CODES))('%s', (code, { exit }) => {
  it('is in the README with its status', () =>
    expect(readme).toMatch(new RegExp(`^\\| ${exit} \\|.*\`${code}\``, 'm')));
  it('is asserted by a test', () => expect(tests).toContain(code));
});
