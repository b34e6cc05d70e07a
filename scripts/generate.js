// Makes src/generated: from schemas/ the types, the validators as plain code, so that no command pays for compiling a
// schema, and a list of them all; from the commands their help. And what the documentation says of commands, settings, results
// and statuses. `npm run generate` writes them; a contract test holds them to what they are made from.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import { compile } from 'json-schema-to-typescript';
import { pythonLibrary } from './python-library.js';
import { DAILY, methodsOf, referencePages } from './reference-tables.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path) => JSON.parse(readFileSync(`${root}${path}`, 'utf8'));
const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const banner = '// Made from schemas/ by `npm run generate`; do not edit.\n';

/** Where commands are declared; what has no command in it is for all of them. */
const COMMANDS = 'src/cli/commands/';

/** What the documentation is made from; the source is TypeScript. */
async function loadSource() {
  const declared = readdirSync(`${root}${COMMANDS}`).filter((file) => file !== 'index.ts');
  const outfile = `${root}node_modules/.cache/mreg/source.mjs`;
  await build({
    absWorkingDir: root,
    stdin: {
      contents: `
        ${declared.map((file, index) => `export * as file${index} from './${COMMANDS}${file}';`).join('\n')}
        export { flagOf, GLOBAL_OPTIONS, GROUPS } from './src/cli/command.ts';
        export { helpText } from './src/cli/command-line.ts';
        export { SETTING_KEYS, SETTINGS } from './src/config/settings.ts';
        export { ERROR_CODES } from './src/errors.ts';
        export { SHAPES } from './src/operations/requests.ts';`,
      resolveDir: root,
    },
    bundle: true,
    outfile,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    // What is made here may not be there yet.
    external: ['*/generated/schemas.ts'],
    logLevel: 'warning',
  });
  const source = await import(`${outfile}?${Date.now()}`);
  const found = declared.flatMap((file, index) =>
    Object.values(source[`file${index}`]).flatMap((value) => (value?.run ? [{ ...value, file }] : [])),
  );
  const registry = ['registry.ts', 'registry/reading.ts', 'registry/lifecycle.ts', 'registry/tracking.ts']
    .map((file) => readFileSync(`${root}src/${file}`, 'utf8'))
    .join('\n');
  return { ...source, registry, commands: inOrder(found, source.GROUPS) };
}

