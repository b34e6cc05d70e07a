import { isArray, JsonNumber } from './value.ts';

/**
 * Writes plain data or a parsed document as JSON.stringify does, with these differences: a JsonNumber is
 * written as its text, and NaN and the infinities as strings rather than null. What is not plain data (a
 * Date, a Map, a function, a bigint) is a TypeError, never a guess. No newline at the end.
 */
export function stringifyJson(value: unknown, indent = 0): string {
  return write(value, ' '.repeat(indent), indent > 0 ? '\n' : '');
}

const PIECE = 1 << 16;

/** The bytes of a document with two spaces of indentation and a newline at its end, as `stringifyJson` writes it. */
export function encodeDocument(document: Readonly<Record<string, unknown>>): Buffer {
  return Buffer.concat(encodePieces(document));
}

/** The same in pieces: the list of a version's files may be longer than all else that is in memory. */
export function encodePieces(document: Readonly<Record<string, unknown>>): Buffer[] {
  const done: Buffer[] = [];
  let piece = '{';
  let between = '\n';
  const add = (text: string) => {
    piece += text;
    if (piece.length < PIECE) return;
    done.push(Buffer.from(piece));
    piece = '';
  };
  for (const [key, member] of Object.entries(document)) {
    if (member === undefined) continue;
    add(`${between}  ${JSON.stringify(key)}: `);
    between = ',\n';
    if (!isArray(member) || member.length === 0) {
      add(write(member, '  ', '\n  '));
      continue;
    }
    for (const [index, item] of member.entries())
      add(`${index === 0 ? '[' : ','}\n    ${write(item ?? null, '  ', '\n    ')}`);
    add('\n  ]');
  }
  add(between === '\n' ? '}\n' : '\n}\n');
  return [...done, Buffer.from(piece)];
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

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
