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
const LIMIT_MS = 180_000;
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
async function failure(copy, [file, names]) {
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
      timeout: LIMIT_MS,
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
async function judge(mutant) {
  const { path, text } = mutate(mutant, sources);
  const copy = makeCopy();
  try {
    writeFileSync(join(copy, path), text);
    await run(process.execPath, ['scripts/build.js', '--bundle-only'], { cwd: copy });
    return await failure(copy, mutant.tests);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** The tests have to pass where nothing was taken out: else their failure says nothing. */
async function checkSound() {
  const copy = makeCopy();
  try {
    await run(process.execPath, ['scripts/build.js', '--bundle-only'], { cwd: copy });
    const suites = new Map(chosen.map(({ tests }) => [tests.join(), tests]));
    for (const tests of suites.values()) {
      const failed = await failure(copy, tests);
      if (failed) throw new Error(`fails without any mutant: ${failed}`);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

async function main() {
  const began = performance.now();
  for (const mutant of MUTANTS) mutate(mutant, sources);
  await checkSound();
  const survivors = [];
  const queue = [...chosen];
  const worker = async () => {
    for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
      const noticed = await judge(mutant).catch((error) => {
        throw new Error(`${mutant.name}: ${error.message}`);
      });
      console.log(noticed ? `killed    ${mutant.name}: ${noticed}` : `SURVIVED  ${mutant.name}`);
      if (!noticed) survivors.push(mutant.name);
    }
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, worker));
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(`${chosen.length - survivors.length} of ${chosen.length} mutants killed in ${seconds} s`);
  if (survivors.length > 0 || chosen.length === 0) process.exitCode = 1;
}

await main();
