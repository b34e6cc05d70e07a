// Makes dist/: bundles with the dependencies in them, split where a command loads something late; the
// library's types; the licences of what is bundled. Node loads a CommonJS file in less than half the time that
// an ES module takes, and a lookup is little more than loading, so the chunks are rewritten as CommonJS.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

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

/** Late loaded, but by every lookup: what `mreg path` needs. */
const LOOKUP = ['src/cli.ts', 'src/config/cache.ts', 'src/config/load.ts', 'src/registry.ts'];

/** The chunks, split where a command loads something late, which modules each holds, and which of them a lookup needs. */
export async function bundle() {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['src/cli.ts', 'src/index.ts', 'src/store/hash-worker.ts'],
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
    plugins: [withoutPrograms],
    // The package's CommonJS build, which platform node would take, cannot be imported by name.
    alias: { yaml: './node_modules/yaml/browser/index.js' },
  });
  return { metafile, outputFiles, lookup: neededBy(LOOKUP, metafile) };
}

/** Small; what a lookup needs in one file. */
async function writeChunks({ outputFiles, lookup }) {
  const modules = [];
  for (const { path, text } of outputFiles) {
    const { code } = await transform(text, {
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      minifySyntax: true,
      minifyWhitespace: true,
      minifyIdentifiers: true,
      legalComments: 'none',
      supported: { 'dynamic-import': false },
      define: { 'import.meta.dirname': '__dirname' },
    });
    mkdirSync(dirname(path), { recursive: true });
    const name = basename(path);
    const inLookup = lookup.has(path);
    if (inLookup) modules.push(`${JSON.stringify(name)}:function(module,exports,require,__dirname){${code}}`);
    const way = dirname(path) === dist.slice(0, -1) ? './' : '../';
    writeFileSync(path, inLookup ? `module.exports=require("${way}lookup.js")("${name}");\n` : code);
  }
  writeFileSync(`${dist}lookup.js`, lookupBundle(modules));
  writeFileSync(`${dist}package.json`, '{ "type": "commonjs" }\n');
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

/** Each file that Node finds, reads and compiles costs a lookup about as much as all that mreg does in it: those that it
 * always needs are one file, and the others find them by their own names. */
function lookupBundle(modules) {
  return `const defined={${modules.join(',\n')}};const loaded={};function load(name){const found=loaded[name];
if(found)return found.exports;const module=loaded[name]={exports:{}};
defined[name](module,module.exports,near,__dirname+(name==="cli.js"?"":"/chunks"));return module.exports;}
function near(path){if(path[0]!=="."||path==="../lookup.js")return require(path);const name=path.slice(path.lastIndexOf("/")+1);
return defined[name]?load(name):require("./chunks/"+name);}module.exports=load;\n`;
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
  // A program that was broken on purpose has no types to speak of.
  if (process.argv.includes('--bundle-only')) return;
  execFileSync(`${root}node_modules/.bin/tsc`, ['--project', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
