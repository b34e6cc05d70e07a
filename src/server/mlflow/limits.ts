/** What MLflow takes for names, keys and values, in the words that clients look for. */
import { posix } from 'node:path';
import { invalid } from './errors.ts';

const MAX_KEY = 250;
const MAX_TAG = 100_000;
const MAX_NAME = 256;
const MAX_ALIAS = 255;

export function tooLong(what: string, limit: number): Error {
  return invalid(`'${what}' exceeds the maximum length of ${limit} characters`);
}

/** @throws INVALID_PARAMETER_VALUE */
export function checkModelName(name: string): void {
  if (name.trim() === '') throw invalid("Missing value for required parameter 'name'.");
  if (/[/:]/.test(name)) throw invalid(`Invalid model name '${name}'. Names cannot contain '/' or ':'.`);
  if (name === '.' || name.startsWith('..') || posix.normalize(name) !== name)
    throw invalid(
      `Invalid value ${JSON.stringify(name)} for parameter 'name' supplied: Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '${posix.normalize(name)}'`,
    );
  if ([...name].length > MAX_NAME) throw tooLong('name', MAX_NAME);
}

/** A tag of a model or a version.
 * @throws INVALID_PARAMETER_VALUE */
export function checkTag(key: string, value: string): void {
  checkKey(key, 'key');
  if (value.length > MAX_TAG) throw tooLong('value', MAX_TAG);
}

/** The key of a tag, a param or a metric.
 * @throws INVALID_PARAMETER_VALUE */
export function checkKey(key: string, path: string): void {
  if (!/^[\p{L}\p{N}_.\-/ :]*$/u.test(key))
    throw invalid(
      `Invalid value ${JSON.stringify(key)} for parameter '${path}' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).`,
    );
  const plain = posix.normalize(key);
  if (plain !== key || plain === '.' || plain.startsWith('..') || plain.startsWith('/'))
    throw invalid(
      `Invalid value ${JSON.stringify(key)} for parameter '${path}' supplied: Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '${plain}'`,
    );
  if (key.length > MAX_KEY) throw tooLong(path, MAX_KEY);
}

/** @throws INVALID_PARAMETER_VALUE */
export function checkAlias(alias: string): void {
  if (!/^[\p{L}\p{N}_-]*$/u.test(alias))
    throw invalid(
      `Invalid alias name: '${alias}'. Names may only contain alphanumerics, underscores (_), and dashes (-).`,
    );
  if ([...alias].length > MAX_ALIAS) throw tooLong('Registered model alias name', MAX_ALIAS);
}

/** @throws INVALID_PARAMETER_VALUE for what clients use themselves */
export function checkFreeAlias(alias: string): void {
  checkAlias(alias);
  if (alias.toLowerCase() === 'latest') throw invalid("'latest' alias name (case insensitive) is reserved.");
  if (/^[vV]\d+$/.test(alias)) throw invalid(`Version alias name '${alias}' is reserved.`);
}
