import type { ModelState } from '../../generated/manifest.ts';
import { sourceOf } from '../state/models.ts';
import type { State } from '../state/state.ts';

/**
 * The text of `manifest.json`: stable key order, two spaces, one line for each pointer and each
 * version, so that a diff shows one line for one change.
 */
export function formatManifest(state: State): string {
  const keys = Object.keys(state.models).sort();
  const blocks = keys.map((key) => formatBlock(key, state.models[key] as ModelState));
  const [begin, end] = formatFrame(state, blocks.length === 0);
  return begin + blocks.join(SEPARATOR) + end;
}

/** The bytes of that text in pieces, each of which holds until the next. Models that stand in the text that the state was
 * read from, and have not changed since, are taken from it as they are.
 * @throws MREG_DAMAGED where that text is damaged */
export function* manifestPieces(state: State): Generator<Uint8Array> {
  const source = sourceOf(state.models);
  if (!source) {
    yield Buffer.from(formatManifest(state));
    return;
  }
  const changed = new Map([...source.changed].map(([key, model]) => [key, formatBlock(key, model)]));
  const [begin, end] = formatFrame(state, false);
  let before = begin;
  for (const part of source.text.splice(changed)) {
    yield Buffer.from(before);
    if (typeof part === 'string') yield Buffer.from(part);
    else yield* source.text.bytesOf(part);
    before = SEPARATOR;
  }
  yield Buffer.from(end);
}

const SEPARATOR = ',\n';

function formatFrame({ format, revision, head, discarded }: State, isEmpty: boolean): [string, string] {
  const begin = [
    '{',
    `  "format": ${format},`,
    `  "revision": ${revision},`,
    `  "head": ${JSON.stringify(head)},`,
    `  "models": {`,
  ].join('\n');
  const end = `}${discarded ? `,\n  "discarded": ${JSON.stringify(discarded)}` : ''}\n}\n`;
  return isEmpty ? [begin, end] : [`${begin}\n`, `\n  ${end}`];
}

function formatBlock(key: string, model: ModelState): string {
  return `    ${JSON.stringify(key)}: ${formatModel(model)}`;
}

function formatModel({ next_number, purged_until, stages, previous, aliases, versions }: ModelState): string {
  const members = [
    `      "next_number": ${next_number}`,
    ...(purged_until === undefined ? [] : [`      "purged_until": ${JSON.stringify(purged_until)}`]),
    `      "stages": ${formatLines(stages, sorted)}`,
    ...(previous ? [`      "previous": ${formatLines(previous, sorted)}`] : []),
    `      "aliases": ${formatLines(aliases, sorted)}`,
    `      "versions": ${formatLines(versions, (keys) => keys)}`,
  ];
  return `{\n${members.join(',\n')}\n    }`;
}

function sorted(keys: string[]): string[] {
  return keys.sort();
}

function formatLines(record: Readonly<Record<string, unknown>>, order: (keys: string[]) => string[]): string {
  const lines = order(Object.keys(record)).map(
    (key) => `        ${JSON.stringify(key)}: ${JSON.stringify(record[key])}`,
  );
  return lines.length > 0 ? `{\n${lines.join(',\n')}\n      }` : '{}';
}
