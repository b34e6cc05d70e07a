// The page of src/ui: its document, and the files that it loads. The name of each holds a digest of what is in it, so a browser
// may keep it for ever. Nothing is loaded from anywhere else.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

const TYPES = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

/** The document, the files by name with their bytes as gzip in base64, and what esbuild says of them. */
export async function bundlePage({ minify = true } = {}) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: { app: 'src/ui/main.tsx', style: 'src/ui/styles/index.css' },
    outdir: 'dist/ui',
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    tsconfigRaw: {},
    minify,
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  const files = new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
  const icon = readFileSync(`${root}src/ui/icon.svg`);
  files.set(`icon-${createHash('sha256').update(icon).digest('hex').slice(0, 8)}.svg`, icon);
  const assets = [...files].map(([name, contents]) => [
    name,
    {
      type: TYPES[name.slice(name.lastIndexOf('.') + 1)],
      gzip: gzipSync(contents, { level: 9 }).toString('base64'),
    },
  ]);
  const addressOf = (begin) => `assets/${[...files.keys()].find((name) => name.startsWith(begin))}`;
  const document = readFileSync(`${root}src/ui/index.html`, 'utf8')
    .replace('style.css', addressOf('style-'))
    .replace('icon.svg', addressOf('icon-'))
    .replace('<!-- preload -->', preloads(metafile.outputs))
    .replace('app.js', addressOf('app-'));
  return { document, assets: Object.fromEntries(assets), metafile };
}

/** The files that the program begins with are asked for at once, and not one after the other. */
function preloads(outputs) {
  const [, app] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === 'src/ui/main.tsx');
  return app.imports
    .filter(({ kind }) => kind === 'import-statement')
    .map(({ path }) => `<link rel="modulepreload" href="assets/${basename(path)}">`)
    .join('\n');
}
