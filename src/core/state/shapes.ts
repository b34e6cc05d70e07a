/** The shapes of what mreg writes: kinds of values, objects of members, and what is wrong with a value that should be one. */
import { isTrashedName, nameFault } from '../names/name.ts';
import { isAlias } from '../names/reference.ts';
import { readVersion } from '../names/version.ts';

/** A kind of values. */
export interface Kind {
  readonly expected: string;
  readonly fits: (value: unknown) => boolean;
}

const DIGEST = /^[0-9a-f]{64}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;
const LONGEST_DIRECTORY = 512;

/** A path of exactly two parts, such as `<type>/<name>_<version>_<timestamp>`; neither begins with a dot. */
const DIRECTORY = /^[^./\\\0][^/\\\0]*\/[^./\\\0][^/\\\0]*$/;

const isText = (value: unknown): value is string => typeof value === 'string';
function isMapOf(value: unknown, fits: (member: unknown) => boolean): boolean {
  if (!isObject(value) || Object.hasOwn(value, '__proto__')) return false;
  for (const key in value) if (!fits(value[key])) return false;
  return true;
}
const isNamed = (kind: 'type' | 'model name') => (value: unknown) =>
  isText(value) && nameFault(kind, value) === undefined;

export const TYPE: Kind = { expected: "a type's name", fits: isNamed('type') };
export const NAME: Kind = { expected: "a model's name", fits: isNamed('model name') };
export const TRASHED: Kind = {
  expected: 'the name of a model in the trash',
  fits: (value) => isText(value) && isTrashedName(value),
};
export const ANY_NAME: Kind = {
  expected: NAME.expected,
  fits: (value) => NAME.fits(value) || TRASHED.fits(value),
};
export const ALIAS: Kind = { expected: 'an alias', fits: (value) => isText(value) && isAlias(value) };
// A stage has the rule of a name, and a name is no key that JavaScript takes for something else.
export const STAGE: Kind = { expected: "a stage's name", fits: isNamed('model name') };
export const VERSION: Kind = {
  expected: 'a version such as v1.2.0',
  fits: (value) => isText(value) && readVersion(value) === value,
};
export const PATH: Kind = {
  expected: '<type>/<directory>',
  fits: (value) => isText(value) && value.length <= LONGEST_DIRECTORY && DIRECTORY.test(value),
};
export const EXPERIMENT: Kind = {
  expected: "an experiment's id",
  fits: (value) => isText(value) && /^(0|[1-9][0-9]{0,14})$/.test(value),
};
export const SHA256: Kind = { expected: 'a SHA-256', fits: (value) => isText(value) && DIGEST.test(value) };
export const TEXT: Kind = { expected: 'a text', fits: isText };
export const MOMENT: Kind = {
  expected: 'a moment such as 2026-05-03T14:00:00Z',
  fits: (value) => isText(value) && isInstant(value),
};
export const YES: Kind = { expected: 'true', fits: (value) => value === true };
export const FLAG: Kind = { expected: 'true or false', fits: (value) => typeof value === 'boolean' };
export const COUNT: Kind = {
  expected: 'a whole number, 0 or more',
  fits: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
};
export const NUMBER: Kind = {
  expected: 'a whole number, 1 or more',
  fits: (value) => Number.isSafeInteger(value) && (value as number) >= 1,
};
export const TAGS: Kind = { expected: 'an object of texts', fits: (value) => isMapOf(value, isText) };
export const METRICS: Kind = {
  expected: 'an object of numbers and texts',
  fits: (value) => isMapOf(value, (member) => typeof member === 'number' || isText(member)),
};
export const TEXTS: Kind = {
  expected: 'a list of texts',
  fits: (value) => Array.isArray(value) && value.every(isText),
};
export const OBJECT: Kind = { expected: 'an object', fits: isObject };
export const LIST: Kind = { expected: 'a list', fits: Array.isArray };
export const VERSIONS: Kind = {
  expected: 'a list of versions',
  fits: (value) => Array.isArray(value) && value.length > 0 && value.every(VERSION.fits),
};

/** A kind that null belongs to as well. */
export const orNull = ({ expected, fits }: Kind): Kind => ({
  expected: `${expected}, or null`,
  fits: (value) => value === null || fits(value),
});

/** The members of an object; a question mark after the name makes one optional. */
export type Shape = readonly (readonly [member: string, kind: Kind])[];

interface Member {
  readonly name: string;
  readonly optional: boolean;
  readonly kind: Kind;
}

/** Of each shape that was asked for: ten thousand versions have the same one. */
const MEMBERS = new WeakMap<Shape, readonly Member[]>();

function membersOf(shape: Shape): readonly Member[] {
  const known = MEMBERS.get(shape);
  if (known) return known;
  const members = shape.map(([member, kind]) => {
    const optional = member.endsWith('?');
    return { name: optional ? member.slice(0, -1) : member, optional, kind };
  });
  MEMBERS.set(shape, members);
  return members;
}

/** Whether a text is a moment that the calendar has, in UTC. */
export function isInstant(text: string): boolean {
  return INSTANT.test(text) && !Number.isNaN(Date.parse(text));
}

/** What is wrong with an object that should have these members, as the rest of a sentence that begins with its file;
 * undefined where nothing is. `at` is its place in the file. */
export function shapeFault(at: string, value: unknown, shape: Shape): string | undefined {
  if (!isObject(value)) return told(at, value, 'an object');
  for (const { name, optional, kind } of membersOf(shape)) {
    // No member has a name that every object has, so none is inherited.
    const found = value[name];
    if (found === undefined && optional) continue;
    if (!kind.fits(found)) return told(at === '' ? name : `${at}.${name}`, found, kind.expected);
  }
  return undefined;
}

/** The fault of an object whose keys are of one kind and whose values are of another. */
export function membersFault(
  at: string,
  members: Readonly<Record<string, unknown>> | undefined,
  keys: Kind,
  values: Kind,
): string | undefined {
  return firstFault(members, (key, value) => {
    if (!keys.fits(key)) return `has '${shorten(key)}' in ${at}, expected ${keys.expected}`;
    return values.fits(value) ? undefined : told(`${at}.${key}`, value, values.expected);
  });
}

/** The first fault that one of the members has. */
export function firstFault(
  members: Readonly<Record<string, unknown>> | undefined,
  faultOf: (key: string, value: unknown) => string | undefined,
): string | undefined {
  for (const key in members) {
    const fault = faultOf(key, members[key]);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Whether a value is an object, and no list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const SHOWN = 80;

/** Any value as a message shows it. */
export function shorten(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/** The fault of a value that is not of its kind. */
export function told(place: string, value: unknown, expected: string): string {
  const at = place === '' ? 'the document' : place;
  if (value === undefined) return `lacks ${at}: ${expected}`;
  return `has ${shorten(JSON.stringify(value))} for ${at}, expected ${expected}`;
}
