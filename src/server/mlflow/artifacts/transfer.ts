/**
 * Files through the server: those of runs and logged models, which clients also write, and those of registered versions, which
 * nobody can change. A path is `<experiment>/<run>/artifacts/…`, `<experiment>/models/<id>/artifacts/…` or
 * `registered/<type>/<name>/<version>/…`.
 */
import type { Call, Reply, Route } from '../../app.ts';
import { safePath } from '../../paths.ts';
import { answerWithFile, type ServedFile } from '../../send-file.ts';
import type { Mlflow } from '../context.ts';
import { invalid, MlflowError, missing } from '../errors.ts';
import { findVersion } from '../lookup.ts';
import { VERSIONS } from '../protocol.ts';
import { findRun } from '../tracking/runs.ts';

const MAX_UPLOAD = 10 * 1024 * 1024;

/** What a path of the artifacts is below. */
type Place =
  | { readonly kind: 'owner'; readonly owner: string; readonly path: string }
  | { readonly kind: 'version'; readonly ref: string; readonly path: string }
  | { readonly kind: 'above'; readonly path: string };

interface Entry {
  readonly path: string;
  readonly is_dir: boolean;
  readonly file_size?: number | null;
}

/** Below the prefix of the artifacts. */
export function artifactRoutes(mlflow: Mlflow): readonly Route[] {
  return [
    { method: 'GET', path: '/artifacts', run: (call) => list(mlflow, call) },
    { method: 'GET', path: '/artifacts/*', run: (call) => download(mlflow, call) },
    { method: 'PUT', path: '/artifacts/*', run: (call) => upload(mlflow, call) },
    { method: 'DELETE', path: '/artifacts/*', run: (call) => remove(mlflow, call) },
    { method: 'POST', path: '/mpu/*', run: () => inOneRequest('upload') },
    { method: 'GET', path: '/presigned/*', run: () => inOneRequest('download') },
  ];
}

/** Clients look for these very words, and then send or ask for the file as a whole.
 * @throws NOT_IMPLEMENTED */
async function inOneRequest(way: 'upload' | 'download'): Promise<never> {
  throw new MlflowError(
    'NOT_IMPLEMENTED',
    `Multipart ${way} is not supported for the current artifact repository`,
  );
}

/** One small file of a run, as a page sends it. */
export function uploadRoute(mlflow: Mlflow): Route {
  return {
    method: 'POST',
    path: '/upload-artifact',
    async run({ query, headers, raw }) {
      const [id, path] = [query.get('run_uuid'), query.get('path')];
      if (!id) throw invalid('Request must specify run_uuid.');
      if (!path) throw invalid('Request must specify path.');
      const place = checkedPath(path);
      const size = Number(headers['content-length'] ?? 0);
      if (size > MAX_UPLOAD) throw invalid('Artifact size is too large. Max size is 10MB.');
      if (size === 0) throw invalid('Request must specify data.');
      const { id: owner } = await findRun(mlflow, id);
      await mlflow.registry.writeArtifact({ owner, path: place, from: raw, size });
      return {};
    },
  };
}

/** Files by run or by version, as pages and tests ask for them: at the root of the server. */
export function downloadRoutes(mlflow: Mlflow): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/get-artifact',
      async run(call) {
        const id = call.query.get('run_id') || call.query.get('run_uuid') || '';
        const path = requiredPath(call);
        const { id: owner } = await findRun(mlflow, id);
        return send(mlflow, call, { kind: 'owner', owner, path });
      },
    },
    {
      method: 'GET',
      path: '/model-versions/get-artifact',
      async run(call) {
        const path = requiredPath(call);
        const [name, number] = [call.query.get('name') ?? '', call.query.get('version') ?? ''];
        const { version } = await findVersion(mlflow, name, number);
        return send(mlflow, call, { kind: 'version', ref: version.ref, path });
      },
    },
  ];
}

function requiredPath({ query }: Call): string {
  const path = query.get('path');
  if (!path) throw new MlflowError('BAD_REQUEST', "Missing value for required parameter 'path'.");
  return checkedPath(path);
}

/** @throws INVALID_PARAMETER_VALUE */
export function checkedPath(path: string): string {
  try {
    return safePath(path);
  } catch {
    throw invalid('Invalid path');
  }
}

