import { MregError } from '../../errors.ts';

/** A number by the grammar of RFC 8259. */
export const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** The literals of Python's json module that are strings here. */
export const NON_FINITE: readonly string[] = ['NaN', 'Infinity', '-Infinity'];

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

// Array.isArray does not narrow a union that holds a readonly array.
export function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** Text from outside as errors show it: escaped, and no more than 60 characters of it. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
