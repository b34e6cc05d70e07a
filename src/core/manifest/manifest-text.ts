/**
 * A large manifest.json, read without parsing all of it. The text is mreg's own (manifest.ts): a model begins on a
 * line of its own with four spaces and its key, ends on the next line of four spaces and a brace, and JSON has no
 * line break within a string. So a model is found by searching the bytes, and one that did not change is written
 * again as it stands.
 */
import { MregError } from '../../errors.ts';
import type { Manifest, ModelState } from '../../generated/manifest.ts';
import {
  findFrom,
  LINE,
  LONGEST_LINE,
  ManifestSearch,
  MODEL,
  type Pieces,
  type Range,
} from './manifest-search.ts';

/** Where a model stands: its line, its opening brace, and the end of its closing one. */
interface Span {
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

const HEAD =
  /^\{\n {2}"format": (\d+),\n {2}"revision": (\d+),\n {2}"head": (?:"([0-9a-f]{64})"|null),\n {2}"models": \{\n/;
const LONGEST_HEAD = 256;
/** What follows the models is not longer as a rule. */
const TAIL = 1 << 12;
const SEPARATOR = ',\n';
/** Bytes that are parsed at once: what they hold is let go before the next, and not carried on by the garbage collector. */
const BATCH = 1 << 16;
/** Bytes that are taken over at once. */
const COPIED = 1 << 20;

/** How a model ends. */
const END_OF_MODEL = '\n    }';
/** What follows the last model begins so. */
const END_OF_MODELS = '\n  }';

type Facts = Omit<Manifest, 'models'>;

/** What stands before the models, and how long it is; undefined where it is not as mreg writes it. */
function readHead(bytes: Pieces): { readonly facts: Facts; readonly length: number } | undefined {
  const found = HEAD.exec(bytes.read(0, LONGEST_HEAD).toString('latin1'));
  if (!found) return undefined;
  const [{ length }, format, revision, head = null] = found;
  return { facts: { format: Number(format), revision: Number(revision), head }, length };
}

/** The text of a manifest in the form in which mreg writes it. */
export class ManifestText {
  /** All but the models. */
  readonly facts: Facts;
  readonly #bytes: Pieces;
  /** The line break before the first model, and the end of the last. */
  readonly #models: Range;
  readonly #search: ManifestSearch;
  readonly #parsed = new Map<string, ModelState | undefined>();
  readonly #found = new Map<string, Span>();
  #index: ReadonlyMap<string, Span> | undefined;

  private constructor(bytes: Pieces, facts: Facts, models: Range) {
    this.#bytes = bytes;
    this.#search = new ManifestSearch(bytes, models);
    this.facts = facts;
    this.#models = models;
  }

  /** Undefined for bytes that do not begin and end as mreg would have written them. */
  static open(bytes: Pieces): ManifestText | undefined {
    const head = readHead(bytes);
    if (!head) return undefined;
    const end = findEnd(bytes);
    const from = end - END_OF_MODEL.length;
    if (end < head.length || bytes.read(from, END_OF_MODEL.length).toString('latin1') !== END_OF_MODEL)
      return undefined;
    const discarded = parseTail(bytes.read(end + END_OF_MODELS.length, bytes.size).toString('utf8'));
    if (!discarded) return undefined;
    return new ManifestText(bytes, { ...head.facts, ...discarded }, { start: head.length - 1, end });
  }

  /** The keys of all models, as they stand. */
  keys(): Iterable<string> {
    return this.#spans().keys();
  }

  /** The keys of the models of this name, in whatever type. */
  keysNamed(name: string): string[] {
    const places = this.#search.named(name);
    return places?.map(({ key }) => key) ?? this.#searchKeys(name);
  }

  #searchKeys(name: string): string[] {
    const keys: string[] = [];
    const end = `/${name}": {\n`;
    for (let at = this.#models.start; ; at += end.length) {
      at = findFrom(this.#bytes, end, at);
      if (at < 0) return keys;
      const from = Math.max(0, at - LONGEST_LINE);
      const before = this.#bytes.read(from, at - from).toString('latin1');
      const line = before.lastIndexOf('\n');
      const begin = before.slice(line);
      // A description may hold anything but a line break, so only the whole line tells.
      if (line < 0 || !/^\n {4}"[\w.-]+$/.test(begin)) continue;
      const key = `${begin.slice(MODEL.length)}/${name}`;
      this.#found.set(key, this.#span(from + line + 1, key));
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

  /** All models, some at a time and none of them kept.
   * @throws MREG_DAMAGED */
  *batches(): Generator<Readonly<Record<string, ModelState>>> {
    const { start, end } = this.#models;
    for (let from = start + 1; from < end; ) {
      const next = findFrom(this.#bytes, MODEL, from + BATCH) + 1;
      yield this.#parseBatch(from, next > 0 ? next - SEPARATOR.length : end);
      from = next > 0 ? next : end;
    }
  }

  #parseBatch(from: number, to: number): Record<string, ModelState> {
    try {
      return JSON.parse(`{${this.#text(from, to)}}`);
    } catch (cause) {
      // Each by itself tells which it is.
      for (const key of this.keys()) this.model(key);
      throw damaged(this.#text(from, from + LONGEST_LINE), cause);
    }
  }

  /** The models as text, with those of `changed` in their places; to be joined with a comma and a line break. What lies
   * between the changed ones is taken over as it stands.
   * @throws MREG_DAMAGED where they do not begin and end as mreg would have written them */
  splice(changed: ReadonlyMap<string, string>): (string | Range)[] {
    const parts: (string | Range)[] = [];
    let from = this.#models.start + 1;
    const takeUntil = (end: number) => {
      if (end > from) parts.push({ start: from, end });
    };
    for (const key of [...changed.keys()].sort()) {
      const next = this.#search.firstFrom(key);
      const line = next?.line ?? this.#models.end + SEPARATOR.length;
      takeUntil(line - SEPARATOR.length);
      parts.push(changed.get(key) as string);
      from = next?.key === key ? this.#span(line, key).end + SEPARATOR.length : line;
      const isOne = findFrom(this.#bytes, MODEL, line, from - 1) < 0;
      if (!isOne || !this.#isBoundary(line) || !this.#isBoundary(from, key)) throw damaged(key);
    }
    takeUntil(this.#models.end);
    return parts;
  }

  /** The bytes of a part of the text; each piece holds until the next. */
  *bytesOf({ start, end }: Range): Generator<Uint8Array> {
    for (let at = start; at < end; at += COPIED) yield this.#bytes.read(at, Math.min(COPIED, end - at));
  }

  /** Whether one model ends here and another begins whose key comes after `key`, unless it is the beginning or the end of all. */
  #isBoundary(line: number, key = ''): boolean {
    const { start, end } = this.#models;
    if (line === end + SEPARATOR.length) return true;
    const [, next = ''] = LINE.exec(this.#text(line, line + LONGEST_LINE)) ?? [];
    const before = this.#text(line - SEPARATOR.length - END_OF_MODEL.length, line);
    return next > key && (line === start + 1 || before === END_OF_MODEL + SEPARATOR);
  }

  #parse(key: string): ModelState | undefined {
    const span = this.#find(key);
    if (!span) return undefined;
    try {
      return JSON.parse(this.#text(span.start, span.end)) as ModelState;
    } catch (cause) {
      throw damaged(key, cause);
    }
  }

  #find(key: string): Span | undefined {
    const known = this.#found.get(key);
    if (known || this.#index) return known ?? this.#index?.get(key);
    const place = this.#search.find(key);
    if (!place) return undefined;
    const span = this.#span(place.line, key);
    this.#found.set(key, span);
    return span;
  }

  #span(line: number, key: string): Span {
    const start = line + `    "${key}": `.length;
    return { line, start, end: findFrom(this.#bytes, END_OF_MODEL, start) + END_OF_MODEL.length };
  }

  /** Every byte from the first model to the last belongs to one of them. */
  #spans(): ReadonlyMap<string, Span> {
    if (this.#index) return this.#index;
    const index = new Map<string, Span>();
    for (let line = this.#models.start + 1; line > 0; ) {
      const [, key = ''] = LINE.exec(this.#text(line, line + LONGEST_LINE)) ?? [];
      const start = line + `    "${key}": `.length;
      const next = findFrom(this.#bytes, MODEL, start) + 1;
      const end = next > 0 ? next - SEPARATOR.length : this.#models.end;
      const isWhole = findFrom(this.#bytes, END_OF_MODEL, start) === end - END_OF_MODEL.length;
      const isApart = next === 0 || this.#text(end, next) === SEPARATOR;
      if (!isWhole || !isApart || key === '' || index.has(key)) throw damaged(key);
      index.set(key, { line, start, end });
      line = next;
    }
    this.#index = index;
    return index;
  }

  #text(from: number, to: number): string {
    return this.#bytes.read(from, to - from).toString('utf8');
  }
}

/** Where what follows the last model begins; negative where nothing does. */
function findEnd(bytes: Pieces): number {
  for (let length = TAIL; ; length *= 16) {
    const from = Math.max(0, bytes.size - length);
    const found = bytes.read(from, length).lastIndexOf(END_OF_MODELS);
    if (found >= 0 || from === 0) return from + found;
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
