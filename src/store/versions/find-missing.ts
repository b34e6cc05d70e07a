import { dirname } from 'node:path';
import { MregError } from '../../errors.ts';
import type { Layout } from '../layout.ts';
import { isThere } from '../place.ts';

/** With more than this one listing is faster, however much else lies there. A remote place lists no more than what begins alike. */
const ONE_BY_ONE = 64;
const REMOTE_ONE_BY_ONE = 1;

/** Those of some versions, all of one type, whose directories are known to be missing. */
export async function findMissing<T extends { readonly directory: string }>(
  layout: Layout,
  versions: readonly T[],
): Promise<readonly T[]> {
  const parent = dirname(versions[0]?.directory ?? '');
  const most = layout.place.remote ? REMOTE_ONE_BY_ONE : ONE_BY_ONE;
  const names = versions.map(({ directory }) => directory.slice(parent.length + 1));
  const there = new Set(versions.length > most ? await namesIn(layout, parent, beginningOf(names)) : []);
  const missing: T[] = [];
  for (const version of versions)
    if (
      !there.has(version.directory.slice(parent.length + 1)) &&
      (await isMissing(layout, version.directory))
    )
      missing.push(version);
  return missing;
}

async function namesIn(
  { place, absolute }: Layout,
  directory: string,
  beginning: string,
): Promise<readonly string[]> {
  const listed = await place.list(absolute(directory), { beginning }).catch(unlessRefused);
  return (listed ?? []).map(({ name }) => name);
}

/** How all of some names begin. */
function beginningOf([first = '', ...others]: readonly string[]): string {
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length);
}

async function isMissing({ place, absolute }: Layout, directory: string): Promise<boolean> {
  return (await isThere(place, absolute(directory)).catch(unlessRefused)) === false;
}

/** What cannot be looked at is not known to be missing. */
function unlessRefused(error: unknown): undefined {
  if (!(error instanceof MregError)) throw error;
}