/** Commands as help lists them: by group, those of daily work first, the others by name. */
function inOrder(commands, groups) {
  const rank = ({ group, name }) => {
    const daily = DAILY.indexOf(name);
    return groups.indexOf(group) * 100 + (daily === -1 ? DAILY.length : daily);
  };
  return commands.sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

/** Every command by the first word of its name and by its aliases. */
function loaders(commands) {
  const words = commands.flatMap(({ name, aliases = [], file }) =>
    [name.split(' ')[0], ...aliases].map((word) => [word, file]),
  );
  const lines = [...new Map(words)].map(
    ([word, file]) => `  ${word}: () => import('../cli/commands/${file}'),`,
  );
  return `// Made from src/cli/commands/ by \`npm run generate\`; do not edit.
import type { Command } from '../cli/command.ts';

type Load = () => Promise<Readonly<Record<string, Command>>>;

/** Loads the commands that a word begins, in the order in which help lists them: to load them all takes longer than most
 * of them run. */
export const LOADERS: Readonly<Record<string, Load>> = {
${lines.join('\n')}
};
`;
}

/** Pages with parts that are made, between markers. */
const PAGES = ['README.md', 'docs/configuration.md', 'docs/library.md', 'docs/scripting.md'];

function documentation(source) {
  const pages = Object.fromEntries(PAGES.map((page) => [page, readFileSync(`${root}${page}`, 'utf8')]));
  const schemas = Object.fromEntries(
    readdirSync(`${root}schemas/output`).map((file) => [
      file.replace('.schema.json', ''),
      read(`schemas/output/${file}`),
    ]),
  );
  return referencePages(source, pages, schemas);
}

/** The schemas that a file on disk or an import has to pass, by the name of their validator. */
const VALIDATED = ['metadata', 'manifest', 'model', 'experiments', 'log-entry'];

/** Every generated file, by its path in the checkout. */
export async function generate() {
  const files = {};
  for (const name of VALIDATED) {
    const schema = read(`schemas/${name}.schema.json`);
    files[`src/generated/${name}.ts`] = await compile(schema, schema.title, {
      bannerComment: banner,
      ignoreMinAndMaxItems: true,
      style: { singleQuote: true, printWidth: 110 },
    });
  }
  files['src/generated/output.ts'] = await compile(virtualRoot('schemas/output'), 'Results', {
    bannerComment: banner,
    cwd: `${root}schemas/output/`,
    additionalProperties: false,
    style: { singleQuote: true, printWidth: 110 },
  });
  const ajv = new Ajv({
    code: { source: true, esm: true, lines: true },
    allErrors: true,
    allowUnionTypes: true,
    inlineRefs: false,
    keywords: ['tsType'],
  });
  const validators = {};
  for (const name of VALIDATED) {
    ajv.addSchema(read(`schemas/${name}.schema.json`));
    validators[camel(name)] = `mreg:${name}`;
  }
  files['src/generated/validators.js'] = `${banner}\n${standaloneCode(ajv, validators)}`;
  files['src/generated/validators.d.ts'] =
    `${banner}\nimport type { ValidateFunction } from 'ajv';\n\n` +
    Object.keys(validators)
      .map((name) => `export declare const ${name}: ValidateFunction;\n`)
      .join('');
  // Each change checks its entry, and need not load what adopt, import and verify do.
  const strict = new Ajv({
    code: { source: true, esm: true, lines: true },
    allowUnionTypes: true,
    inlineRefs: false,
    keywords: ['tsType'],
  });
  strict.addSchema(read('schemas/log-entry.schema.json'));
  files['src/generated/validate-log-entry.js'] =
    `${banner}\n${standaloneCode(strict, { logEntry: 'mreg:log-entry' })}`;
  files['src/generated/validate-log-entry.d.ts'] =
    `${banner}\nimport type { ValidateFunction } from 'ajv';\n\nexport declare const logEntry: ValidateFunction;\n`;
  files['src/generated/schemas.ts'] = schemaList();
  const source = await loadSource();
  files['src/generated/commands.ts'] = loaders(source.commands);
  const help = source.helpText(source.commands, []);
  files['src/generated/help.ts'] =
    `// Made from the commands by \`npm run generate\`; do not edit.\n\n/** What mreg --help prints at 80 columns. */\nexport const HELP = ${JSON.stringify(`${help.trimEnd()}\n`)};\n`;
  files['python/src/mreg/_library.py'] = pythonLibrary(methodsOf(source.registry), source.SHAPES);
  return { ...files, ...documentation(source) };
}

/** Every schema by its name, in the order of the names. */
function schemaList() {
  const ending = '.schema.json';
  const names = readdirSync(`${root}schemas`, { recursive: true })
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length).replaceAll('\\', '/'))
    .sort();
  const lines = (line) => names.map(line).join('\n');
  return `${banner}
${lines((name, index) => `import schema${index} from '../../schemas/${name}${ending}' with { type: 'json' };`)}

export const SCHEMAS: Readonly<Record<string, object>> = {
${lines((name, index) => `  '${name}': schema${index},`)}
};
`;
}

/** One schema that refers to all of a folder, so that what they share becomes one type. */
function virtualRoot(folder) {
  const names = readdirSync(`${root}${folder}`).filter((name) => name !== 'common.schema.json');
  const properties = Object.fromEntries(
    names.map((name) => [camel(name.replace('.schema.json', '')), { $ref: name }]),
  );
  return {
    type: 'object',
    description: 'The result of each command.',
    properties,
    required: Object.keys(properties),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, text] of Object.entries(await generate())) writeFileSync(`${root}${path}`, text);
}
