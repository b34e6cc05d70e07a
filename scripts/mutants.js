// Takes what the promises rest on out of a copy of the source, one piece at a time, and shows that the tests notice:
// node scripts/mutants.js [part of a name]
import { execFile } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { MUTANTS } from '../test/mutants/list.js';
import { mutate } from '../test/mutants/mutate.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);
/** Tests that take so many times as long with a mutant hang. */
const HANGS = 8;
const LONGEST_MS = 1_200_000;
const COPIED = [
  'bench',
  'bin',
  'docs',
  'examples',
  'schemas',
  'scripts',
  'src',
  'test',
  'README.md',
  'package.json',
];
const CONFIGURED = ['tsconfig.json', 'tsconfig.build.json', 'vitest.config.ts'];

const only = process.argv[2] ?? '';
const chosen = MUTANTS.filter(({ name }) => name.includes(only));

const sources = Object.fromEntries(
  readdirSync(join(root, 'src'), { recursive: true })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [join('src', file), readFileSync(join(root, 'src', file), 'utf8')]),
);

/** A copy of the project to break. */
function makeCopy() {
  const copy = mkdtempSync(join(tmpdir(), 'mreg-mutant-'));
  // Some tests run the executable as another user.
  chmodSync(copy, 0o755);
  for (const path of [...COPIED, ...CONFIGURED])
    cpSync(join(root, path), join(copy, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** Undefined where the tests pass, else how they ended. */
async function failure(copy, [file, names], timeout) {
  const words = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--bail',
    '1',
    file,
    ...(names ? ['-t', names] : []),
  ];
  try {
    const { stdout } = await run(process.execPath, words, {
      cwd: copy,
      timeout,
      maxBuffer: 2 ** 28,
    });
    if (!/Tests .*\d+ passed/.test(plain(stdout))) throw new Error(`no test of ${file} is called ${names}`);
    return undefined;
  } catch (error) {
    if (error.killed) return 'it hung';
    if (error.stdout === undefined) throw error;
    const failed = /^ *FAIL +(.*)$/m.exec(plain(error.stdout + error.stderr))?.[1];
    if (failed === undefined) throw new Error(`the tests did not run: ${error.stdout}${error.stderr}`);
    return failed.replace(/^ *\|?\w+\|? *test\//, 'test/').slice(0, 100);
  }
}

const plain = (text) => text.replaceAll(/\x1b\[[0-9;]*m/g, '');

/** How the tests took a mutant: undefined where they did not notice. */
async function judge(mutant, took) {
  const { path, text } = mutate(mutant, sources);
  const copy = makeCopy();
  try {
    writeFileSync(join(copy, path), text);
    await run(process.execPath, ['scripts/build.js', '--bundle-only'], { cwd: copy });
    return await failure(copy, mutant.tests, Math.min(LONGEST_MS, Math.ceil(HANGS * took)));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** The tests have to pass where nothing was taken out: else their failure says nothing. How long each suite takes. */
async function checkSound() {
  const copy = makeCopy();
  const suites = new Map(chosen.map(({ tests }) => [tests.join(), tests]));
  const took = new Map();
  try {
    await run(process.execPath, ['scripts/build.js', '--bundle-only'], { cwd: copy });
    await inLanes([...suites], async ([key, tests]) => {
      const began = performance.now();
      const failed = await failure(copy, tests, LONGEST_MS);
      if (failed) throw new Error(`${key} fails without any mutant: ${failed}`);
      took.set(key, performance.now() - began);
    });
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  return took;
}

/** Two at a time, as far as there are processors. */
async function inLanes(items, work) {
  const queue = [...items];
  const lane = async () => {
    for (let item = queue.shift(); item; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, lane));
}

async function main() {
  const began = performance.now();
  for (const mutant of MUTANTS) mutate(mutant, sources);
  const took = await checkSound();
  const survivors = [];
  await inLanes(chosen, async (mutant) => {
    const noticed = await judge(mutant, took.get(mutant.tests.join())).catch((error) => {
      throw new Error(`${mutant.name}: ${error.message}`);
    });
    console.log(noticed ? `killed    ${mutant.name}: ${noticed}` : `SURVIVED  ${mutant.name}`);
    if (!noticed) survivors.push(mutant.name);
  });
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(`${chosen.length - survivors.length} of ${chosen.length} mutants killed in ${seconds} s`);
  if (survivors.length > 0 || chosen.length === 0) process.exitCode = 1;
}

await main();
