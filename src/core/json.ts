/**
 * JSON as Python and people write it, without loss. A document that is read and written again keeps
 * every number as it was typed, and what is written is always JSON (RFC 8259).
 *
 * Beyond the RFC one thing is read: the literals NaN, Infinity and -Infinity, which Python's json module
 * writes. They become the strings "NaN", "Infinity" and "-Infinity", and stay strings from then on.
 */
import { MregError } from '../errors.ts';

const MAX_BYTES = 1024 * 1024;
const MAX_DEPTH = 64;

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const BEYOND_SCALAR = /[^-+.\w]/g;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
const LONE_SURROGATE = /\p{Surrogate}/u;
const NON_FINITE: readonly unknown[] = ['NaN', 'Infinity', '-Infinity'];
const WORDS: ReadonlyMap<string, JsonValue> = new Map<string, JsonValue>([
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', 'NaN'],
  ['Infinity', 'Infinity'],
  ['-Infinity', '-Infinity'],
]);

/**
 * A number that JavaScript would print differently: `1.0`, `1e-05`, `-0`, `12345678901234567890`. The
 * text is always a JSON number; the constructor throws MREG_INVALID for anything else.
 */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    if (!NUMBER.test(text)) {
      throw new MregError('MREG_INVALID', `${quote(text)} is not a number, expected one as JSON writes it`);
    }
    this.text = text;
  }

  /** The nearest double, which may be another number; Infinity or -Infinity past the doubles' range. */
  toNumber(): number {
    return Number(this.text);
  }
}

/**
 * An object without a prototype, so that no key finds anything inherited. Keys keep their order, except
 * that JavaScript puts keys which read as array indices ("0", "17") first, in ascending order.
 */
export type JsonObject = { readonly [key: string]: JsonValue };

/** What a document holds. A `number` is one that JavaScript prints exactly as it was written. */
export type JsonValue = null | boolean | number | string | JsonNumber | readonly JsonValue[] | JsonObject;

/** Whether a value is an object with members: neither a number kept as text nor an array. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !isArray(value) && !(value instanceof JsonNumber);
}

/** How to read a document. */
export interface ParseOptions {
  /** The name that errors give to the document. */
  readonly file: string;
  /** The greatest size in bytes that is read; 1 MiB if left out. */
  readonly maxBytes?: number | undefined;
}

/**
 * Reads one UTF-8 document, in time linear to its size; a byte order mark at its beginning is ignored.
 * Throws MREG_INVALID for whatever RFC 8259 forbids and for what could not be kept: more than `maxBytes`,
 * more than 64 levels, a key twice in an object, a key `__proto__`, half a surrogate pair. The message
 * begins with file:line:column, and `details` holds `file` and, where they apply, `line`, `column`
 * (from 1, in code points), `pointer` (RFC 6901) and `offset` (bytes).
 */
export function parseJson(bytes: Uint8Array, { file, maxBytes = MAX_BYTES }: ParseOptions): JsonValue {
  if (bytes.length > maxBytes) {
    throw new MregError('MREG_INVALID', `${file}: ${bytes.length} bytes, expected at most ${maxBytes}`, {
      details: { file, size: bytes.length, max_bytes: maxBytes },
    });
  }
  return new Parser(decode(bytes, file), file).document();
}

/**
 * Writes plain data or a parsed document as JSON.stringify does, with these differences: a JsonNumber is
 * written as its text, and NaN and the infinities as strings rather than null. What is not plain data (a
 * Date, a Map, a function, a bigint) is a TypeError, never a guess. No newline at the end.
 */
export function stringifyJson(value: unknown, indent = 0): string {
  return write(value, ' '.repeat(indent), indent > 0 ? '\n' : '');
}

/** A copy with each JsonNumber as its nearest double: to validate and to compare, not to write back. */
export function toPlain(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return value.toNumber();
  if (isArray(value)) return value.map(toPlain);
  if (typeof value !== 'object' || value === null) return value;
  const plain: Record<string, unknown> = Object.create(null);
  for (const [key, member] of Object.entries(value)) plain[key] = toPlain(member);
  return plain;
}

