import type { ModelState } from '../generated/manifest.ts';
import type { State } from './state.ts';

/**
 * The text of `manifest.json`: stable key order, two spaces, one line for each pointer and each
 * version, so that a diff shows one line for one change.
 */
export function formatManifest({ format, revision, head, models, discarded }: State): string {
  const keys = Object.keys(models).sort();
  const blocks = keys.map((key) => `    ${JSON.stringify(key)}: ${formatModel(models[key] as ModelState)}`);
  return [
    '{',
    `  "format": ${format},`,
    `  "revision": ${revision},`,
    `  "head": ${JSON.stringify(head)},`,
    `  "models": ${blocks.length > 0 ? `{\n${blocks.join(',\n')}\n  }` : '{}'}${discarded ? `,\n  "discarded": ${JSON.stringify(discarded)}` : ''}`,
    '}\n',
  ].join('\n');
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
