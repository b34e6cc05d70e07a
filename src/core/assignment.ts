import { MregError } from '../errors.ts';
import { JsonNumber, type JsonValue, parseJson } from './json.ts';

/** The two sides of `K=V`, split at the first `=`. `what` names the word in the error.
 * @throws MREG_USAGE */
export function parseAssignment(text: string, what: string): [key: string, value: string] {
  const split = text.indexOf('=');
  if (split > 0) return [text.slice(0, split), text.slice(split + 1)];
  throw new MregError('MREG_USAGE', `${what} '${text}' is not of the form K=V`, { hint: `for example: ${text.replace('=', '') || 'key'}=value` });
}

const NON_FINITE: readonly (readonly [RegExp, string])[] = [
  [/^[-+]?nan$/i, 'NaN'],
  [/^\+?inf(inity)?$/i, 'Infinity'],
  [/^-inf(inity)?$/i, '-Infinity'],
];

/** A metric's value as a document holds it; NaN and the infinities in any of Python's spellings.
 * @throws MREG_INVALID */
export function metricValue(text: string): JsonValue {
  for (const [pattern, name] of NON_FINITE) if (pattern.test(text)) return name;
  const value = literal(text);
  if (typeof value === 'number' || value instanceof JsonNumber) return value;
  throw new MregError('MREG_INVALID', `metric value '${text}' is not a number`, { hint: 'for example: --metric f1_score=0.83' });
}

/** A hyperparameter's value: what the text is in JSON, else the text itself. */
export function parameterValue(text: string): JsonValue {
  return literal(text) ?? text;
}

function literal(text: string): JsonValue | undefined {
  try {
    return parseJson(new TextEncoder().encode(text), { file: text });
  } catch {
    return undefined;
  }
}
