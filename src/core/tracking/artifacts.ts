import { MregError } from '../../errors.ts';
import { comparePaths, localPathFault } from '../names/portable-path.ts';
import type { ArtifactDigest, RunDigest } from './digest.ts';

/** A file of a run that is on record. */
export interface ArtifactFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** A file or a directory of a run. */
export interface ArtifactItem {
  /** From the run's artifacts on. */
  readonly path: string;
  readonly is_directory: boolean;
  /** Bytes; null for a directory. */
  readonly size: number | null;
}

/** The path of an artifact, as it is stored. Programs write what they like, such as a time of day with colons; only what becomes a
 * version has to fit every file system.
 * @throws MREG_INVALID */
export function parseArtifactPath(text: string): string {
  const fault = text === '' ? 'is empty' : localPathFault(text);
  if (fault === undefined) return text;
  throw new MregError('MREG_INVALID', `the path ${JSON.stringify(text.slice(0, 200))} ${fault}`, {
    details: { path: text },
  });
}

/** The file at a path; undefined for one that was never written or was taken away. */
export function artifactAt({ artifacts }: RunDigest, path: string): ArtifactDigest | undefined {
  const found = artifacts[path];
  return found && !found.removed ? found : undefined;
}

/** In which of its lives the next file of a path would be. */
export function lifeOf({ artifacts }: RunDigest, path: string): number {
  return artifacts[path]?.life ?? 0;
}

/** The files at a path or below it, in the order of their paths; all files for the empty path. */
export function filesBelow({ artifacts }: RunDigest, path: string): (ArtifactFile & { life: number })[] {
  return Object.entries(artifacts)
    .filter(
      ([each, { removed }]) => !removed && (path === '' || each === path || each.startsWith(`${path}/`)),
    )
    .map(([each, { size, sha256, life }]) => ({ path: each, size, sha256, life }))
    .sort((a, b) => comparePaths(a.path, b.path));
}

/** The files and directories directly in a directory; empty for a file or a missing path. */
export function listLevel(digest: RunDigest, path: string): ArtifactItem[] {
  const items = new Map<string, ArtifactItem>();
  const prefix = path === '' ? '' : `${path}/`;
  for (const file of filesBelow(digest, path)) {
    if (file.path === path) continue;
    const slash = file.path.indexOf('/', prefix.length);
    if (slash < 0) items.set(file.path, { path: file.path, is_directory: false, size: file.size });
    else {
      const directory = file.path.slice(0, slash);
      items.set(directory, { path: directory, is_directory: true, size: null });
    }
  }
  return [...items.values()].sort((a, b) => comparePaths(a.path, b.path));
}

/** Refuses a file where a directory is, and below a file.
 * @throws MREG_CONFLICT */
export function checkPlace(digest: RunDigest, path: string): void {
  const parts = path.split('/');
  const above = parts.map((_, at) => parts.slice(0, at).join('/')).find((each) => artifactAt(digest, each));
  const below = filesBelow(digest, path).find((file) => file.path !== path);
  if (above === undefined && below === undefined) return;
  const problem = above === undefined ? `${path} is a directory` : `${above} is a file`;
  throw new MregError('MREG_CONFLICT', `cannot write ${path}: ${problem}`, { details: { path } });
}
