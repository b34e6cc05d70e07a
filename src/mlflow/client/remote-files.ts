/** Files that an MLflow server keeps: those behind its proxy, and, through the server, those of a run. */
import { fileURLToPath } from 'node:url';
import { listFolder } from '../folder/list-folder.ts';
import { isBelow, pathBelow, proxiedPath } from '../location.ts';
import type { RemoteFile, RemoteFiles, RemoteRun } from '../place.ts';
import { type Answer, API, type MlflowClient, PROXY, Unsupported } from './http.ts';

/** The files below a location; undefined if neither this machine nor the server can read it. */
export async function listFiles(
  client: MlflowClient,
  location: string,
  run: RemoteRun | undefined,
): Promise<RemoteFiles | undefined> {
  const proxied = proxiedPath(location);
  if (proxied !== undefined) return listProxied(client, proxied);
  // A server elsewhere does not say which files of this machine are read.
  const local = isHere(client) ? localPath(location) : undefined;
  const found = local === undefined ? undefined : await listFolder(local);
  if (found) return found;
  if (run && isBelow(location, run.artifacts))
    return listOfRun(client, run.id, pathBelow(location, run.artifacts));
  return undefined;
}

function isHere({ address }: MlflowClient): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(address).hostname);
}

function localPath(location: string): string | undefined {
  if (location.startsWith('/')) return location;
  if (!location.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(location);
  } catch {
    return undefined;
  }
}

async function listProxied(client: MlflowClient, root: string): Promise<RemoteFiles> {
  // A listing has the last part of each path.
  const files = await listTree(async (directory) => {
    const path = [root, directory].filter((part) => part !== '').join('/');
    const { files = [] } = await client.ask('GET', PROXY, { query: { path } });
    return files.map((file: Answer) => ({ ...file, path: join(directory, lastPart(file.path)) }));
  });
  return {
    files,
    open: (path) => client.read(`${PROXY}/${join(root, path).split('/').map(encodeURIComponent).join('/')}`),
  };
}

async function listOfRun(
  client: MlflowClient,
  run_id: string,
  root: string,
): Promise<RemoteFiles | undefined> {
  try {
    const files = await listTree(async (directory) => {
      const path = join(root, directory);
      const query = { run_id, run_uuid: run_id, ...(path !== '' && { path }) };
      const { files = [] } = await client.ask('GET', `${API}/artifacts/list`, { query });
      return files.map((file: Answer) => ({ ...file, path: join(directory, lastPart(file.path)) }));
    });
    return {
      files,
      open: (path) => client.read('/get-artifact', { run_id, run_uuid: run_id, path: join(root, path) }),
    };
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}

async function listTree(list: (directory: string) => Promise<readonly Answer[]>): Promise<RemoteFile[]> {
  const found: RemoteFile[] = [];
  const waiting = [''];
  for (let directory = waiting.pop(); directory !== undefined; directory = waiting.pop())
    for (const { path, is_dir, file_size } of await list(directory))
      if (is_dir) waiting.push(path);
      else found.push({ path, size: file_size === undefined ? undefined : Number(file_size) });
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function lastPart(path: string): string {
  return path.replace(/\/+$/, '').split('/').at(-1) ?? '';
}

function join(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('/');
}
