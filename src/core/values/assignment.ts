import { invalid, MregError } from '../../errors.ts';
import { JsonNumber, type JsonValue, parseJson } from '../json/index.ts';

/** The two sides of `K=V`, split at the first `=`. `what` names the word in the error.
 * @throws MREG_USAGE, also for the key `__proto__`, which no document may hold */
export function parseAssignment(text: string, what: string): [key: string, value: string] {
  const split = text.indexOf('=');
  const key = text.slice(0, Math.max(split, 0));
  if (key === '__proto__') throw new MregError('MREG_USAGE', `${what}: the key '__proto__' is not allowed`);
  if (key !== '') return [key, text.slice(split + 1)];
  const example = split === 0 ? `key=${text.slice(1) || 'value'}` : `${text || 'key'}=value`;
  throw new MregError('MREG_USAGE', `${what} '${text}' is not of the form K=V`, {
    hint: `for example: ${example}`,
  });
}

/** A tag as it is set: `K=V`, or `K` for a tag without a value.
 * @throws MREG_USAGE */
export function parseTag(text: string, what: string): [key: string, value: string] {
  return parseAssignment(text === '' || text.includes('=') ? text : `${text}=`, what);
}

const NON_FINITE: readonly (readonly [RegExp, string])[] = [
  [/^[-+]?nan$/i, 'NaN'],
  [/^\+?inf(inity)?$/i, 'Infinity'],
  [/^-inf(inity)?$/i, '-Infinity'],
];

/** The value of the metric `name` as a document holds it; NaN and the infinities in any of Python's spellings.
 * @throws MREG_INVALID */
export function metricValue(text: string, name: string): JsonValue {
  for (const [pattern, name] of NON_FINITE) if (pattern.test(text)) return name;
  const value = literal(text);
  if (value instanceof JsonNumber && !Number.isFinite(value.toNumber()))
    throw invalid(`metric ${name}: '${text}' is past the range of numbers, which ends at 1.8e308`);
  if (typeof value === 'number' || value instanceof JsonNumber) return value;
  throw new MregError('MREG_INVALID', `metric ${name}: '${text}' is not a number`, {
    hint: `for example: ${name}=0.83`,
  });
}

/** A hyperparameter's value: what the text is in JSON, else the text itself. So `1` is a number, `"1"` a string. */
export function parameterValue(text: string): JsonValue {
  const value = literal(text);
  return value === undefined ? text : value;
}

function literal(text: string): JsonValue | undefined {
  try {
    return parseJson(new TextEncoder().encode(text), { file: text });
  } catch (error) {
    if (error instanceof MregError) return undefined;
    throw error;
  }
}
