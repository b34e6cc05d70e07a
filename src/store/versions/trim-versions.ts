/** Keeps the versions that were fetched from a bucket within a size: the one that was not used for longest goes first. */
import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileRecord } from '../../generated/metadata.ts';
import { METADATA_FILE } from '../layout.ts';

/** What was used in this time stays, whatever its size: somebody may be reading it. */
const IN_USE_MS = 3_600_000;

/** What a fetch that was killed has left is removed after this time. */
const LEFT_MS = 24 * 3_600_000;

interface Kept {
  readonly path: string;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly used: number;
}

/** Removes versions from their directory until the others have no more bytes than `most`. What cannot be removed stays. */
export async function trimVersions(all: string, most: number, now = Date.now()): Promise<void> {
  const kept: Kept[] = [];
  for (const name of await readdir(all).catch(() => [])) {
    const path = join(all, name);
    const used = await usedAt(path);
    if (used === undefined) continue;
    if (!name.startsWith('.')) kept.push({ path, size: await sizeOf(path), used });
    else if (used < now - LEFT_MS) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
  let total = kept.reduce((sum, { size }) => sum + size, 0);
  for (const { path, size, used } of kept.sort((a, b) => a.used - b.used)) {
    if (total <= most || used >= now - IN_USE_MS) return;
    if (await remove(all, path, used)) total -= size;
  }
}

/** It loses its name at once, so that it is never half there. If somebody has asked for it meanwhile, it gets the name back. */
async function remove(all: string, path: string, used: number): Promise<boolean> {
  const away = join(all, `.${randomUUID()}`);
  try {
    await rename(path, away);
    if ((await usedAt(away)) !== used) {
      await rename(away, path);
      return false;
    }
    await rm(away, { recursive: true, force: true });
    return true;
  } catch {
    return false;
  }
}

/** A directory's time of change is that of its last use. */
async function usedAt(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}

/** As its metadata says: what was fetched is what is on that list. */
async function sizeOf(path: string): Promise<number> {
  try {
    const { files } = JSON.parse(await readFile(join(path, METADATA_FILE), 'utf8')) as {
      readonly files: readonly FileRecord[];
    };
    return files.reduce((sum, { size }) => sum + size, 0);
  } catch {
    return 0;
  }
}
