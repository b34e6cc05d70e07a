/**
 * A large manifest.json, read without parsing all of it. The text is mreg's own (manifest.ts): a model begins on a
 * line of its own with four spaces and its key, ends on the next line of four spaces and a brace, and JSON has no
 * line break within a string. So a model is found by searching the bytes, and one that did not change is written
 * again as it stands.
 */
import { MregError } from '../errors.ts';
import type { Manifest, ModelState } from '../generated/manifest.ts';

/** Where a model stands: its line, its opening brace, and the end of its closing one. */
interface Span {
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

const HEAD =
  /^\{\n {2}"format": (\d+),\n {2}"revision": (\d+),\n {2}"head": (?:"([0-9a-f]{64})"|null),\n {2}"models": \{\n/;
const LONGEST_HEAD = 256;
const SEPARATOR = ',\n';

/** How a model's line begins, with the line break before it. */
export const MODEL = '\n    "';
/** A model's line; its key. */
export const LINE = /^ {4}"([\w.-]+\/[\w.-]+)": \{\n/;
/** Bytes; a type and a name have 64 each. */
export const LONGEST_LINE = 150;
/** How a model ends. */
export const END_OF_MODEL = '\n    }';
/** What follows the last model begins so. */
export const END_OF_MODELS = '\n  }';

type Facts = Omit<Manifest, 'models'>;

/** What stands before the models, and how long it is; undefined where it is not as mreg writes it. */
export function readHead(bytes: Buffer): { readonly facts: Facts; readonly length: number } | undefined {
  const found = HEAD.exec(bytes.toString('latin1', 0, LONGEST_HEAD));
  if (!found) return undefined;
  const [{ length }, format, revision, head = null] = found;
  return { facts: { format: Number(format), revision: Number(revision), head }, length };
}

/** The text of a manifest in the form in which mreg writes it. */
export class ManifestText {
  /** All but the models. */
  readonly facts: Facts;
  readonly #bytes: Buffer;
  /** The line break before the first model, and the end of the last. */
  readonly #models: { readonly start: number; readonly end: number };
  readonly #parsed = new Map<string, ModelState | undefined>();
  readonly #found = new Map<string, Span>();
  #index: ReadonlyMap<string, Span> | undefined;

  private constructor(bytes: Buffer, facts: Facts, models: { start: number; end: number }) {
    this.#bytes = bytes;
    this.facts = facts;
    this.#models = models;
  }

  /** Undefined for bytes that do not begin and end as mreg would have written them. */
  static open(bytes: Buffer): ManifestText | undefined {
    const head = readHead(bytes);
    if (!head) return undefined;
    const end = bytes.lastIndexOf(END_OF_MODELS);
    if (end < head.length || bytes.toString('latin1', end - END_OF_MODEL.length, end) !== END_OF_MODEL)
      return undefined;
    const discarded = parseTail(bytes.toString('utf8', end + END_OF_MODELS.length));
    if (!discarded) return undefined;
    return new ManifestText(bytes, { ...head.facts, ...discarded }, { start: head.length - 1, end });
  }

  /** The keys of all models, as they stand. */
  keys(): Iterable<string> {
    return this.#spans().keys();
  }

  /** The keys of the models of this name, in whatever type. */
  keysNamed(name: string): string[] {
    const keys: string[] = [];
    const end = `/${name}": {\n`;
    for (let at = this.#models.start; ; at += end.length) {
      at = this.#bytes.indexOf(end, at);
      if (at < 0) return keys;
      const line = this.#bytes.lastIndexOf('\n', at);
      const begin = this.#bytes.toString('latin1', line, at);
      // A description may hold anything but a line break, so only the whole line tells.
      if (!/^\n {4}"[\w.-]+$/.test(begin)) continue;
      const key = `${begin.slice(MODEL.length)}/${name}`;
      this.#found.set(key, this.#span(line + 1, key));
      keys.push(key);
    }
  }

  has(key: string): boolean {
    return this.#find(key) !== undefined;
  }

  /** @throws MREG_DAMAGED */
  model(key: string): ModelState | undefined {
    if (!this.#parsed.has(key)) this.#parsed.set(key, this.#parse(key));
    return this.#parsed.get(key);
  }

  /** The models as text, with those of `changed` in their places; to be joined with a comma and a line break.
   * @throws MREG_DAMAGED */
  splice(changed: ReadonlyMap<string, string>): Uint8Array[] {
    const spans = this.#spans();
    const pieces: Uint8Array[] = [];
    let run: Span | undefined;
    const flush = () => {
      if (run) pieces.push(this.#bytes.subarray(run.line, run.end));
      run = undefined;
    };
    for (const key of [...new Set([...spans.keys(), ...changed.keys()])].sort()) {
      const text = changed.get(key);
      const span = spans.get(key);
      if (text !== undefined) {
        flush();
        pieces.push(Buffer.from(text));
      } else if (span) {
        if (run?.end !== span.line - SEPARATOR.length) flush();
        run = run ? { ...run, end: span.end } : span;
      }
    }
    flush();
    return pieces;
  }

  #parse(key: string): ModelState | undefined {
    const span = this.#find(key);
    if (!span) return undefined;
    try {
      return JSON.parse(this.#bytes.toString('utf8', span.start, span.end)) as ModelState;
    } catch (cause) {
      throw damaged(key, cause);
    }
  }

  #find(key: string): Span | undefined {
    const known = this.#found.get(key);
    if (known || this.#index) return known ?? this.#index?.get(key);
    const line = this.#bytes.indexOf(`${MODEL}${key}": {`, this.#models.start);
    if (line < 0) return undefined;
    const span = this.#span(line + 1, key);
    this.#found.set(key, span);
    return span;
  }

  #span(line: number, key: string): Span {
    const start = line + `    "${key}": `.length;
    return { line, start, end: this.#bytes.indexOf(END_OF_MODEL, start) + END_OF_MODEL.length };
  }

  /** Every byte from the first model to the last belongs to one of them. */
  #spans(): ReadonlyMap<string, Span> {
    if (this.#index) return this.#index;
    const index = new Map<string, Span>();
    for (let line = this.#models.start + 1; line > 0; ) {
      const [, key = ''] = LINE.exec(this.#bytes.toString('latin1', line, line + LONGEST_LINE)) ?? [];
      const start = line + `    "${key}": `.length;
      const next = this.#bytes.indexOf(MODEL, start) + 1;
      const end = next > 0 ? next - SEPARATOR.length : this.#models.end;
      const isWhole = this.#bytes.indexOf(END_OF_MODEL, start) === end - END_OF_MODEL.length;
      const isApart = next === 0 || this.#bytes.toString('latin1', end, next) === SEPARATOR;
      if (!isWhole || !isApart || key === '' || index.has(key)) throw damaged(key);
      index.set(key, { line, start, end });
      line = next;
    }
    this.#index = index;
    return index;
  }
}

/** What follows the models; undefined where it is not what mreg writes there. */
function parseTail(text: string): Pick<Manifest, 'discarded'> | undefined {
  try {
    const { models, ...rest } = JSON.parse(`{"models": {}${text}`);
    return rest;
  } catch {
    return undefined;
  }
}

function damaged(key: string, cause?: unknown): MregError {
  return new MregError('MREG_DAMAGED', `manifest.json is damaged at the model '${key.slice(0, 200)}'`, {
    hint: 'mreg doctor --repair',
    cause,
  });
}