/**
 * A metric as the log and the manifest hold it: a finite number where that is exactly the number that was
 * written (`1.0` is 1, `-0` is 0), else its text ("12345678901234567890", "NaN"). Undefined for a value
 * that is no number; the strings "NaN", "Infinity" and "-Infinity" are numbers here.
 */
export function metricNumber(value: JsonValue): number | string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value instanceof JsonNumber) {
    const printed = String(value.toNumber());
    return NUMBER.test(printed) && decimal(printed) === decimal(value.text) ? Number(printed) : value.text;
  }
  return typeof value === 'string' && NON_FINITE.includes(value) ? value : undefined;
}

/** One spelling for each value: the significant digits and a power of ten. */
function decimal(text: string): string {
  const [mantissa = '', power = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = (whole + fraction).replace(/^(-?)0+/, '$1');
  // Not /0+$/, which takes quadratic time over zeros that are followed by another digit.
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  const significant = digits.slice(0, end);
  if (significant === '' || significant === '-') return '0';
  return `${significant}e${Number(power) - fraction.length + digits.length - end}`;
}

function write(value: unknown, step: string, margin: string): string {
  if (value instanceof JsonNumber) return value.text;
  if (typeof value === 'number') return JSON.stringify(Number.isFinite(value) ? value : String(value));
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  const inner = margin + step;
  if (isArray(value)) {
    // Array.from, unlike map, also visits holes.
    const items = Array.from(value, (item) => (item === undefined ? 'null' : write(item, step, inner)));
    return items.length === 0 ? '[]' : `[${inner}${items.join(`,${inner}`)}${margin}]`;
  }
  if (!isPlainObject(value)) throw new TypeError(`cannot write as JSON: ${String(value)}`);
  const colon = step === '' ? ':' : ': ';
  const members: string[] = [];
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) members.push(JSON.stringify(key) + colon + write(member, step, inner));
  }
  return members.length === 0 ? '{}' : `{${inner}${members.join(`,${inner}`)}${margin}}`;
}

// Array.isArray does not narrow a union that holds a readonly array.
function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

class Parser {
  private readonly text: string;
  private readonly file: string;
  /** The way from the root to the value being read; its length is the depth. */
  private readonly path: (string | number)[] = [];
  private at = 0;

  constructor(text: string, file: string) {
    this.text = text;
    this.file = file;
  }

  document(): JsonValue {
    const value = this.value();
    this.skipSpace();
    if (this.at < this.text.length) throw this.unexpected('the end of the file');
    return value;
  }

  private value(): JsonValue {
    this.skipSpace();
    const first = this.text[this.at];
    if (first === '"') return this.string();
    if (first === '[') return this.array();
    if (first === '{') return this.object();
    return this.scalar();
  }

  private array(): JsonValue {
    const items: JsonValue[] = [];
    if (this.isEmpty(']')) return items;
    do {
      this.path.push(items.length);
      items.push(this.value());
      this.path.pop();
    } while (this.hasMore(']'));
    return items;
  }

  private object(): JsonValue {
    const object: Record<string, JsonValue> = Object.create(null);
    if (this.isEmpty('}')) return object;
    do {
      this.skipSpace();
      const start = this.at;
      if (this.text[start] !== '"') throw this.unexpected('a key in double quotes');
      const key = this.string();
      this.path.push(key);
      if (key === '__proto__') throw this.error(start, 'the key "__proto__" is not allowed');
      if (key in object) throw this.error(start, `the key ${quote(key)} stands twice in one object`);
      this.skipSpace();
      if (this.text[this.at] !== ':') throw this.unexpected('":"');
      this.at += 1;
      object[key] = this.value();
      this.path.pop();
    } while (this.hasMore('}'));
    return object;
  }