function placeOf(text: string): Place {
  const path = checkedPath(text).replace(/\/+/g, '/').replace(/\/$/, '');
  const parts = path === '' ? [] : path.split('/');
  const [first, second = '', third = '', fourth = ''] = parts;
  if (first === VERSIONS && parts.length >= 4)
    return { kind: 'version', ref: `${second}/${third}@${fourth}`, path: parts.slice(4).join('/') };
  if (first === VERSIONS) return { kind: 'above', path };
  if (second === 'models' && fourth === 'artifacts')
    return { kind: 'owner', owner: third, path: parts.slice(4).join('/') };
  if (third === 'artifacts') return { kind: 'owner', owner: second, path: parts.slice(3).join('/') };
  return { kind: 'above', path };
}

async function list(mlflow: Mlflow, { query }: Call): Promise<object> {
  const entries = await entriesOf(mlflow, placeOf(query.get('path') ?? ''));
  return entries.length > 0 ? { files: entries } : {};
}

/** What lies in a directory; nothing if there is none, or it is a file. */
async function entriesOf(mlflow: Mlflow, place: Place): Promise<readonly Entry[]> {
  if (place.kind === 'above') return [];
  if (place.kind === 'owner') {
    const { artifacts } = await ifHere(
      mlflow.registry.artifacts({ owner: place.owner, ...(place.path !== '' && { path: place.path }) }),
      { artifacts: [] },
    );
    return artifacts.map(({ path, is_directory, size }) =>
      entryOf(path.slice(path.lastIndexOf('/') + 1), is_directory, size),
    );
  }
  const files = await filesOf(mlflow, place.ref);
  const before = place.path === '' ? '' : `${place.path}/`;
  const entries = new Map<string, Entry>();
  for (const { path, size } of files) {
    if (!path.startsWith(before)) continue;
    const [name = '', ...more] = path.slice(before.length).split('/');
    entries.set(name, entryOf(name, more.length > 0, size));
  }
  return [...entries.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function entryOf(path: string, is_dir: boolean, size: number | null): Entry {
  return is_dir ? { path, is_dir } : { path, is_dir, file_size: size };
}

async function filesOf(mlflow: Mlflow, ref: string) {
  const { files } = await ifHere(mlflow.registry.versionFiles(ref), { files: [] });
  return files;
}

/** What is not there is empty for a listing. */
async function ifHere<T>(reading: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Error && 'code' in error && /NOT_FOUND|INVALID/.test(String(error.code)))
      return otherwise;
    throw error;
  }
}

function download(mlflow: Mlflow, call: Call): Promise<Reply> {
  return send(mlflow, call, placeOf(call.params['*'] ?? ''));
}

async function send(mlflow: Mlflow, call: Call, place: Place): Promise<Reply> {
  return answerWithFile(await fileAt(mlflow, place), call.headers, call.answer);
}

async function fileAt({ registry }: Mlflow, place: Place): Promise<ServedFile> {
  if (place.kind === 'above') throw missing(`No such artifact: '${place.path}'`);
  const { path } = place;
  if (path === '') throw invalid(`Invalid path: '${path}' is a directory`);
  if (place.kind === 'version') {
    const file = await registry.readVersionFile({ ref: place.ref, path });
    return {
      path,
      size: file.size,
      sha256: file.sha256,
      modifiedAt: file.modified_at,
      open: async (range) => file.open(range),
    };
  }
  const { owner } = place;
  const file = await registry.readArtifact({ owner, path });
  return {
    path,
    size: file.size,
    sha256: file.sha256,
    modifiedAt: file.modified_at,
    async open(range) {
      if (!range) return file.stream;
      file.stream.destroy();
      return (await registry.readArtifact({ owner, path, range })).stream;
    },
  };
}

async function upload(mlflow: Mlflow, call: Call): Promise<Reply> {
  const place = placeOf(call.params['*'] ?? '');
  checkWritable(place);
  const length = call.headers['content-length'];
  const size = length === undefined ? undefined : Number(length);
  await mlflow.registry.writeArtifact({
    owner: place.owner,
    path: place.path,
    from: call.raw,
    ...(size !== undefined && { size }),
  });
  return undefined;
}

/** @throws PERMISSION_DENIED for a registered version */
function checkWritable(place: Place): asserts place is Place & { kind: 'owner' } {
  if (place.kind === 'owner') return;
  if (place.kind === 'version')
    throw new MlflowError(
      'PERMISSION_DENIED',
      `${place.ref} is a registered version: its files do not change`,
    );
  throw invalid(`Invalid path: '${place.path}' is in no run and in no logged model`);
}

async function remove(mlflow: Mlflow, call: Call): Promise<Reply> {
  const place = placeOf(call.params['*'] ?? '');
  checkWritable(place);
  await mlflow.registry.deleteArtifacts({ owner: place.owner, path: place.path });
  return {};
}
