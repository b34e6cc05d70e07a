import type { ModelState } from '../state/model.ts';

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
    `"stages": ${formatLines(stages, sorted)}`,
    ...(previous ? [`"previous": ${formatLines(previous, sorted)}`] : []),
    `"aliases": ${formatLines(aliases, sorted)}`,
    `"versions": ${formatLines(versions, (keys) => keys)}`,
  ];
  return `{\n  ${members.join(',\n  ')}\n}\n`;
}

/** The model that a text holds; undefined for a text that is not the file of the model `key`. */
export function parseModel(key: string, text: string): ModelState | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { model, ...state } = value as { model?: unknown } & ModelState;
  return model === key && Number.isInteger(state.revision) ? state : undefined;
}

/** The revision of a model's file by its first lines; undefined for lines that are not those of such a file. */
export function parseRevision(key: string, beginning: string): number | undefined {
  const head = `{\n  "model": ${JSON.stringify(key)},\n  "revision": `;
  const digits = beginning.startsWith(head) ? /^\d{1,15}(?=,\n)/.exec(beginning.slice(head.length)) : null;
  return digits ? Number(digits[0]) : undefined;
}

function sorted(keys: string[]): string[] {
  return keys.sort();
}

function formatLines(record: Readonly<Record<string, unknown>>, order: (keys: string[]) => string[]): string {
  const lines = order(Object.keys(record)).map(
    (key) => `    ${JSON.stringify(key)}: ${JSON.stringify(record[key])}`,
  );
  return lines.length > 0 ? `{\n${lines.join(',\n')}\n  }` : '{}';
}
