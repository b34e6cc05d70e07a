import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, it } from 'vitest';

/** What each folder or file in src may import of the others, from the table of docs/architecture.md. */
const LAYERS: ReadonlyMap<string, readonly string[]> = new Map(
  (/ layers -->([\s\S]*) \/layers -->/.exec(readFileSync('docs/architecture.md', 'utf8'))?.[1] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => {
      const [, layers = '', allowed = ''] = line.split('|');
      return namesIn(layers).map((layer) => [layer, namesIn(allowed)] as const);
    }),
);

function namesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name as string);
}

/** Where a package or a part of Node may be imported; each exception with its reason. */
const PACKAGES: readonly (readonly [name: RegExp, places: RegExp])[] = [
  [/^commander$/, /^src\/cli\/(command-line|usage)\.ts$/],
  [/^(chalk|cli-table3)$/, /^src\/render\//],
  [/^ajv$/, /^src\/(validate|store\/journal\/check-entry)\.ts$/],
  [/^ignore$/, /^src\/store\/intake\/selection\.ts$/],
  [/^fastify$/, /^src\/server\/app\.ts$/],
  [/^aws4fetch$/, /^src\/store\/place\/bucket\/client\.ts$/],
  [/^tar\//, /^src\/core\/archive\/header\.ts$/],
  [/^execa$/, /^src\/provenance\/git\.ts$/],
  [/^(d3-.*|@dagrejs\/dagre)$/, /^src\/render\/(report|graph)\//],
  [/^(preact|preact-iso|uplot|mdast.*)(\/|$)/, /^src\/ui\//],
  [/^yaml$/, /^src\/core\/json\/yaml\.ts$/],
  // A registry's bytes are touched by its place alone. These handle what lies outside of it: sources, archives, pages, the user's
  // cache, configuration, provenance, the code cache, MLflow's folders, the process's streams.
  [
    /^(node:fs|node:fs\/promises|fs-extra)$/,
    /^src\/(store\/(place\/(folder|bucket)\/|intake\/|archive\/(file|source)\.ts|output-file\.ts|versions\/(metadata-cache|fetch-version|trim-versions)\.ts)|config\/load\.ts|regular-file\.ts|provenance\/|mlflow\/(folder|client\/credentials)|start\.ts|cli\/streams\.ts)/,
  ],
];

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((file) => join('src', file))
  .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('src/generated'));

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:from|import\(|import) ?'([^']+)'/g)].map((match) => match[1] as string);
}

/** `core/names/stage` for src/core/names/stage.ts. */
function moduleOf(file: string): string {
  return file.replace(/^src\//, '').replace(/\.[jt]sx?$/, '');
}

const isWithin = (module: string, place: string) => module === place || module.startsWith(`${place}/`);

/** The row of the table that a module follows. */
function layerOf(module: string): string {
  const places = [...LAYERS.keys()].filter((place) => isWithin(module, place));
  const [nearest] = places.sort((a, b) => b.length - a.length);
  if (nearest === undefined) throw new Error(`${module} has no row in docs/architecture.md`);
  return nearest;
}

const targetsOf = (file: string): string[] =>
  importsOf(file)
    .filter((target) => target.startsWith('.') && !target.endsWith('.json'))
    .map((target) => normalize(join(dirname(file), target)));

it.each(files)('%s imports only what its layer may', (file) => {
  const layer = layerOf(moduleOf(file));
  const own = [layer, dirname(moduleOf(file))];
  const allowed = [...own, ...(LAYERS.get(layer) ?? [])];
  for (const target of targetsOf(file)) {
    const isAllowed = allowed.some((place) => isWithin(moduleOf(target), place));
    expect(isAllowed, `${file} imports ${target}; ${layer} may import ${allowed.join(', ')}`).toBe(true);
  }
  for (const target of importsOf(file))
    for (const [name, places] of PACKAGES)
      if (name.test(target)) expect(file, `${target} has its place`).toMatch(places);
});

it('no file imports itself by way of others', () => {
  const left = new Map(files.map((file) => [file, new Set(targetsOf(file))]));
  // What imports nothing that is left cannot be part of a circle.
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const [file, targets] of left)
      if (![...targets].some((target) => left.has(target))) left.delete(file);
  }
  expect([...left.keys()]).toEqual([]);
});

/** Who may use what handles a folder: what opens it, and what handles files that lie outside of the registry. */
const FOLDER_KNOWN: readonly RegExp[] = [
  /^src\/store\/place\/folder\//,
  /^src\/store\/layout\.ts$/,
  // Sources, archives, pages, and what lies in the user's cache.
  /^src\/store\/(intake\/(list-source|read-source|document)|archive\/file|output-file|versions\/(fetch-version|metadata-cache))\.ts$/,
  // The fallback of `path`, which may be any path, and the work tree around a registry.
  /^src\/operations\/(reading\/read|integrity\/git-traces)\.ts$/,
];

it('only these files know that a registry lies in a folder', () => {
  const knowing = files.filter((file) =>
    targetsOf(file).some((target) => /^src\/store\/place\/folder\//.test(target)),
  );
  expect(knowing.filter((file) => !FOLDER_KNOWN.some((one) => one.test(file)))).toEqual([]);
});
