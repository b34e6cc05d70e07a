// Makes dist/: the program in one file, with the packages that it loads late in files of their own, and the file that starts
// it; the library as ES modules, and its types; the licences of what is bundled. All of it is made beside the dist/ that is
// there, and takes its place once it is whole.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** commander loads node:child_process for subcommands that are programs of their own; mreg has none. */
const withoutPrograms = {
  name: 'without-programs',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /node_modules\/commander\//.test(importer)
        ? { path: 'child_process', namespace: 'without-programs' }
        : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'without-programs' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** Loaded when they are first called: semver makes its regular expressions as soon as it is there, each of Node's modules
 * takes half a millisecond, and most lookups need none of them. The functions that our files in a folder import. */
const CALLED_LATE = {
  'node:os': { folder: 'src/', functions: ['availableParallelism', 'homedir', 'hostname', 'userInfo'] },
  'node:zlib': { folder: 'src/detect/', functions: ['inflateRawSync', 'unzipSync'] },
};

const calledLate = {
  name: 'called-late',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^semver\/|^node:/ }, ({ path, importer, kind }) => {
      const { folder = path.startsWith('semver/') ? 'src/' : undefined } = CALLED_LATE[path] ?? {};
      return folder && kind === 'import-statement' && importer.startsWith(root + folder)
        ? { path, namespace: 'called-late', pluginData: dirname(importer) }
        : undefined;
    });
    onLoad({ filter: /.*/, namespace: 'called-late' }, ({ path, pluginData }) => {
      const load = `let loaded; const load = () => (loaded ??= require(${JSON.stringify(path)}));`;
      const calls = CALLED_LATE[path]?.functions.map(
        (name) => `export const ${name} = (...given) => load().${name}(...given);`,
      );
      const contents = [load, ...(calls ?? ['export default (...given) => load()(...given);'])].join('\n');
      return { contents, resolveDir: pluginData };
    });
  },
};

/** What few commands need, by the name of its file in dist/late/: packages and generated code alone, since a class of ours
 * that stood in two files would be two classes. */
const LATE = {
  chalk: 'chalk',
  'cli-table3': 'cli-table3',
  dagre: '@dagrejs/dagre',
  'd3-scale': 'd3-scale',
  'd3-shape': 'd3-shape',
  execa: 'execa',
  fastify: 'fastify',
  ignore: 'ignore',
  yaml: 'yaml',
  schemas: './src/generated/schemas.ts',
  validators: './src/generated/validators.js',
};

const inFilesOfTheirOwn = {
  name: 'in-files-of-their-own',
  setup({ onResolve }) {
    onResolve({ filter: /.*/ }, ({ path, resolveDir }) => {
      const source = path.startsWith('.') ? `./${relative(root, `${resolveDir}/${path}`)}` : path;
      const name = Object.keys(LATE).find((file) => LATE[file] === source);
      return name && { path: `./late/${name}.cjs`, external: true };
    });
  },
};

/** CommonJS packages ask for Node's modules with `require`, which ES modules do not have. */
const importedFromNode = {
  name: 'imported-from-node',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /.*/ }, ({ path, kind }) =>
      kind === 'require-call' && isBuiltin(path) ? { path, namespace: 'imported-from-node' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'imported-from-node' }, ({ path }) => ({
      contents: `export * from ${JSON.stringify(path)};`,
    }));
  },
};

const COMMON = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  legalComments: 'none',
  metafile: true,
  write: false,
  logLevel: 'warning',
};

/** For Node to load a CommonJS file takes less than half the time that an ES module takes. */
const COMMONJS = {
  ...COMMON,
  format: 'cjs',
  minify: true,
  charset: 'ascii',
  supported: { 'dynamic-import': false },
};

