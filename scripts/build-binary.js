// Makes mreg as one file that needs no Node, with Bun's compiler: binary/mreg for this machine, or for each target that is
// named: npm run build:binary -- linux-arm64 darwin-arm64
// Bun is no dependency of the project: it is a hundred megabytes, and few who work on mreg make the binary. It is fetched from
// npm when it is needed, in one version.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const VERSION = '1.4.5';

/** The targets, and what npm and Bun call them. */
const TARGETS = {
  'linux-x64': 'bun-linux-x64',
  'linux-arm64': 'bun-linux-aarch64',
  'darwin-x64': 'bun-darwin-x64',
  'darwin-arm64': 'bun-darwin-aarch64',
  'win32-x64': 'bun-windows-x64',
};

const ENTRIES = ['src/cli.ts', 'src/store/place/folder/hash/hash-worker.ts'];

const OPTIONS = [
  '--compile',
  '--minify',
  '--bytecode',
  '--splitting',
  '--format=esm',
  // The thread for hashing is found beside the program.
  '--entry-naming=[name].[ext]',
  // What lies in the directory that mreg is called in is none of Bun's business.
  '--no-compile-autoload-dotenv',
  '--no-compile-autoload-bunfig',
];

const own = `${process.platform}-${process.arch}`;

/** Bun for a target; fetched once. */
function fetchBun(target) {
  const name = `@oven/${TARGETS[target]}`;
  const cache = `${root}node_modules/.cache/mreg/`;
  const place = `${cache}bun-${VERSION}-${target}`;
  if (!existsSync(place)) {
    mkdirSync(cache, { recursive: true });
    const workplace = mkdtempSync(`${cache}fetch-`);
    // By force, since npm refuses what is for another system.
    const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--force', '--silent'];
    execFileSync('npm', ['install', ...options, '--prefix', workplace, `${name}@${VERSION}`], {
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    renameSync(workplace, place);
  }
  return `${place}/node_modules/${name}/bin/bun${target.startsWith('win32') ? '.exe' : ''}`;
}

function compile(target) {
  const ending = target.startsWith('win32') ? '.exe' : '';
  const name = target === own ? 'mreg' : `mreg-${target}`;
  const foreign =
    target === own ? [] : [`--target=${TARGETS[target]}`, `--compile-executable-path=${fetchBun(target)}`];
  const bin = `${root}binary/`;
  const unfinished = `${bin}.${process.pid}${ending}`;
  mkdirSync(bin, { recursive: true });
  try {
    execFileSync(fetchBun(own), ['build', ...OPTIONS, ...foreign, ...ENTRIES, '--outfile', unfinished], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    renameSync(unfinished, `${bin}${name}${ending}`);
  } finally {
    rmSync(unfinished, { force: true });
  }
}

const targets = process.argv.length > 2 ? process.argv.slice(2) : [own];
const unknown = [own, ...targets].find((target) => !Object.hasOwn(TARGETS, target));
if (unknown) throw new Error(`no binary can be made for or on ${unknown}, but for ${Object.keys(TARGETS)}`);
for (const target of targets) compile(target);
