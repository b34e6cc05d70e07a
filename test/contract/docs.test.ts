import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { METADATA_MEMBERS } from '../../src/core/metadata/metadata.ts';
import { parseReference } from '../../src/core/names/reference.ts';
import { FIELD_NAMES } from '../../src/core/query/fields.ts';
import { findFaults } from '../../src/validate.ts';
import { mregWords } from '../support/executable.ts';
import { shellQuote } from '../support/script/process.ts';

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync('docs').flatMap((file) => (file.endsWith('.md') ? [`docs/${file}`] : [])),
];

/** The text of each block with that info string, in the order of the page. */
function blocksOf(page: string, info: string): string[] {
  const blocks = readFileSync(page, 'utf8').matchAll(/^```(\S*)\n([\s\S]*?)^```$/gm);
  return [...blocks].flatMap(([, mark, text]) => (mark === info ? [text as string] : []));
}

/** The page without its blocks and code spans, in which nothing is a link. */
function proseOf(page: string): string {
  return readFileSync(page, 'utf8')
    .replace(/^```[\s\S]*?^```$/gm, '')
    .replace(/`[^`\n]*`/g, 'code');
}

/** The anchors that a page's headings have on common forges. */
function anchorsOf(page: string): string[] {
  return [
    ...readFileSync(page, 'utf8')
      .replace(/^```[\s\S]*?^```$/gm, '')
      .matchAll(/^#+ (.*)$/gm),
  ].map(([, title]) =>
    (title as string)
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

const hasProgram = (name: string) => {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

const stories = PAGES.map((page) => [page, blocksOf(page, 'sh').join('\n')] as const).filter(
  ([, story]) => story !== '',
);

describe('the shell blocks of', () => {
  it.for(stories)('%s run as they stand', async ([, story], { skip }) => {
    const missing = ['bash', 'curl', 'git', 'jq', 'python3', 'sha256sum', 'sqlite3'].filter(
      (name) => new RegExp(`\\b${name}\\b`).test(story) && !hasProgram(name),
    );
    skip(missing.length > 0, `needs ${missing.join(', ')}`);
    const root = mkdtempSync(join(tmpdir(), 'mreg-docs-'));
    for (const name of ['bin', 'home', 'work']) mkdirSync(join(root, name));
    const shim = `#!/bin/sh\nexec ${mregWords().map(shellQuote).join(' ')} "$@"\n`;
    writeFileSync(join(root, 'bin', 'mreg'), shim, { mode: 0o755 });
    writeFileSync(join(root, 'story.sh'), story);
    const { exitCode, stdout, stderr } = await execa('bash', ['-eu', '-o', 'pipefail', '../story.sh'], {
      cwd: join(root, 'work'),
      stdin: 'ignore',
      reject: false,
      extendEnv: false,
      env: {
        PATH: [join(root, 'bin'), dirname(process.execPath), process.env.PATH].join(delimiter),
        HOME: join(root, 'home'),
        PYTHONPATH: resolve('python/src'),
        PYTHONDONTWRITEBYTECODE: '1',
        TZ: 'UTC',
      },
    });
    expect(exitCode, `${stdout}\n${stderr}`).toBe(0);
    expect(stderr.replace(/^note: .*$/gm, '').trim()).toBe('');
    rmSync(root, { recursive: true });
  });
});

describe('the links of', () => {
  it.each(PAGES)('%s lead somewhere', (page) => {
    for (const [, target = ''] of proseOf(page).matchAll(/\]\(([^)]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [file = '', anchor] = target.split('#');
      const path = file === '' ? page : join(dirname(page), file);
      expect(existsSync(path), `${page} → ${target}`).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(path), `${page} → ${target}`).toContain(anchor);
    }
  });
});

describe('docs/references.md', () => {
  const table = /^\| written \|[\s\S]*?\n\n/m.exec(readFileSync('docs/references.md', 'utf8'))?.[0] ?? '';
  const rows = [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, written]) => written as string);

  it('has a table', () => expect(rows.length).toBeGreaterThan(15));
  it.each(rows)('%s is a reference to the model that it names', (written) =>
    expect(parseReference(written).name).toMatch(/^ppo_dowjones(_v0\.2\.0_20240116103015)?$/),
  );
});

describe('docs/conditions.md', () => {
  const page = readFileSync('docs/conditions.md', 'utf8');
  const fields = FIELD_NAMES.filter((name) => !METADATA_MEMBERS.includes(name));

  // Members of metadata.json are named as a whole: any of them is a field.
  it.each(fields)('names the field %s', (name) => expect(page).toMatch(new RegExp(`\`${name}[\`.]`)));
});

describe('docs/format.md', () => {
  const documents = blocksOf('docs/format.md', 'json').map((text) => JSON.parse(text));
  const changes = blocksOf('docs/format.md', 'jsonl').flatMap((text) =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  );

  it.each([
    ['logEntry', 'changes'],
    ['manifest', 'models'],
    ['metadata', 'model_name'],
  ] as const)('shows a valid %s', async (schema, member) => {
    const [shown] = documents.filter((document) => member in document);
    expect(shown).toBeDefined();
    expect(await findFaults(schema, shown)).toEqual([]);
  });

  it('shows each change that the schema knows, as the schema has it', async () => {
    const [entry] = documents.filter((document) => 'changes' in document);
    expect(await findFaults('logEntry', { ...entry, changes })).toEqual([]);
    const { definitions } = JSON.parse(readFileSync('schemas/log-entry.schema.json', 'utf8'));
    const known = definitions.change.oneOf.map(
      ({ $ref }: { $ref: string }) => definitions[$ref.replace('#/definitions/', '')].properties.change.const,
    );
    expect(changes.map(({ change }) => change).sort()).toEqual(known.sort());
  });
});
