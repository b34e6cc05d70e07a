// Makes dist/: bundles with the dependencies in them, split where a command loads something late; the
// library's types; the licences of what is bundled; the text of the help. Node loads a CommonJS file in less than half the time
// that an ES module takes, and a lookup is little more than loading, so the chunks are rewritten as CommonJS.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { joinChunks } from './join-chunks.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = `${root}dist/`;

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
const LATE = {
  'node:os': { folder: 'src/', functions: ['availableParallelism', 'homedir', 'hostname', 'userInfo'] },
  'node:zlib': { folder: 'src/detect/', functions: ['inflateRawSync', 'unzipSync'] },
};

const late = {
  name: 'late',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^semver\/|^node:/ }, ({ path, importer, kind }) => {
      const { folder = path.startsWith('semver/') ? 'src/' : undefined } = LATE[path] ?? {};
      return folder && kind === 'import-statement' && importer.startsWith(root + folder)
        ? { path, namespace: 'late', pluginData: dirname(importer) }
        : undefined;
    });
    onLoad({ filter: /.*/, namespace: 'late' }, ({ path, pluginData }) => {
      const load = `let loaded; const load = () => (loaded ??= require(${JSON.stringify(path)}));`;
      const calls = LATE[path]?.functions.map(
        (name) => `export const ${name} = (...given) => load().${name}(...given);`,
      );
      const contents = [load, ...(calls ?? ['export default (...given) => load()(...given);'])].join('\n');
      return { contents, resolveDir: pluginData };
    });
  },
};

/** What loads together lies in one file: what `mreg path` needs, and what a change needs besides. */
const BUNDLES = {
  lookup: [
    'src/cli.ts',
    'src/cli/commands/index.ts',
    'src/cli/commands/path.ts',
    'src/cli/commands/list.ts',
    'src/config/cache.ts',
    'src/config/load.ts',
    'src/registry.ts',
  ],
  change: [
    'src/cli/commands/promote.ts',
    'src/cli/commands/label.ts',
    'src/operations/lifecycle/stage.ts',
    'src/operations/lifecycle/label.ts',
    'src/store/intake/digest.ts',
  ],
  search: ['src/cli/commands/search.ts', 'src/operations/reading/search.ts'],
  register: [
    'src/cli/commands/register.ts',
    'src/operations/registration/register.ts',
    'src/generated/validators.js',
  ],
  help: readdirSync(`${root}src/cli/commands`).map((file) => `src/cli/commands/${file}`),
};

/** The chunks, split where a command loads something late, which modules each holds, and the names of those in each bundle. */
export async function bundle() {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['src/cli.ts', 'src/index.ts', 'src/store/intake/hash-worker.ts'],
    outdir: 'dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    chunkNames: 'chunks/[name]-[hash]',
    metafile: true,
    write: false,
    logLevel: 'warning',
    plugins: [withoutPrograms, late],
    // The package's CommonJS build, which platform node would take, cannot be imported by name.
    alias: { yaml: './node_modules/yaml/browser/index.js' },
  });
  const taken = new Set();
  const bundles = Object.entries(BUNDLES).map(([name, sources]) => {
    const chunks = [...neededBy(sources, metafile)].filter((path) => !taken.has(path));
    for (const path of chunks) taken.add(path);
    return [name, new Set(chunks)];
  });
  return {
    metafile,
    outputFiles,
    bundles: /** @type {Record<string, Set<string>>} */ (Object.fromEntries(bundles)),
  };
}

const CHUNK = {
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  minify: true,
  legalComments: 'none',
  supported: { 'dynamic-import': false },
  define: { 'import.meta.dirname': '__dirname' },
};

/** Small; what loads together in one file. The first bundle, which is always loaded, knows what is in which. */
async function writeChunks({ metafile, outputFiles, bundles }) {
  const bundleOf = Object.fromEntries(
    Object.entries(bundles).flatMap(([bundle, chunks]) =>
      [...chunks].map((path) => [basename(path), bundle]),
    ),
  );
  for (const { path, text } of outputFiles) {
    const name = basename(path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(
      path,
      name in bundleOf
        ? `module.exports=require("${relative(dirname(path), root)}/bin/mreg.js").load("${name}");\n`
        : (await transform(text, CHUNK)).code,
    );
  }
  const bundled = { outputFiles, metafile, root };
  for (const [bundle, chunks] of Object.entries(bundles))
    writeFileSync(
      `${dist}${bundle}.js`,
      toAscii(await joinChunks(chunks, bundled, bundle === 'lookup' ? { bundleOf } : {}, CHUNK)),
    );
  writeFileSync(`${dist}package.json`, '{ "type": "commonjs" }\n');
}

/** Text of one byte a character is read fastest; what esbuild leaves in regular expressions would make it longer. */
function toAscii(code) {
  return code.replace(/[^\x00-\x7f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The outputs that these sources are in, with all that they import at once. */
function neededBy(sources, { outputs }) {
  const needed = new Set();
  const add = (path) => {
    if (needed.has(root + path)) return;
    needed.add(root + path);
    for (const { path: next, kind, external } of outputs[path].imports)
      if (kind === 'import-statement' && !external) add(next);
  };
  for (const [path, { inputs, entryPoint }] of Object.entries(outputs))
    if (sources.includes(entryPoint) || sources.some((source) => source in inputs)) add(path);
  return needed;
}

/** What the licences of the bundled packages ask for, and those of their dependencies: some packages carry theirs within. */
function writeLicenses({ outputs }) {
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
  writeFileSync(`${dist}THIRD-PARTY-LICENSES.txt`, notices.join('\n----\n\n'));
}

async function main() {
  rmSync(dist, { recursive: true, force: true });
  const bundled = await bundle();
  await writeChunks(bundled);
  writeLicenses(bundled.metafile);
  // A program that was broken on purpose has no types to speak of, and may not work well enough.
  if (process.argv.includes('--bundle-only')) return;
  for (const name of Object.keys(BUNDLES))
    execFileSync(process.execPath, [`${root}scripts/code-cache.js`, name], { env: {}, stdio: 'pipe' });
  writeFileSync(
    `${dist}help.txt`,
    execFileSync(process.execPath, [`${root}bin/mreg.js`, '--help'], { env: {} }),
  );
  execFileSync(`${root}node_modules/.bin/tsc`, ['--project', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
