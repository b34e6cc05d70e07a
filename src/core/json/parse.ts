import { MregError } from '../../errors.ts';
import { JsonNumber, type JsonValue, NON_FINITE, NUMBER, quote } from './value.ts';

const MAX_BYTES = 1024 * 1024;
const MAX_DEPTH = 64;

const BEYOND_SCALAR = /[^-+.\w]/g;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
// Written as a range, as \p{Surrogate} takes longer to make than most documents to read.
const LONE_SURROGATE = /[\ud800-\udfff]/u;
const WORDS: ReadonlyMap<string, JsonValue> = new Map<string, JsonValue>([
  ['null', null],
  ['true', true],
  ['false', false],
  ...NON_FINITE.map((word) => [word, word] as const),
]);

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
