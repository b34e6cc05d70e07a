import { isArray, JsonNumber } from './value.ts';

/**
 * Writes plain data or a parsed document as JSON.stringify does, with these differences: a JsonNumber is
 * written as its text, and NaN and the infinities as strings rather than null. What is not plain data (a
 * Date, a Map, a function, a bigint) is a TypeError, never a guess. No newline at the end.
 */
export function stringifyJson(value: unknown, indent = 0): string {
  return write(value, ' '.repeat(indent), indent > 0 ? '\n' : '');
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
