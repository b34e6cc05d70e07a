import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { flagOf, GLOBAL_OPTIONS, type OptionSpec } from '../../src/cli/command.ts';
import { allCommands } from '../../src/cli/commands/index.ts';
import { SETTING_KEYS, SETTINGS } from '../../src/config/settings.ts';
import { ERROR_CODES } from '../../src/errors.ts';

/** Pages that speak of mreg as it is; the changelog speaks of what it was. */
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'examples/README.md',
  ...readdirSync('docs').flatMap((file) => (file.endsWith('.md') ? [`docs/${file}`] : [])),
];

const commands = await allCommands();
const words = new Set([
  'help',
  ...commands.flatMap(({ name, aliases = [] }) => [name.split(' ')[0] as string, ...aliases]),
]);

/** Each line of a page that calls mreg, in a block or a code span. */
function callsOf(page: string): string[] {
  const text = readFileSync(page, 'utf8').replace(/\\\n\s*/g, '');
  const blocks = [...text.matchAll(/^```(?:sh|console|make|yaml)\n([\s\S]*?)^```$/gm)].map(
    ([, block]) => block as string,
  );
  const spans = [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/`([^`\n]+)`/g)].map(
    ([, span]) => span as string,
  );
  return [...blocks.flatMap((block) => block.split('\n')), ...spans]
    .map((line) => line.replace(/(?:^|\s)#\s.*$/, ''))
    .flatMap((line) => line.split(/\||&&|;|\$\(|<\(/))
    .flatMap((part) => /(?:^|[\s"'])(mreg [^)]*)/.exec(part)?.[1] ?? []);
}

/** The command that a call names, and its flags. */
function readCall(call: string) {
  const [, first = '', second = ''] = call.replace(/--root[ =]\S+ ?/, '').split(/\s+/);
  const command = commands.find(
    ({ name, aliases = [] }) => name === first || name === `${first} ${second}` || aliases.includes(first),
  );
  const flags = [...call.matchAll(/\s(--[a-z][a-z-]*)/g)].map(([, flag]) => flag as string);
  return { first, command, flags };
}

describe.each(PAGES)('%s', (page) => {
  const text = readFileSync(page, 'utf8');

  it('names commands that there are, with options that they have', () => {
    for (const call of callsOf(page)) {
      const { first, command, flags } = readCall(call);
      if (!/^[a-z_]+$/.test(first)) continue;
      expect(words, `${page}: ${call}`).toContain(first);
      if (command === undefined) continue;
      const options = { ...command.options, ...GLOBAL_OPTIONS };
      const known = Object.entries(options as Record<string, OptionSpec>).flatMap(([name, { negatable }]) =>
        negatable ? [flagOf(name), `--no-${name}`] : [flagOf(name)],
      );
      known.push('--help');
      for (const flag of flags) expect(known, `${page}: ${call}`).toContain(flag);
    }
  });

  it('names options that some command has', () => {
    const known = commands.flatMap(({ options }) =>
      Object.entries({ ...options, ...GLOBAL_OPTIONS } as Record<string, OptionSpec>).flatMap(([name]) => [
        flagOf(name),
        `--no-${name}`,
      ]),
    );
    // Its options are those of the benchmarks.
    if (page === 'docs/performance.md') return;
    const spans = text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/`(--[a-z][a-z-]*)[^`]*`/g);
    for (const [span, flag] of spans) expect([...known, ...OTHER_FLAGS], `${page}: ${span}`).toContain(flag);
  });

  it('names exit statuses and codes that there are', () => {
    const statuses = [0, ...Object.values(ERROR_CODES).map(({ exit }) => exit)];
    for (const [said, status] of text.matchAll(/\b(?:status|exit code) (\d+)\b/gi))
      expect(statuses, `${page}: ${said}`).toContain(Number(status));
    const variables = SETTING_KEYS.filter((key) => SETTINGS[key].kind.fromText).map(
      (key) => `MREG_${key.toUpperCase().replace('.', '_')}`,
    );
    const known = [...Object.keys(ERROR_CODES), ...variables, ...OTHER_VARIABLES];
    for (const [word] of text.matchAll(/\bMREG_[A-Z_]+\b/g))
      expect(known, `${page}: ${word}`).toContain(word);
  });

  it('puts off nothing to another version', () =>
    expect(text).not.toMatch(/not (?:used|enforced) in this version/));
});

/** Options of other programs. */
const OTHER_FLAGS: readonly string[] = ['--min-semi-space-size'];

/** Variables that are no settings. */
const OTHER_VARIABLES = [
  'MREG_',
  'MREG_CACHE',
  'MREG_COMMAND',
  'MREG_SEED',
  'MREG_SOAK',
  'MREG_READ_TOKEN',
  'MREG_TOKEN',
  'MREG_TEST_EXECUTABLE',
  'MREG_TEST_GOFAKES3',
  'MREG_TEST_PYTHON',
  'MREG_TEST_VERSITYGW',
];

describe('docs/scripting.md', () => {
  const page = readFileSync('docs/scripting.md', 'utf8');
  const quiet = /^## Quiet$[\s\S]*?^## /m.exec(page)?.[0] ?? '';

  it.each(commands.filter(({ hidden }) => !hidden).map(({ name }) => name))(
    'says what %s -q prints',
    (name) => expect(quiet).toContain(`\`${name}\``),
  );
});

it('every setting has words for what it takes, and is in the page about them', () => {
  const page = readFileSync('docs/configuration.md', 'utf8');
  for (const key of SETTING_KEYS) {
    expect(SETTINGS[key].takes).not.toBe('');
    expect(page).toContain(`| \`${key}\` | ${SETTINGS[key].takes} |`);
  }
});

describe('the invariants of docs/format.md', () => {
  const rows = [
    ...readFileSync('docs/format.md', 'utf8').matchAll(/^\| \d+ \| (.*) \| `(test\/[^`]+)`: (.*) \|$/gm),
  ];

  it('are said with must, may or should', () => {
    expect(rows.length).toBeGreaterThan(20);
    for (const [, rule] of rows) expect(rule).toMatch(/ (must|may|should) /);
  });

  it.each(rows.map(([, , file = '', title = '']) => [file, title]))('%s holds one: %s', (file, title) => {
    expect(readFileSync(file, 'utf8')).toContain(title);
  });
});
