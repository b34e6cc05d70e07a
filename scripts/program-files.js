// The program in a few files, by what is needed together, since V8 takes the longer for a file the more there is in it, used
// or not. Each module of ours is in one of them: a class that stood in two files would be two classes.
import { createHash } from 'node:crypto';
import { join, relative } from 'node:path';
import { build } from 'esbuild';

/** The files in the order in which they are loaded, and the modules that begin each. It holds what these import, unless a
 * file before it does; the last one holds the rest. */
const FILES = {
  // Printing a version or a help, and looking something up.
  program: [
    'src/cli.ts',
    'src/cli/commands/index.ts',
    'src/cli/commands/info.ts',
    'src/cli/commands/list.ts',
    'src/cli/commands/path.ts',
    'src/cli/run-program.ts',
    'src/config/load.ts',
    'src/registry.ts',
  ],
  // Changing something.
  changes: [
    'src/cli/commands/alias.ts',
    'src/cli/commands/label.ts',
    'src/cli/commands/promote.ts',
    'src/cli/commands/register.ts',
    'src/cli/commands/rollback.ts',
    'src/cli/commands/transition.ts',
    'src/generated/validate-log-entry.js',
    'src/operations/init.ts',
    'src/operations/lifecycle/label.ts',
    'src/operations/lifecycle/stage.ts',
    'src/operations/registration/register.ts',
    'src/store/journal/check-entry.ts',
    'src/store/journal/file.ts',
    'src/store/place/folder/drafts/clone.ts',
    'src/store/place/folder/drafts/copy-small.ts',
    'src/store/place/folder/drafts/take.ts',
    'src/store/place/folder/durable.ts',
    'src/store/place/folder/hash/hasher.ts',
    'src/store/place/folder/inside.ts',
    'src/store/place/folder/moves.ts',
    'src/store/place/folder/open-file.ts',
    'src/store/place/folder/remove.ts',
  ],
  rest: [],
};

/** Builds each file with these options of esbuild; gives what esbuild gives for each. */
export async function programFiles(options) {
  const { inputs } = (await build({ ...options, entryPoints: ['src/cli.ts'], outdir: 'dist' })).metafile;
  const fileOf = chooseFiles(inputs);
  const shared = await exportsOf(sharedModules(inputs, fileOf), options);
  return Promise.all(Object.keys(FILES).map((file) => buildFile(file, options, fileOf, shared)));
}

/** The file of each module of ours, by its path. */
function chooseFiles(inputs) {
  const fileOf = new Map();
  for (const [file, begin] of Object.entries({ ...FILES, rest: Object.keys(inputs) })) {
    const needed = [...begin];
    for (const module of needed) {
      if (inputs[module] === undefined) throw new Error(`${module} is no module of the program`);
      if (!isOurs(module) || fileOf.has(module)) continue;
      fileOf.set(module, file);
      needed.push(...importsOf(inputs, module, ({ kind }) => kind !== 'dynamic-import'));
    }
  }
  return fileOf;
}

/** The modules that another file takes from theirs. */
function sharedModules(inputs, fileOf) {
  const pairs = [...fileOf.keys()].flatMap((from) => importsOf(inputs, from).map((to) => [from, to]));
  const between = pairs.filter(([from, to]) => isOurs(to) && fileOf.get(from) !== fileOf.get(to));
  return [...new Set(between.map(([, to]) => to))];
}

/** Modules, each with the names of its exports. */
async function exportsOf(modules, options) {
  const { outputs } = (await build({ ...options, format: 'esm', entryPoints: modules, outdir: 'dist' }))
    .metafile;
  return new Map(Object.values(outputs).map((output) => [output.entryPoint, output.exports]));
}

const isOurs = (path) => path.startsWith('src/') || path === 'package.json';

function importsOf(inputs, module, isWanted = () => true) {
  const found = inputs[module].imports.filter((one) => !one.external && isWanted(one));
  return found.map(({ path }) => path);
}

/** A function that src/start.ts calls, after the digest by which it tells one program from another. */
async function buildFile(file, options, fileOf, shared) {
  const own = [...shared.keys()].filter((module) => fileOf.get(module) === file);
  const lines = own.map((path) => `here.modules['${path}'] = () => require('./${path}');`);
  if (file === 'program') lines.push("require('./src/cli.ts');");
  const built = await build({
    ...options,
    stdin: { contents: lines.join('\n'), resolveDir: options.absWorkingDir, sourcefile: file },
    outfile: `dist/${file}.cjs`,
    define: { 'import.meta.url': 'here.url' },
    plugins: [...options.plugins, takenFromOtherFiles(file, options.absWorkingDir, fileOf, shared)],
  });
  const [output] = built.outputFiles;
  const text = toAscii(`(function(require,here){${output.text}})\n`);
  const digest = createHash('sha256').update(text).digest('hex');
  return { ...built, outputFiles: [{ ...output, text: `//${digest}\n${text}` }] };
}

function takenFromOtherFiles(file, root, fileOf, shared) {
  return {
    name: 'taken-from-other-files',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
        const module = relative(root, join(resolveDir, path));
        return (fileOf.get(module) ?? file) === file ? undefined : { path: module, namespace: 'other-file' };
      });
      onLoad({ filter: /.*/, namespace: 'other-file' }, ({ path }) => ({
        contents: `export const { ${shared.get(path)} } = here.module('${fileOf.get(path)}', '${path}');`,
      }));
    },
  };
}

/** What esbuild leaves in regular expressions. */
function toAscii(code) {
  return code.replace(/[^\x00-\x7f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
