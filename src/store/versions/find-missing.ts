import { dirname } from 'node:path';
import { MregError } from '../../errors.ts';
import type { Layout } from '../layout.ts';
import { isThere } from '../place.ts';

/** With more than this one listing is faster, however much else lies there. */
const ONE_BY_ONE = 64;

/** Those of some versions, all of one type, whose directories are known to be missing. */
export async function findMissing<T extends { readonly directory: string }>(
  layout: Layout,
  versions: readonly T[],
): Promise<readonly T[]> {
  const parent = dirname(versions[0]?.directory ?? '');
  const there = new Set(versions.length > ONE_BY_ONE ? await namesIn(layout, parent) : []);
  const missing: T[] = [];
  for (const version of versions)
    if (
      !there.has(version.directory.slice(parent.length + 1)) &&
      (await isMissing(layout, version.directory))
    )
      missing.push(version);
  return missing;
}

async function namesIn({ place, absolute }: Layout, directory: string): Promise<readonly string[]> {
  const listed = await place.list(absolute(directory)).catch(unlessRefused);
  return (listed ?? []).map(({ name }) => name);
}

async function isMissing({ place, absolute }: Layout, directory: string): Promise<boolean> {
  return (await isThere(place, absolute(directory)).catch(unlessRefused)) === false;
}

/** What cannot be looked at is not known to be missing. */
function unlessRefused(error: unknown): undefined {
  if (!(error instanceof MregError)) throw error;
}
