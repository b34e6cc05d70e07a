/** Where the files of a new version are, as a client says it. */
import { posix } from 'node:path';
import { invalid, type MlflowError, missing } from '../errors.ts';
import { VERSIONS } from '../protocol.ts';

/** What a source says. */
export type Source =
  /** Files of a run or of a logged model that this server keeps. */
  | { readonly kind: 'run'; readonly run: string; readonly path: string }
  | { readonly kind: 'logged-model'; readonly id: string; readonly path: string }
  /** A version of this registry, by its name and whatever picks one. */
  | { readonly kind: 'version'; readonly name: string; readonly pick: string }
  /** The files of a registered version, by the path under which they are shown. */
  | { readonly kind: 'registered'; readonly model: string; readonly version: string }
  /** Anywhere else. */
  | { readonly kind: 'elsewhere' };

const LOGGED_MODEL = /^m-[\w-]+$/;

/** @throws INVALID_PARAMETER_VALUE for a path of this machine, a host, or a path that leads out of its place */
export function parseSource(uri: string): Source {
  const [, scheme = '', rest = ''] = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/s.exec(uri) ?? [];
  if (scheme === '' || scheme.toLowerCase() === 'file')
    throw invalid(
      `Invalid model version source: '${uri}'. To use a local path as a model version source, the run_id request parameter has to be specified and the local path has to be contained within the artifact directory of the run specified by the run_id.`,
    );
  checkPath(uri, rest);
  if (/^(https?|hdfs|viewfs|ftp|sftp)$/i.test(scheme))
    throw invalid(
      `'source' cannot use the '${scheme}' scheme: the server would have to ask another host for the files.`,
    );
  const parts = rest.split('/').filter((part) => part !== '');
  switch (scheme.toLowerCase()) {
    case 'runs':
      return { kind: 'run', run: parts[0] ?? '', path: parts.slice(1).join('/') };
    case 'models':
      return parseModelsUri(uri, rest);
    case 'mlflow-artifacts':
      return parseArtifacts(withoutHost(rest));
    default:
      return { kind: 'elsewhere' };
  }
}

function withoutHost(rest: string): readonly string[] {
  const parts = rest.replace(/^\/\/[^/]*/, '').split('/');
  return parts.filter((part) => part !== '').map(decode);
}

function parseModelsUri(uri: string, rest: string): Source {
  const body = rest.replace(/^\/+/, '');
  const [name = '', pick = ''] = body.includes('/') ? body.split('/') : splitAtLast(body, '@');
  if (LOGGED_MODEL.test(name) && pick === '') return { kind: 'logged-model', id: name, path: '' };
  if (name === '' || pick === '') throw wrongOwner(uri, 'model_id');
  return { kind: 'version', name, pick };
}

function splitAtLast(text: string, sign: string): readonly string[] {
  const at = text.lastIndexOf(sign);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** `<experiment>/<run>/artifacts/…`, `<experiment>/models/<id>/artifacts/…`, or a registered version. */
function parseArtifacts(parts: readonly string[]): Source {
  const [first, second = '', third, fourth] = parts;
  if (first === VERSIONS && parts.length === 4)
    return { kind: 'registered', model: `${second}/${third}`, version: fourth ?? '' };
  if (second === 'models' && third !== undefined && fourth === 'artifacts')
    return { kind: 'logged-model', id: third, path: parts.slice(4).join('/') };
  if (third === 'artifacts') return { kind: 'run', run: second, path: parts.slice(3).join('/') };
  return { kind: 'elsewhere' };
}

/** @throws INVALID_PARAMETER_VALUE for `..`, however often it is encoded, a NUL, or a path that is not in its plain form */
function checkPath(uri: string, rest: string): void {
  let decoded = uri;
  for (;;) {
    const next = decode(decoded.replaceAll('+', ' '));
    if (next === decoded) break;
    decoded = next;
  }
  const path = decode(rest.replace(/^\/\/[^/?#]*/, '').split(/[?#]/)[0] ?? '')
    .replace(/\/+/g, '/')
    .replace(/\/$/, '');
  const isPlain = path === '' || posix.resolve('/', path) === (path.startsWith('/') ? path : `/${path}`);
  if (!decoded.includes('\0') && !decoded.split('/').includes('..') && isPlain) return;
  throw invalid(
    `Invalid model version source: '${uri}'. If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path references present. Please provide an absolute path.`,
  );
}

export function wrongOwner(uri: string, field: 'run_id' | 'model_id'): MlflowError {
  return invalid(
    `Invalid model version source: '${uri}'. The ${field} request parameter must identify the resource that contains the source.`,
  );
}

export function noLoggedModel(uri: string): MlflowError {
  return missing(`Unable to fetch model from model URI source artifact location '${uri}'.`);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
