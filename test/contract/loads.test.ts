import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { bundle } from '../../scripts/build.js';
import { EXECUTABLE, runMreg } from '../support/executable.ts';
import { HANGS_AFTER_MS } from '../support/limit.ts';

/** Start-up is most of a lookup's time, so what it loads is written down; a line that comes in here costs every call. */
const COMMANDS = [['--version'], ['path', 'm@production'], ['list']];

const LISTING = resolve('test/support/list-loads.cjs');
const root = mkdtempSync(join(tmpdir(), 'mreg-loads-'));
const registry = join(root, 'registry');
let modulesOf: Map<string, readonly string[]>;

beforeAll(async () => {
  const { metafile, bundles } = await bundle();
  const chunks: (readonly [string, readonly string[]])[] = Object.entries(metafile.outputs).map(
    ([path, { inputs }]) =>
      // What shaking the tree left nothing of is not loaded.
      [path, Object.keys(inputs).filter((input) => (inputs[input]?.bytesInOutput ?? 0) > 0)] as const,
  );
  // The chunks of a bundle lie in its file; under their own names they only refer to it.
  modulesOf = new Map(
    chunks.flatMap(([path, modules]) => {
      const name = Object.keys(bundles).find((name) => bundles[name]?.has(resolve(path)));
      return name ? [[path, []]] : [[path, modules]];
    }),
  );
  for (const [name, paths] of Object.entries(bundles)) {
    const modules = chunks.filter(([path]) => paths.has(resolve(path))).flatMap(([, inputs]) => inputs);
    modulesOf.set(`dist/${name}.js`, modules);
  }
  const model = join(root, 'model.bin');
  writeFileSync(model, 'weights');
  const given = ['--type', 't', '--name', 'm', '--stage', 'production', '--root', registry];
  expect(await runMreg(['register', model, ...given])).toMatchObject({ status: 0 });
  return () => rmSync(root, { recursive: true });
});

/** The modules in the chunks that a command line loads, packages by their name, and those of Node that it asks for. */
function loadsOf(argv: readonly string[]): readonly string[] {
  const file = join(root, 'loads.json');
  const line = [...argv, ...(argv[0]?.startsWith('--') ? [] : ['--root', registry])];
  execFileSync(process.execPath, ['--require', LISTING, EXECUTABLE, ...line], {
    env: { LOADS: file, HOME: root },
    cwd: root,
  });
  const loaded: { files: string[]; builtin: string[] } = JSON.parse(readFileSync(file, 'utf8'));
  const chunks = loaded.files.map((path) => relative(resolve('.'), path));
  const modules = chunks.flatMap((chunk) => modulesOf.get(chunk) ?? [chunk]);
  const named = modules.map((path) =>
    path.replace(/^.*node_modules\/((?:@[^/]+\/)?[^/]+)\/.*$/, 'package $1'),
  );
  return [...new Set([...named, ...loaded.builtin.map((name) => `node:${name}`)])].sort();
}

it.each(COMMANDS.map((argv) => [argv.join(' '), argv] as const))('mreg %s loads', (_, argv) => {
  expect(loadsOf(argv)).toMatchSnapshot();
});

it('mreg --help loads no more than mreg --version', () => {
  expect(loadsOf(['--help'])).toEqual(loadsOf(['--version']));
});

it('a lookup loads nothing that hashes, draws tables, reads YAML or starts programs', () => {
  const loads = loadsOf(['path', 'm@production']);
  for (const heavy of ['yaml', 'chalk', 'cli-table3', 'execa'].map((name) => `package ${name}`))
    expect(loads).not.toContain(heavy);
  for (const heavy of ['crypto', 'fs/promises', 'child_process', 'worker_threads'])
    expect(loads).not.toContain(`node:${heavy}`);
});

it('a code cache serves as it was made, and is not used where it is damaged, cut or missing', () => {
  const program = join(root, 'program');
  for (const folder of ['bin', 'dist']) cpSync(folder, join(program, folder), { recursive: true });
  const [cache = ''] = readdirSync(join(program, 'dist')).filter((name) => /^lookup\..*\.cache$/.test(name));
  const path = join(program, 'dist', cache);
  const whole = readFileSync(path);
  const code =
    "process.argv[2] = '--version'; const { load, scripts } = require('./bin/mreg.js'); load('cli.js'); " +
    'console.log(scripts.lookup.cachedDataRejected)';
  const ask = () =>
    execFileSync(process.execPath, ['-e', code], { cwd: program, encoding: 'utf8', timeout: HANGS_AFTER_MS });
  expect(ask()).toMatch(/^false\n\d+\.\d+\.\d+\n$/);
  for (const part of [0.1, 0.4, 0.6, 0.9]) {
    const damaged = Buffer.from(whole);
    const at = Math.floor(part * damaged.length);
    damaged[at] = (damaged[at] as number) ^ 4;
    for (const bytes of [damaged, whole.subarray(0, at)]) {
      writeFileSync(path, bytes);
      expect(ask()).toMatch(/^undefined\n/);
    }
  }
  rmSync(path);
  expect(ask()).toMatch(/^undefined\n/);
});
