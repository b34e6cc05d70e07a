/**
 * manifest.json (docs/format.md): what the whole registry says in a few members, and one line for each model. Lines stay
 * text until somebody asks for one, so that a lookup in ten thousand models parses one of them, and a change writes
 * the others as they stand.
 */
import { MregError } from '../../errors.ts';
import type { ManifestFile, ModelSummary } from '../../generated/manifest.ts';
import type { Summaries } from '../state/model.ts';
import { eachSummary } from '../state/models.ts';
import type { State } from '../state/state.ts';
import { summaryFault } from '../state/well-formed.ts';

type Facts = Readonly<Omit<ManifestFile, 'models'>>;

/** A parsed manifest with the summaries of all models. */
export interface Manifest extends Facts {
  readonly models: SummaryLines;
}

/** The text of a state's manifest, whose models are in the order of their names. */
export function formatManifest(state: State): string {
  return frame(state, linesOf(eachSummary(state)));
}

/** The text of a manifest that says something else of some models. */
export function updateManifest(
  facts: Facts,
  models: SummaryLines,
  changed: ReadonlyMap<string, ModelSummary>,
): string {
  const kept = models.lines().filter((line) => !changed.has(keyOf(line)));
  return frame(facts, [...kept, ...linesOf(changed)].sort());
}

function frame(
  { format, id, revision, head, experiments, discarded }: Facts,
  lines: readonly string[],
): string {
  const models = lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n  }`;
  const members = [
    `"format": ${format}`,
    `"id": ${JSON.stringify(id)}`,
    `"revision": ${revision}`,
    `"head": ${JSON.stringify(head)}`,
    `"models": ${models}`,
    ...(experiments !== undefined ? [`"experiments": ${experiments}`] : []),
    ...(discarded ? [`"discarded": ${JSON.stringify(discarded)}`] : []),
  ];
  return `{\n  ${members.join(',\n  ')}\n}\n`;
}

const MODELS = '\n  "models": {';
const BEFORE_KEY = '\n    "';

function linesOf(models: Iterable<readonly [key: string, summary: ModelSummary]>): string[] {
  const lines = [...models].map(([key, summary]) => `    ${JSON.stringify(key)}: ${JSON.stringify(summary)}`);
  return lines.sort();
}

function keyOf(line: string): string {
  return line.slice(5, line.indexOf('"', 5));
}

/** The lines of the models in a manifest's text. */
export class SummaryLines implements Summaries {
  readonly #text: string;
  readonly #path: string;
  /** Where the last line was found: whoever asks for one after the other asks in their order. */
  #found = 0;

  /** `text` holds lines only, each after a line break and a comma. `path` is named by what it throws. */
  constructor(text: string, path: string) {
    this.#text = text;
    this.#path = path;
  }

  has(key: string): boolean {
    return this.#find(key) >= 0;
  }

  get(key: string): ModelSummary | undefined {
    const start = this.#find(key);
    if (start < 0) return undefined;
    const end = this.#text.indexOf('\n', start + 1);
    const line = this.#text.slice(start + 1, end < 0 ? undefined : end);
    const summary = parse(line.slice(line.indexOf(': ') + 2).replace(/,$/, ''));
    const fault =
      summary === undefined ? `has no summary of ${key} that can be read` : summaryFault(key, summary);
    if (fault === undefined) return summary as ModelSummary;
    throw new MregError('MREG_DAMAGED', `${this.#path} ${fault}`, {
      hint: 'mreg doctor --repair',
      details: { path: this.#path, model: key },
    });
  }

  keys(): readonly string[] {
    return this.lines().map(keyOf);
  }

  keysNamed(name: string): readonly string[] {
    const keys: string[] = [];
    const suffix = `/${name}": `;
    for (let at = this.#text.indexOf(suffix); at >= 0; at = this.#text.indexOf(suffix, at + 1)) {
      const start = this.#text.lastIndexOf('\n', at);
      const key = this.#text.slice(start + BEFORE_KEY.length, at + suffix.length - 3);
      if (!key.includes('"')) keys.push(key);
    }
    return keys;
  }

  keysDisplayed(display: string): readonly string[] {
    const member = `"display_name":${JSON.stringify(display)}`;
    const keys: string[] = [];
    for (let at = this.#text.indexOf(member); at >= 0; at = this.#text.indexOf(member, at + 1)) {
      const start = this.#text.lastIndexOf('\n', at) + BEFORE_KEY.length;
      const key = this.#text.slice(start, this.#text.indexOf('"', start));
      if (this.get(key)?.display_name === display) keys.push(key);
    }
    return keys;
  }

  /** Each model's line without the comma. */
  lines(): readonly string[] {
    if (this.#text === '') return [];
    return this.#text
      .slice(1)
      .split('\n')
      .map((line) => (line.endsWith(',') ? line.slice(0, -1) : line));
  }

  #find(key: string): number {
    const begin = `${BEFORE_KEY}${key}": `;
    const further = this.#text.indexOf(begin, this.#found);
    const start = further < 0 && this.#found > 0 ? this.#text.indexOf(begin) : further;
    if (start >= 0) this.#found = start;
    return start;
  }
}

/** What the text of a manifest says; undefined for a text that is none. One that mreg did not write, such as jq's, is read as a whole.
 * `path` is named by errors. */
export function parseManifest(text: string, path: string): Manifest | undefined {
  const begin = text.indexOf(MODELS);
  const open = begin + MODELS.length;
  const end = text[open] === '}' ? open : text.lastIndexOf('\n  }');
  const isOwn = begin > 0 && end >= open && (text[open] === '}' || text.startsWith(BEFORE_KEY, open));
  const facts = isOwn ? parse(text.slice(0, open) + text.slice(end)) : undefined;
  if (facts)
    return isManifest(facts)
      ? { ...facts, models: new SummaryLines(text.slice(open, end), path) }
      : undefined;
  const whole = parse(text);
  return isManifest(whole) && begin !== 0 ? reformat(whole, path) : undefined;
}

function reformat(whole: ManifestFile, path: string): Manifest | undefined {
  const text = frame(whole, linesOf(Object.entries(whole.models)));
  return text.includes(MODELS) ? parseManifest(text, path) : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isManifest(value: unknown): value is ManifestFile {
  if (!isObject(value) || typeof value.format !== 'number') return false;
  // Another format may have other members: its number is what counts.
  return value.format !== 1 || (Number.isInteger(value.revision) && isObject(value.models));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
