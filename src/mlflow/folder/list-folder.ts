import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { RemoteFile, RemoteFiles } from '../place.ts';
import { ifMissing } from './missing.ts';

/** The files below a directory of this machine, or the one that the path names; undefined if there is nothing. */
export async function listFolder(path: string): Promise<RemoteFiles | undefined> {
  const found = await ifMissing(undefined, () => stat(path));
  if (!found) return undefined;
  const root = found.isDirectory() ? path : dirname(path);
  const files = found.isDirectory() ? await filesBelow(path) : [{ path: basename(path), size: found.size }];
  return { files, open: async (file) => createReadStream(join(root, file)) };
}

/** Every file below a directory, by its path with `/`; none if there is no such directory. Links are followed. */
export async function filesBelow(root: string, directory = ''): Promise<RemoteFile[]> {
  const names = await ifMissing([], () => readdir(join(root, directory)));
  const found = await Promise.all(
    names.sort().map(async (name) => {
      const path = directory === '' ? name : `${directory}/${name}`;
      const entry = await stat(join(root, path));
      return entry.isDirectory() ? filesBelow(root, path) : [{ path, size: entry.size }];
    }),
  );
  return found.flat();
}
