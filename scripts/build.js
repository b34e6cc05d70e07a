// Makes dist/: bundles with the dependencies in them, split where a command loads something late; the
// library's types; the licences of what is bundled. Node loads a CommonJS file in about a third of the time that
// an ES module takes, and a lookup is little more than loading, so the chunks are rewritten as CommonJS.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
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

/** Small and in as few files as the late loading allows. */
async function bundle() {
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
    writeFileSync(path, code);
  }
  writeFileSync(`${dist}package.json`, '{ "type": "commonjs" }\n');
  return metafile;
}

/** What the licences of the bundled packages ask for, and those of their dependencies: some packages carry theirs within. */
function writeLicenses({ outputs }) {
  const inputs = Object.values(outputs).flatMap((output) => Object.keys(output.inputs));
  const packages = new Set(
    inputs.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []),
  );
  for (const name of packages) {
    const { dependencies = {} } = JSON.parse(readFileSync(`${root}node_modules/${name}/package.json`, 'utf8'));
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

rmSync(dist, { recursive: true, force: true });
writeLicenses(await bundle());
execFileSync(`${root}node_modules/.bin/tsc`, ['--project', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