  private isEmpty(close: string): boolean {
    if (this.path.length === MAX_DEPTH) {
      throw this.error(this.at, `nested too deeply, expected at most ${MAX_DEPTH} levels`);
    }
    this.at += 1;
    this.skipSpace();
    if (this.text[this.at] !== close) return false;
    this.at += 1;
    return true;
  }

  private hasMore(close: string): boolean {
    this.skipSpace();
    const separator = this.text[this.at];
    if (separator !== ',' && separator !== close) throw this.unexpected(`"," or "${close}"`);
    this.at += 1;
    return separator === ',';
  }

  private string(): string {
    const { text } = this;
    const start = this.at;
    let escaped = false;
    let at = start + 1;
    for (let code = text.charCodeAt(at); code !== 0x22; code = text.charCodeAt(at)) {
      if (code === 0x5c) {
        escaped = true;
        ESCAPE.lastIndex = at;
        if (!ESCAPE.test(text)) throw this.error(at, `${quote(text.slice(at, at + 2))} is not an escape`);
        at = ESCAPE.lastIndex;
      } else if (code >= 0x20) {
        at += 1;
      } else if (at < text.length) {
        throw this.error(at, `a raw ${quote(text.charAt(at))} in a string, expected it as an escape`);
      } else {
        throw this.error(start, 'a string without its closing quote');
      }
    }
    this.at = at + 1;
    if (!escaped) return text.slice(start + 1, at);
    const string: string = JSON.parse(text.slice(start, this.at));
    if (LONE_SURROGATE.test(string)) {
      throw this.error(start, 'half a surrogate pair in a string, which UTF-8 cannot hold');
    }
    return string;
  }

  private scalar(): JsonValue {
    const start = this.at;
    BEYOND_SCALAR.lastIndex = start;
    this.at = BEYOND_SCALAR.test(this.text) ? BEYOND_SCALAR.lastIndex - 1 : this.text.length;
    if (this.at === start) throw this.unexpected('a value');
    const token = this.text.slice(start, this.at);
    const word = WORDS.get(token);
    if (word !== undefined) return word;
    const number = Number(token);
    if (String(number) === token) return number;
    if (!NUMBER.test(token))
      throw this.error(start, `${quote(token)} is not a value, expected one of JSON's`);
    return new JsonNumber(token);
  }

  private skipSpace(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.at += 1;
    }
  }

  private unexpected(wanted: string): MregError {
    const code = this.text.codePointAt(this.at);
    const found = code === undefined ? 'the end of the file' : quote(String.fromCodePoint(code));
    return this.error(this.at, `found ${found}, expected ${wanted}`);
  }

  private error(at: number, problem: string): MregError {
    const { file } = this;
    const place = locate(this.text.slice(0, at));
    const pointer = this.path
      .map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`)
      .join('');
    const where = pointer === '' ? '' : ` (at ${quote(pointer)})`;
    return new MregError('MREG_INVALID', `${file}:${place.line}:${place.column}: ${problem}${where}`, {
      details: { file, ...place, pointer },
    });
  }
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const before = longestText(bytes);
    const offset = new TextEncoder().encode(before).length;
    const place = locate(before.replace(/^\uFEFF/, ''));
    const message = `${file}:${place.line}:${place.column}: byte ${offset} is not UTF-8`;
    throw new MregError('MREG_INVALID', message, { details: { file, ...place, offset } });
  }
}

/** The text before the first invalid sequence, byte order mark included, found by bisection. */
function longestText(bytes: Uint8Array): string {
  let text = '';
  let valid = 0;
  let invalid = bytes.length + 1;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    try {
      const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
      // As a stream: a sequence that the cut leaves incomplete is not an error.
      text = decoder.decode(bytes.subarray(0, middle), { stream: true });
      valid = middle;
    } catch {
      invalid = middle;
    }
  }
  return text;
}

/** The place just after some text, counted from 1, in code points. */
function locate(before: string): { readonly line: number; readonly column: number } {
  const lines = before.split('\n');
  return { line: lines.length, column: [...(lines.at(-1) ?? '')].length + 1 };
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
