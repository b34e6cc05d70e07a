import { realpath, stat } from 'node:fs/promises';
import { ifPresent, io } from '../../system-error.ts';
import { holds } from './source.ts';

/** Which links in a source are followed: none; those that stay inside it, or inside the Hugging Face cache that it lies in; all. */
export type Links = 'none' | 'own' | 'all';

/** So many directories may be entered through links: links to links could lead to more than anybody can copy. */
const MOST_ENTERED = 1000;

/** What a link leads to, or the reason why it is not followed. */
export type Target =
  | { readonly kind: 'file' | 'directory'; readonly path: string; readonly size: number }
  | { readonly fault: string; readonly hint?: string };

/** Follows the links of one source. */
export function linkFollower(
  root: string,
  links: Links,
): (link: string, above: readonly string[]) => Promise<Target> {
  const own = [root, ...cacheOf(root)];
  let entered = 0;
  return async (link, above) => {
    if (links === 'none') return { fault: 'is a symbolic link', hint: 'cp -rL makes a copy without links' };
    const path = await io('read', link, () => ifPresent(realpath(link)).catch(loop));
    if (path === undefined) return { fault: 'is a symbolic link that leads nowhere' };
    if (links === 'own' && !own.some((place) => holds(place, path)))
      return {
        fault: 'is a symbolic link out of it',
        hint: `--follow-links takes in what it leads to, ${path}`,
      };
    const stats = await io('read', path, () => stat(path));
    if (stats.isFile()) return { kind: 'file', path, size: stats.size };
    if (!stats.isDirectory()) return { fault: 'is a symbolic link to a device, a FIFO or a socket' };
    if (above.some((directory) => holds(path, directory)))
      return { fault: 'is a symbolic link to a directory that holds it' };
    entered += 1;
    if (entered > MOST_ENTERED)
      return { fault: `is one symbolic link to a directory too many (${MOST_ENTERED})` };
    return { kind: 'directory', path, size: 0 };
  };
}

function loop(error: unknown): undefined {
  if ((error as { code?: unknown }).code === 'ELOOP') return undefined;
  throw error;
}

/** Of a snapshot in the Hugging Face Hub's cache, the directory that holds its blobs (huggingface_hub, "Understand caching"). */
function cacheOf(root: string): readonly string[] {
  const [, repository] = /^(.*[\\/](?:models|datasets|spaces)--[^\\/]+)[\\/]snapshots[\\/]/.exec(root) ?? [];
  return repository === undefined ? [] : [repository];
}
