/**
 * What a request may hold: a rule for each of its members, in a table that the compiler holds to the request's type. Programs hand
 * over what no compiler has seen, and what is written into the log stays there.
 */
import { MregError } from '../../errors.ts';
import { stringifyJson } from '../json/index.ts';
import { nearest } from '../names/nearest.ts';

/** What a member has to be. */
export interface Rule {
  readonly expected: string;
  readonly holds: (value: unknown) => boolean;
  /** What each item of a list has to be. */
  readonly each?: Rule;
  /** What the members of an object have to be; it has no others. */
  readonly members?: Members;
}

type Members = Readonly<Record<string, Rule | OptionalRule>>;

/** A member that may be left out, or undefined. */
export interface OptionalRule extends Rule {
  readonly optional: true;
}

/** A rule for every member of a request, optional where the member is. */
export type Shape<T> = {
  readonly [Key in keyof T]-?: undefined extends T[Key] ? OptionalRule : Rule;
};

/** The same rule for a member that may be left out. */
export function optional(rule: Rule): OptionalRule {
  return { ...rule, optional: true };
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const text: Rule = { expected: 'text', holds: isText };
export const reason: Rule = {
  expected: 'a text that says why',
  holds: (value) => isText(value) && value.trim() !== '',
};
export const flag: Rule = { expected: 'true or false', holds: (value) => typeof value === 'boolean' };
export const count: Rule = {
  expected: 'a whole number from 0',
  holds: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
};
export const number: Rule = { expected: 'a number', holds: (value) => typeof value === 'number' };
export const texts: Rule = {
  expected: 'a list of texts',
  holds: (value) => Array.isArray(value) && value.every(isText),
};
export const whole: Rule = { expected: 'a whole number', holds: Number.isSafeInteger };
export const object: Rule = { expected: 'an object', holds: isObject };
export const callable: Rule = { expected: 'a function', holds: (value) => typeof value === 'function' };
export const jsonObject: Rule = {
  expected: 'an object that JSON can hold',
  holds: (value) => isObject(value) && isJson(value),
};
export const bytes: Rule = {
  expected: 'bytes or a stream of them',
  holds: (value) => value instanceof Uint8Array || isReadable(value),
};
export const readable: Rule = { expected: 'a stream to read from', holds: isReadable };
export const writable: Rule = {
  expected: 'a stream to write to',
  holds: (value) => isObject(value) && 'write' in value && typeof value.write === 'function',
};
export const textsByName: Rule = {
  expected: 'an object of texts',
  holds: (value) => isObject(value) && Object.values(value).every(isText),
};
export const tagFilter: Rule = {
  expected: 'an object of texts or null',
  holds: (value) => isObject(value) && Object.values(value).every((each) => each === null || isText(each)),
};

/** A list whose items follow a rule. */
export function listOf(each: Rule): Rule {
  return { expected: 'a list', holds: Array.isArray, each };
}

/** An object with these members, and no others. */
export function objectOf<T extends object>(members: Shape<T>): Rule {
  return { expected: 'an object', holds: isObject, members: members as Members };
}

/** Any of several rules. */
export function either(...rules: readonly Rule[]): Rule {
  return {
    expected: rules.map(({ expected }) => expected).join(' or '),
    holds: (value) => rules.some(({ holds }) => holds(value)),
  };
}

/** One of a few words. */
export function oneOf(...words: readonly string[]): Rule {
  return { expected: `one of ${words.join(', ')}`, holds: (value) => isText(value) && words.includes(value) };
}

/** Null, which removes what is there. */
export const nothing: Rule = { expected: 'null', holds: (value) => value === null };

/** Holds a request against its shape.
 * @throws MREG_INVALID naming the member, what it is and what was expected */
export function checkShape(method: string, shape: Members, request: unknown): void {
  const members = Object.keys(shape);
  if (!isObject(request))
    throw invalid(
      method,
      `is called with ${show(request)}, expected an object with ${members.join(', ')}`,
      isText(request) && members[0] !== undefined ? `${method}({ ${members[0]}: … })` : undefined,
    );
  checkMembers(method, '', shape, request);
}

/** `path` says where in the request the object is: empty for itself. */
function checkMembers(method: string, path: string, shape: Members, found: object): void {
  const members = Object.keys(shape);
  const at = (member: string) => (path === '' ? member : `${path}.${member}`);
  for (const [member, value] of Object.entries(found)) {
    const rule = Object.hasOwn(shape, member) ? shape[member] : undefined;
    if (rule === undefined) {
      const close = nearest(member, members);
      throw invalid(
        method,
        `${path === '' ? '' : `'${path}' `}has no member '${member}'; there are ${members.join(', ')}`,
        close && `did you mean ${close}?`,
      );
    }
    if (value !== undefined) checkValue(method, at(member), rule, value);
  }
  for (const [member, rule] of Object.entries(shape))
    if (!('optional' in rule) && (found as Record<string, unknown>)[member] === undefined)
      throw invalid(method, `'${at(member)}' is missing, expected ${rule.expected}`);
}

function checkValue(method: string, path: string, rule: Rule, value: unknown): void {
  if (!rule.holds(value)) throw invalid(method, `'${path}' is ${show(value)}, expected ${rule.expected}`);
  const { each, members } = rule;
  if (each)
    for (const [at, item] of (value as readonly unknown[]).entries())
      checkValue(method, `${path}[${at}]`, each, item);
  if (members) checkMembers(method, path, members, value as object);
}

/** Holds an argument that is no object to a rule.
 * @throws MREG_INVALID */
export function checkArgument(method: string, name: string, rule: Rule, value: unknown): void {
  checkValue(method, name, rule, value);
}

function isReadable(value: unknown): boolean {
  return isObject(value) && Symbol.asyncIterator in value;
}

function isJson(value: object): boolean {
  try {
    stringifyJson(value);
    return true;
  } catch {
    // Something that is no plain data, or a circle.
    return false;
  }
}

function invalid(method: string, problem: string, hint?: string): MregError {
  return new MregError('MREG_INVALID', `${method}: ${problem}`, { hint });
}

function show(value: unknown): string {
  if (typeof value === 'string') return `the text '${value.length > 60 ? `${value.slice(0, 60)}…` : value}'`;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}
