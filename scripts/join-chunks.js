// Puts the chunks of a bundle into one file and one scope.
import { basename, dirname, relative, resolve } from 'node:path';
import { build } from 'esbuild';

/** Code of a function that gives the chunks by name, and `more`. Each is run when it is first asked for. They have one scope, since
 * to call a function as a property of what a chunk exports takes time and, in the code cache, room; what a chunk exports to
 * others is made when they ask. */
export async function joinChunks(chunks, { outputFiles, metafile, root }, more, options) {
  const table = [...chunks].map(
    (path) => `${quote(basename(path))}:()=>require(${quote(`${path}?`)}).exported`,
  );
  const plugin = {
    name: 'chunks',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^[./].*\?$/ }, ({ path }) => ({ path: path.slice(0, -1), namespace: 'exported' }));
      onResolve({ filter: /^[./].*\.js$/ }, ({ path, resolveDir }) => {
        const chunk = resolve(resolveDir, path);
        return chunks.has(chunk) ? { path: chunk, namespace: 'chunk' } : { path, external: true };
      });
      onLoad({ filter: /.*/, namespace: 'chunk' }, ({ path }) => ({
        contents: outputFiles.find((file) => file.path === path).text,
        resolveDir: dirname(path),
      }));
      onLoad({ filter: /.*/, namespace: 'exported' }, ({ path }) => ({
        contents: exported(path, metafile.outputs[relative(root, path)].exports),
        resolveDir: dirname(path),
      }));
    },
  };
  const {
    outputFiles: [file],
  } = await build({
    ...options,
    stdin: { contents: `module.exports={...${quote(more)},${table}}`, resolveDir: root },
    bundle: true,
    write: false,
    logLevel: 'warning',
    plugins: [plugin],
  });
  return `(function(module,require,__dirname){"use strict";${file.text}return module.exports})\n`;
}

/** What a chunk exports, as it is once the chunk has run: nothing exports what it assigns later (test/contract/imports.test.ts). */
function exported(path, names) {
  const imports = names.map((name, index) => `${name} as _${index}`);
  const values = names.map((name, index) => `${name}:_${index}`);
  return `import{${imports}}from${quote(path)};export const exported=Object.defineProperty({${values}},'__esModule',{value:true})`;
}

const quote = (text) => JSON.stringify(text);
