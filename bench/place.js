// Where a run of the bench works, and what its rows are made of: generated registries and files, command lines.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { generateFiles, generateRegistry } from './generate.js';
import { run } from './measure.js';

const EXECUTABLE = resolve(import.meta.dirname, '../dist/start.cjs');

/** mreg as one file, where `npm run build:binary` has made it. */
export const BINARY = resolve(import.meta.dirname, '../binary/mreg');

/** What a row is measured at; `tiny` is for trying whether it runs. */
const SIZES = {
  full: {
    few: 100,
    many: 10_000,
    models: 10_000,
    versions: 100_000,
    manyFiles: 10_000,
    big: 2 ** 30,
    commits: 400,
  },
  tiny: { few: 10, many: 20, models: 10, versions: 20, manyFiles: 20, big: 2 ** 20, commits: 16 },
};

/** `keep`: a directory whose generated registries and files are used again by the next run. */
export function createPlace({ size = 'full', keep } = {}) {
  const root = keep === undefined ? mkdtempSync(join(tmpdir(), 'mreg-bench-')) : resolve(keep);
  const scratch = join(root, 'scratch');
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  const env = { PATH: process.env.PATH, HOME: scratch, LC_ALL: 'C.UTF-8' };
  const made = (name, make) => {
    const path = join(root, name);
    if (existsSync(path)) return path;
    // Renamed once it is whole, so that a run that was stopped leaves nothing that passes for it.
    const unfinished = `${path}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    make(unfinished);
    renameSync(unfinished, path);
    return path;
  };
  return {
    scratch,
    env,
    ...SIZES[size],
    /** A path that nothing lies at. */
    free(name) {
      const path = join(scratch, name);
      rmSync(path, { recursive: true, force: true });
      return path;
    },
    registry: ({ models, versions }) =>
      made(`registry-${models}-${versions}`, (path) => generateRegistry(path, { models, versions })),
    /** A directory of files; one file has the name model.bin. */
    files: (count, bytes) =>
      made(`files-${count}-${bytes}`, (path) => {
        const paths = Array.from({ length: count }, (_, index) => `part-${index >> 10}/file-${index}.bin`);
        generateFiles(path, count === 1 ? ['model.bin'] : paths, bytes);
      }),
    /** An initialised registry without a version. */
    emptyRegistry(name) {
      const path = this.free(name);
      this.run(this.mreg(path, 'init'));
      return path;
    },
    tinyModel: () => made('model.bin', (path) => writeFileSync(path, 'weights\n')),
    step: (...argv) => ({ argv, cwd: scratch, env }),
    node: () => ({ argv: [process.execPath, '-e', '0'], cwd: scratch, env }),
    mregAlone: (...args) => ({ argv: [process.execPath, EXECUTABLE, ...args], cwd: scratch, env }),
    binary: (...args) => ({ argv: [BINARY, ...args], cwd: scratch, env }),
    mreg(registry, ...args) {
      return this.mregAlone(...args, '--root', registry);
    },
    shell: (line, values = {}) => ({ argv: ['sh', '-ec', line], cwd: scratch, env: { ...env, ...values } }),
    run,
    /** Puts on the disk what others wrote before, so that a timed sync does not pay for it. */
    settle() {
      spawnSync('sync', ['-f', root]);
    },
    close() {
      rmSync(keep === undefined ? root : scratch, { recursive: true, force: true });
    },
  };
}
