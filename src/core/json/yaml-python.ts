/**
 * What PyYAML's `dump` marks with a tag of Python (PyYAML documentation, "YAML tags and Python types"), in plain values: a
 * tuple is a list, an object the map of its members. Nothing of Python is made or called.
 */
import { isJsonObject, type JsonValue } from './index.ts';

const PREFIX = 'tag:yaml.org,2002:python/';

/** Whether a tag is one of Python's. */
export function isPythonTag(tag: string): boolean {
  return tag.startsWith(PREFIX);
}

/** The plain value of what stands behind a tag of Python; a list of pairs is what an OrderedDict is made from. `numberOf` reads
 * a number as YAML writes it. Undefined for pairs that make no object. */
export function plainValue(
  tag: string,
  value: JsonValue,
  numberOf: (text: string) => JsonValue,
): JsonValue | undefined {
  const [kind = '', name = ''] = tag.slice(PREFIX.length).split(':');
  if (typeof value === 'string') return plainText(kind, name, value, numberOf);
  if (!/^object\/(?:apply|new)$/.test(kind)) return value;
  // Either the arguments alone, or a map that holds them beside the state.
  const given = isJsonObject(value) ? (value.args ?? value.state ?? value) : value;
  if (!Array.isArray(given)) return given;
  if (/^pathlib\./.test(name) && given.every((part) => typeof part === 'string'))
    return given.join('/').replace(/^\/+/, '/');
  if (/(?:^|\.)(?:OrderedDict|dict)$/.test(name)) return objectOf(given[0] ?? []);
  return given;
}

function plainText(
  kind: string,
  name: string,
  text: string,
  numberOf: (text: string) => JsonValue,
): JsonValue {
  switch (kind) {
    case 'none':
      return null;
    case 'bool':
      return /^true$/i.test(text);
    case 'int':
    case 'long':
    case 'float':
      return /^[-+]?(?:[\d.]|\.?(?:inf|nan)$)/i.test(text) ? numberOf(text) : text;
    case 'name':
    case 'module':
      return name;
    default:
      return text;
  }
}

function objectOf(pairs: JsonValue): JsonValue | undefined {
  if (isJsonObject(pairs)) return pairs;
  const object: Record<string, JsonValue> = Object.create(null);
  for (const pair of Array.isArray(pairs) ? pairs : []) {
    const [key, value] = Array.isArray(pair) ? pair : [];
    if (typeof key !== 'string' || key === '__proto__' || key in object) return undefined;
    object[key] = value ?? null;
  }
  return object;
}
