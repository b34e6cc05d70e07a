/**
 * Starts the program with what V8 compiled of it before, since to compile it takes longer than most commands run. V8 serves
 * the version, the processor and the flags that it was compiled with and no others, so each user's first start of a command
 * keeps it in the user's cache directory. Without that directory, or without a sound file there, V8 compiles.
 */
import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import { cacheDirectory, homeOf } from './config/cache.ts';

/** Of all programs and commands of a user together, a few hundred kilobytes each. */
const MAX_FILES = 128;

const PREFIX = 'code-';

/** The program's own modules, which scripts/program-files.js lays in a few files. */
const modules: Record<string, () => unknown> = {};

const here = {
  modules,
  /** A module of a file, which is loaded for the first of them. */
  module(file: string, path: string): unknown {
    if (modules[path] === undefined) load(file);
    return modules[path]?.();
  },
  get url() {
    return pathToFileURL(join(__dirname, 'program.cjs')).href;
  },
};

function load(name: string): void {
  const filename = join(__dirname, `${name}.cjs`);
  // All of it is ASCII, and text of one byte a character is read fastest.
  const text = readFileSync(filename, 'latin1');
  const file = cacheFile(text);
  const cachedData = file === undefined ? undefined : readCache(file);
  const script = new Script(text, { filename, cachedData });
  if (file !== undefined && (cachedData === undefined || script.cachedDataRejected))
    process.once('exit', (status) => {
      if (status === 0) keepCache(file, script);
    });
  script.runInThisContext()(require, here);
}

/** Each command has files of its own, with what it needs: more of it would take its time to load. */
function cacheFile(text: string): string | undefined {
  const directory = cacheDirectory(process.env, homeOf(process.env));
  if (directory === undefined) return undefined;
  const [, word = ''] = /^-*([a-z_]+)$/.exec(process.argv[2] ?? '') ?? [];
  // Each file begins with its own digest.
  const program = text.slice(2, 18);
  return join(directory, [`${PREFIX}${program}`, process.version, process.arch, word].join('-'));
}

/** The file holds it twice. V8 believes whatever it is given, and a flipped bit may keep it busy for ever; to compare two
 * copies takes a tenth of the time of any checksum that Node has, or that JavaScript can make. */
function readCache(file: string): Buffer | undefined {
  try {
    if (!isOurs(statSync(dirname(file)))) return undefined;
    const fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      if (!isOurs(fstatSync(fd))) return undefined;
      const twice = readFileSync(fd);
      const half = twice.length / 2;
      return twice.compare(twice, half, twice.length, 0, half) === 0 ? twice.subarray(0, half) : undefined;
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}

/** What others could have written would be run as this user. */
function isOurs({ uid, mode }: Stats): boolean {
  return process.platform === 'win32' || (uid === process.geteuid?.() && (mode & 0o022) === 0);
}

function keepCache(file: string, script: Script): void {
  const directory = dirname(file);
  try {
    // A home that does not exist is not made.
    for (const path of [dirname(directory), directory]) makeDirectory(path);
    if (!isOurs(statSync(directory))) return;
    const bytes = script.createCachedData();
    // It begins as all of them do, so that one that a kill left behind is forgotten with the oldest.
    const temporary = `${file}.${Math.random().toString(36).slice(2)}`;
    try {
      writeFileSync(temporary, Buffer.concat([bytes, bytes]), { mode: 0o600, flag: 'wx' });
      renameSync(temporary, file);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
    forgetOldest(directory);
  } catch {
    // Not to be able to keep it only means that the next start takes its time.
  }
}

function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function forgetOldest(directory: string): void {
  const names = readdirSync(directory).filter((name) => name.startsWith(PREFIX));
  if (names.length <= MAX_FILES) return;
  const ages = names.map((name) => ({
    path: join(directory, name),
    at: statSync(join(directory, name)).mtimeMs,
  }));
  for (const { path } of ages.sort((a, b) => b.at - a.at).slice(MAX_FILES)) rmSync(path, { force: true });
}

load('program');
