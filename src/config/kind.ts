/**
 * What a setting's value may be. A kind reads one value, from a file's data or from an environment
 * variable's text; `schemas/config.schema.json` says the same to editors, and a test holds the two together.
 */
import { isAbsolute, resolve } from 'node:path';
import { isName } from '../core/names/name.ts';
import { expandHome, isBucketAddress, placeFault, trimAddress } from '../core/names/place.ts';
import { readSize } from '../core/values/quantity.ts';
import { MregError } from '../errors.ts';

/**
 * Throws MREG_INVALID for a value. `at` leads from the setting to the part of it that is wrong; without a
 * hint, the error shows an example.
 */
export type Refuse = (
  received: unknown,
  expected: string,
  at?: readonly (string | number)[],
  hint?: string,
) => never;

/** What reading a value depends on, apart from the value. */
export interface Place {
  readonly refuse: Refuse;
  /** Absolute; a relative path starts here. Undefined where the working directory is gone. */
  readonly directory: string | undefined;
  /** The user's home directory, absolute; undefined where there is none. */
  readonly home: string | undefined;
  /** The stages in force, for settings that name some of them. */
  readonly stages: readonly string[];
}

/** How the values of a setting are read. */
export interface Kind<T> {
  /** The value in its one form, or what `refuse` throws. */
  readonly read: (value: unknown, place: Place) => T;
  /** The text of an environment variable as a value for `read`; absent where text cannot express one. */
  readonly fromText?: (text: string) => unknown;
}

/** A mapping as a file holds it. Its keys are foreign: look them up as own properties only. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const asIs = (text: string): string => text;

/** A string that passes a test. */
export function text(isRight: (text: string) => boolean, expected: string): Kind<string> {
  return {
    read: (value, { refuse }) =>
      typeof value === 'string' && isRight(value) ? value : refuse(value, expected),
    fromText: asIs,
  };
}

/** One line of text that is not empty. */
export const line: Kind<string> = text(
  (text) => /^[^\0-\x1f\x7f-\x9f]+$/.test(text),
  'one line of text that is not empty',
);

/** The name of a type or a model. */
export const name: Kind<string> = text(
  isName,
  'a name: up to 64 letters, digits, dots, underscores and hyphens, beginning with a letter or digit',
);

/** A directory, made absolute, or the address of a bucket; `~` is the user's home. */
export const path: Kind<string> = {
  read: (value, place) => {
    const { directory, home, refuse } = place;
    const written = line.read(value, place);
    const fault = placeFault(written);
    if (fault !== undefined) return refuse(written, fault);
    if (isBucketAddress(written)) return trimAddress(written);
    const text = expandHome(written, () => home);
    if (directory === undefined && !isAbsolute(text)) throw workingDirectoryGone();
    return resolve(directory ?? '', text);
  },
  fromText: asIs,
};

/** The failure of what needs a working directory that somebody has removed. */
export function workingDirectoryGone(): MregError {
  return new MregError('MREG_IO', 'cannot read the working directory: it was removed', {
    hint: 'cd to a directory that exists, or give --root an absolute path',
  });
}

/** True or false; 1 and 0 in the environment. */
export const flag: Kind<boolean> = {
  read: (value, { refuse }) => (typeof value === 'boolean' ? value : refuse(value, 'true or false')),
  fromText: (text) => (/^(?:true|1)$/i.test(text) ? true : /^(?:false|0)$/i.test(text) ? false : text),
};

/** A whole number from `least` on. */
function wholeNumber(least: number, expected: string): Kind<number> {
  return {
    read: (value, { refuse }) =>
      typeof value === 'number' && Number.isSafeInteger(value) && value >= least
        ? value
        : refuse(value, expected),
    fromText: (text) => (/^\d+$/.test(text) ? Number(text) : text),
  };
}

/** A whole number from 1. */
export const count: Kind<number> = wholeNumber(1, 'a positive whole number');

/** A whole number from 0. */
export const countOrNone: Kind<number> = wholeNumber(0, 'a whole number, 0 for none');

/** A size as people write it, in bytes. */
export const size: Kind<number> = {
  read: (value, { refuse }) => {
    const bytes = typeof value === 'string' ? readSize(value) : value;
    return typeof bytes === 'number' && bytes >= 0 ? bytes : refuse(value, 'a size, such as 20GB');
  },
  fromText: asIs,
};

/** One of a few words. */
export function oneOf<const Word extends string>(...words: readonly Word[]): Kind<Word> {
  return {
    read: (value, { refuse }) => words.find((word) => word === value) ?? refuse(value, words.join(' or ')),
    fromText: asIs,
  };
}

/** A list in which nothing stands twice, with at least `least` items; separated by commas in the environment. */
export function list(item: Kind<string>, least: number, identity = asIs): Kind<readonly string[]> {
  return {
    read: (value, place) => {
      const expected = `a list${least > 0 ? ` of at least ${least}` : ''}`;
      if (!Array.isArray(value) || value.length < least) return place.refuse(value, expected);
      const items = value.map((each, index) => item.read(each, within(place, index)));
      const seen = new Set<string>();
      for (const [index, each] of items.entries()) {
        if (seen.has(identity(each))) return place.refuse(each, 'each item once', [index]);
        seen.add(identity(each));
      }
      return items;
    },
    fromText: (text) => text.split(',').map((each) => each.trim()),
  };
}

/** A mapping from whatever keys to values of one kind, without a prototype: no key finds anything inherited. */
export function mapping<T>(item: Kind<T>): Kind<Readonly<Record<string, T>>> {
  return {
    read: (value, place) => {
      if (!isMapping(value)) return place.refuse(value, 'a mapping');
      const read: Record<string, T> = Object.create(null);
      for (const [key, each] of Object.entries(value)) read[key] = item.read(each, within(place, key));
      return read;
    },
  };
}

function within(place: Place, step: string | number): Place {
  return {
    ...place,
    refuse: (received, expected, at = [], hint) => place.refuse(received, expected, [step, ...at], hint),
  };
}
