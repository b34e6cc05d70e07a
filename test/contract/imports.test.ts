import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, it } from 'vitest';

/** What each layer may import of the others; files directly in src are layers of their own name. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  generated: [],
  version: [],
  validate: ['errors', 'generated'],
  core: ['errors', 'generated'],
  detect: ['core', 'errors'],
  store: ['core', 'detect', 'errors', 'generated', 'regular-file'],
  'regular-file': [],
  provenance: ['core', 'errors', 'regular-file'],
  operations: ['core', 'detect', 'errors', 'generated', 'provenance', 'store', 'validate'],
  registry: ['core', 'generated', 'operations', 'render', 'store'],
  index: ['errors', 'generated', 'operations', 'registry'],
  config: ['core', 'errors', 'generated', 'regular-file'],
  start: ['config'],
  render: ['core', 'generated'],
  cli: ['config', 'core', 'errors', 'generated', 'operations', 'registry', 'render', 'store', 'version'],
};

/** Where a package or a part of Node may be imported; each exception with its reason. */
const PACKAGES: readonly (readonly [name: RegExp, places: RegExp])[] = [
  [/^commander$/, /^src\/cli\/(command-line|usage)\.ts$/],
  [/^(chalk|cli-table3)$/, /^src\/render\//],
  [/^ajv$/, /^src\/(validate|store\/journal\/check-entry)\.ts$/],
  [/^ignore$/, /^src\/store\/intake\/selection\.ts$/],
  [/^execa$/, /^src\/provenance\/git\.ts$/],
  [/^(d3-.*|@dagrejs\/dagre)$/, /^src\/render\/report\//],
  [/^yaml$/, /^src\/core\/json\/yaml\.ts$/],
  // Configuration, provenance and the code cache lie outside the registry, and so do the process's streams.
  [
    /^(node:fs|node:fs\/promises|fs-extra)$/,
    /^src\/(store\/|config\/load\.ts|regular-file\.ts|provenance\/|start\.ts|cli\/streams\.ts)/,
  ],
];

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((file) => join('src', file))
  .filter((file) => file.endsWith('.ts') && !file.startsWith('src/generated'));

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:from|import\(|import) ?'([^']+)'/g)].map((match) => match[1] as string);
}

function layerOf(file: string): string {
  return (file.split('/')[1] as string).replace(/\.ts$/, '');
}

it.each(files)('%s imports only what its layer may', (file) => {
  const layer = layerOf(file);
  const allowed = [layer, ...(LAYERS[layer] ?? [])];
  for (const target of importsOf(file)) {
    if (target.startsWith('.') && !target.endsWith('.json'))
      expect(allowed, `${file} imports ${target}`).toContain(layerOf(normalize(join(dirname(file), target))));
    for (const [name, places] of PACKAGES)
      if (name.test(target)) expect(file, `${target} has its place`).toMatch(places);
  }
});
