// Everything in dist/ but the types: what each file is made of, and how.
import { isBuiltin } from 'node:module';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundlePage } from './bundle-page.js';
import { programFiles } from './program-files.js';

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
  'node:os': {
    folder: 'src/',
    functions: ['availableParallelism', 'homedir', 'hostname', 'tmpdir', 'userInfo'],
  },
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
  aws4fetch: 'aws4fetch',
  chalk: 'chalk',
  'cli-table3': 'cli-table3',
  dagre: '@dagrejs/dagre',
  'd3-scale': 'd3-scale',
  'd3-shape': 'd3-shape',
  execa: 'execa',
  fastify: 'fastify',
  ignore: 'ignore',
  page: '#page',
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

/** The page as a module, so that the server finds its files wherever the program lies, also in the single binary. */
const pageAsModule = ({ document, assets }) => ({
  name: 'page-as-module',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^#page$/ }, () => ({ path: 'page', namespace: 'page' }));
    onLoad({ filter: /.*/, namespace: 'page' }, () => ({
      contents: `export const document = ${JSON.stringify(document)}, assets = ${JSON.stringify(assets)};`,
    }));
  },
});

/** Everything in dist/ but the types: files by their path in it, and what is in each. */
export async function bundle({ minify = true } = {}) {
  const page = await bundlePage({ minify });
  const [program, start, late, library] = await Promise.all([
    programFiles({ ...COMMONJS, minify, plugins: [withoutPrograms, calledLate, inFilesOfTheirOwn] }),
    build({
      ...COMMONJS,
      entryPoints: { start: 'src/start.ts' },
      banner: { js: '#!/usr/bin/env node' },
      outdir: 'dist',
      outExtension: { '.js': '.cjs' },
      plugins: [calledLate],
    }),
    build({
      ...COMMONJS,
      entryPoints: LATE,
      outdir: 'dist/late',
      outExtension: { '.js': '.cjs' },
      plugins: [pageAsModule(page)],
    }),
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
  const built = [...program, start, late, library];
  const files = Object.fromEntries(
    built.flatMap(({ outputFiles }) =>
      outputFiles.map(({ path, text }) => [relative(`${root}dist`, path), text]),
    ),
  );
  const outputs = [page, ...built].map(({ metafile }) => metafile.outputs);
  return { files, outputs: Object.assign({}, ...outputs) };
}