/** Everything in dist/ but the types: files by their path in it, and what is in each. */
export async function bundle({ minify = true } = {}) {
  const [program, start, late, library] = await Promise.all([
    build({
      ...COMMONJS,
      minify,
      entryPoints: { program: 'src/cli.ts' },
      outdir: 'dist',
      outExtension: { '.js': '.cjs' },
      define: { 'import.meta.url': 'here.url' },
      plugins: [withoutPrograms, calledLate, inFilesOfTheirOwn],
    }),
    build({
      ...COMMONJS,
      entryPoints: { start: 'src/start.ts' },
      banner: { js: '#!/usr/bin/env node' },
      outdir: 'dist',
      outExtension: { '.js': '.cjs' },
      plugins: [calledLate],
    }),
    build({ ...COMMONJS, entryPoints: LATE, outdir: 'dist/late', outExtension: { '.js': '.cjs' } }),
    build({
      ...COMMON,
      entryPoints: { index: 'src/index.ts', 'hash-worker': 'src/store/place/folder/hash/hash-worker.ts' },
      outdir: 'dist',
      format: 'esm',
      splitting: true,
      plugins: [importedFromNode],
      // The package's CommonJS build, which platform node would take, cannot be imported by name.
      alias: { yaml: './node_modules/yaml/browser/index.js' },
    }),
  ]);
  const built = [program, start, late, library];
  const files = Object.fromEntries(
    built.flatMap(({ outputFiles }) =>
      outputFiles.map(({ path, text }) => [relative(`${root}dist`, path), text]),
    ),
  );
  files['program.cjs'] = wrapProgram(files['program.cjs']);
  return { files, outputs: Object.assign({}, ...built.map(({ metafile }) => metafile.outputs)) };
}

/** A function that src/start.ts calls, after the digest by which it tells one program from another. */
function wrapProgram(code) {
  const text = toAscii(`(function(require,here){${code}})\n`);
  return `//${createHash('sha256').update(text).digest('hex')}\n${text}`;
}

/** What esbuild leaves in regular expressions. */
function toAscii(code) {
  return code.replace(/[^\x00-\x7f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** What the licences of the bundled packages ask for, and those of their dependencies: some packages carry theirs within. */
function licensesOf(outputs) {
  const inputs = Object.values(outputs).flatMap((output) => Object.keys(output.inputs));
  const packages = new Set(
    inputs.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []),
  );
  for (const name of packages) {
    const { dependencies = {} } = JSON.parse(
      readFileSync(`${root}node_modules/${name}/package.json`, 'utf8'),
    );
    for (const carried of Object.keys(dependencies)) packages.add(carried);
  }
  const notices = [...packages].sort().map((name) => {
    const folder = `${root}node_modules/${name}/`;
    const { version, license } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    return `${name} ${version} (${license})\n\n${file ? readFileSync(folder + file, 'utf8').trim() : ''}\n`;
  });
  return notices.join('\n----\n\n');
}

/** Where a build of dist/ works until it is whole; what builds that were killed have left there is removed. */
function makeWorkplace() {
  const all = `${root}.build/`;
  mkdirSync(all, { recursive: true });
  for (const pid of readdirSync(all)) if (!isRunning(Number(pid))) rmSync(all + pid, { recursive: true });
  mkdirSync(`${all}${process.pid}`);
  return `${all}${process.pid}/`;
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function main() {
  const workplace = makeWorkplace();
  const made = `${workplace}dist/`;
  const { files, outputs } = await bundle();
  for (const [path, text] of Object.entries({ ...files, 'THIRD-PARTY-LICENSES.txt': licensesOf(outputs) })) {
    mkdirSync(dirname(made + path), { recursive: true });
    writeFileSync(made + path, text);
  }
  // A program that was broken on purpose has no types to speak of.
  if (!process.argv.includes('--bundle-only')) {
    const types = ['--project', 'tsconfig.build.json', '--outDir', `${made}types`];
    execFileSync(`${root}node_modules/.bin/tsc`, types, { cwd: root, stdio: 'inherit' });
  }
  mkdirSync(`${root}dist`, { recursive: true });
  renameSync(`${root}dist`, `${workplace}old`);
  renameSync(made, `${root}dist`);
  rmSync(workplace, { recursive: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
