import type { ModelState, StoredModel } from '../state/model.ts';
import type { VersionBlock } from '../state/versions.ts';

/** The optional members. */
const FACTS = [
  'moved_to',
  'created_at',
  'updated_at',
  'purged_until',
  'display_name',
  'description',
  'tags',
] as const;

/** The text of a model's file: stable key order, two spaces, one line for each pointer and each version, so that a diff shows one
 * line for one change. */
export function formatModel(key: string, model: ModelState): string {
  const { revision, next_number, stages, previous, aliases, versions } = model;
  const members = [
    `"model": ${JSON.stringify(key)}`,
    `"revision": ${revision}`,
    `"next_number": ${next_number}`,
    ...FACTS.filter((fact) => model[fact] !== undefined).map(
      (fact) => `"${fact}": ${JSON.stringify(model[fact])}`,
    ),
    `"stages": ${formatLines(sorted(stages))}`,
    ...(previous ? [`"previous": ${formatLines(sorted(previous))}`] : []),
    `"aliases": ${formatLines(sorted(aliases))}`,
    `"versions": ${frame(
      versions
        .blocks()
        .map(formatBlock)
        .filter((text) => text !== ''),
    )}`,
  ];
  return `{\n  ${members.join(',\n  ')}\n}\n`;
}

/** The model that a text holds; undefined for a text that is not the file of the model `key`. */
export function parseModel(key: string, text: string): StoredModel | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { model, ...state } = value as { model?: unknown } & StoredModel;
  return model === key && Number.isInteger(state.revision) ? state : undefined;
}

/** The revision of a model's file by its first lines; undefined for lines that are not those of such a file. */
export function parseRevision(key: string, beginning: string): number | undefined {
  const head = `{\n  "model": ${JSON.stringify(key)},\n  "revision": `;
  const digits = beginning.startsWith(head) ? /^\d{1,15}(?=,\n)/.exec(beginning.slice(head.length)) : null;
  return digits ? Number(digits[0]) : undefined;
}

function sorted(record: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

function formatLines(members: Iterable<readonly [key: string, value: unknown]>): string {
  return frame(linesOf(members));
}

function linesOf(members: Iterable<readonly [key: string, value: unknown]>): string[] {
  return Array.from(members, ([key, value]) => `    ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
}

function frame(lines: readonly string[]): string {
  return lines.length > 0 ? `{\n${lines.join(',\n')}\n  }` : '{}';
}

/** The lines of versions by their block: a server writes the file of a model again and again, and few of its blocks have changed. */
const texts = new WeakMap<VersionBlock, string>();

function formatBlock(block: VersionBlock): string {
  const text = texts.get(block) ?? linesOf(block).join(',\n');
  texts.set(block, text);
  return text;
}
