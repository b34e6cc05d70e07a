/** Readers of the values of options, for their declarations. What they throw names the option. */
import { type JsonValue, stringifyJson } from '../core/json/index.ts';
import { parseAssignment, parseTag } from '../core/values/assignment.ts';
import { MregError } from '../errors.ts';

/** Parses the text that was given for `flag`.
 * @throws MREG_USAGE, MREG_INVALID */
export type ReadOption<T> = (text: string, flag: string) => T;

/** A whole number from `least` on. */
export function count(least: number, example: number): ReadOption<number> {
  return (text, flag) => {
    const value = Number(text);
    if (/^\d{1,15}$/.test(text) && value >= least) return value;
    throw new MregError('MREG_USAGE', `${flag} '${text}' is not a whole number from ${least}`, {
      hint: `for example: ${flag} ${example}`,
    });
  };
}

/** A step of a training: a whole number, which may be negative. */
export const step: ReadOption<number> = (text, flag) => {
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  throw new MregError('MREG_USAGE', `${flag}: step '${text}' is not a whole number`, {
    hint: 'for example: --metric loss=0.31@400',
  });
};

/** Pairs that were read as an object; undefined if there are none.
 * @throws MREG_USAGE for a key with two values: nobody can tell which was meant */
export function byKey<T>(
  pairs: readonly (readonly [key: string, value: T])[],
): Record<string, T> | undefined {
  const values = new Map<string, T>();
  for (const [key, value] of pairs) {
    const [one, other] = [values.get(key) ?? value, value].map((each) => stringifyJson(each as JsonValue));
    if (one !== other)
      throw new MregError('MREG_USAGE', `${key} is given twice: ${one} and ${other}`, {
        hint: 'leave one of them out',
      });
    values.set(key, value);
  }
  return pairs.length === 0 ? undefined : Object.fromEntries(values);
}

/** `K=V`, the value as `read` takes it. */
export function pair<T>(
  read: (text: string, key: string) => T,
): ReadOption<readonly [key: string, value: T]> {
  return (text, flag) => {
    const [key, value] = parseAssignment(text, flag);
    return [key, read(value, key)];
  };
}

/** `K=V`, or `K` alone: null if any value will do. */
export const tagOrAny: ReadOption<readonly [key: string, value: string | null]> = (text, flag) => {
  const [key, value] = parseTag(text, flag);
  return [key, text.includes('=') ? value : null];
};
