import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { bundle } from '../../scripts/bundle.js';
import { runMreg } from '../support/executable.ts';

/** Start-up is most of a lookup's time, so what it loads is written down; a line that comes in here costs every call. */
const COMMANDS = [['--version'], ['path', 'm@production'], ['list'], ['tag', 'm', 'checked=yes']];

const LISTING = resolve('test/support/list-loads.cjs');
const root = mkdtempSync(join(tmpdir(), 'mreg-loads-'));
const registry = join(root, 'registry');
const dist = join(root, 'dist');

/** The modules that begin with each file of the program, and those that begin when they are asked for. */
const atOnce: Readonly<Record<string, string[]>> = { program: [], changes: [], rest: [] };
const whenAsked = new Set<string>();

beforeAll(async () => {
  // Only where names are kept can a module be told by the function that begins it.
  const { files, outputs } = await bundle({ minify: false });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dist, path)), { recursive: true });
    writeFileSync(join(dist, path), text as string);
  }
  for (const [name, begun] of Object.entries(atOnce)) {
    const text = files[`${name}.cjs`] as string;
    const inputs: Record<string, { bytesInOutput: number }> = outputs[`dist/${name}.cjs`].inputs;
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      if (text.includes(`"${path}"(`)) whenAsked.add(path);
      else if (bytesInOutput > 0 && path !== name) begun.push(path);
    }
  }
  const model = join(root, 'model.bin');
  writeFileSync(model, 'weights');
  const given = ['--type', 't', '--name', 'm', '--stage', 'production', '--root', registry];
  expect(await runMreg(['register', model, ...given])).toMatchObject({ status: 0 });
  return () => rmSync(root, { recursive: true });
});

/** The modules that a command line begins, packages by their name, its files of their own, and the modules of Node that it asks for. */
function loadsOf(argv: readonly string[]): readonly string[] {
  const coverage = mkdtempSync(join(root, 'coverage-'));
  const file = join(coverage, 'loads');
  const line = [...argv, ...(argv[0]?.startsWith('--') ? [] : ['--root', registry])];
  execFileSync(process.execPath, ['--require', LISTING, join(dist, 'start.cjs'), ...line], {
    env: { LOADS: file, HOME: root, NODE_V8_COVERAGE: coverage, MREG_CACHE: 'off' },
    cwd: root,
  });
  const loaded: { files: string[]; builtin: string[] } = JSON.parse(readFileSync(file, 'utf8'));
  const begun = begunModules(coverage).map((path) =>
    path.replace(/^.*node_modules\/((?:@[^/]+\/)?[^/]+)\/.*$/, 'package $1'),
  );
  const late = loaded.files.map((path) => relative(root, path));
  return [...new Set([...begun, ...late, ...loaded.builtin.map((name) => `node:${name}`)])].sort();
}

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly {
      readonly functionName: string;
      readonly ranges: readonly { readonly count: number }[];
    }[];
  }[];
}

/** esbuild names the function that begins a module after its file. */
function begunModules(coverage: string): readonly string[] {
  const [name = ''] = readdirSync(coverage).filter((file) => file.startsWith('coverage-'));
  const { result }: Coverage = JSON.parse(readFileSync(join(coverage, name), 'utf8'));
  return Object.entries(atOnce).flatMap(([file, begun]) => {
    const loaded = result.find(({ url }) => url.endsWith(`/${file}.cjs`));
    const asked = (loaded?.functions ?? []).filter(
      ({ functionName, ranges }) => whenAsked.has(functionName) && (ranges[0]?.count ?? 0) > 0,
    );
    return loaded ? [`dist/${file}.cjs`, ...begun, ...asked.map(({ functionName }) => functionName)] : [];
  });
}

it.each(COMMANDS.map((argv) => [argv.join(' '), argv] as const))('mreg %s loads', (_, argv) => {
  expect(loadsOf(argv)).toMatchSnapshot();
});

it('mreg --help loads no more than mreg --version', () => {
  expect(loadsOf(['--help'])).toEqual(loadsOf(['--version']));
});

it('a lookup loads nothing that hashes, draws tables, reads YAML or starts programs', () => {
  const loads = loadsOf(['path', 'm@production']);
  for (const heavy of ['yaml', 'chalk', 'cli-table3', 'execa']) {
    expect(loads).not.toContain(`package ${heavy}`);
    expect(loads).not.toContain(`dist/late/${heavy}.cjs`);
  }
  for (const heavy of ['crypto', 'fs/promises', 'child_process', 'worker_threads'])
    expect(loads).not.toContain(`node:${heavy}`);
});
