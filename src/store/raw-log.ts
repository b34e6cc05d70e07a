import { readdir } from 'node:fs/promises';
import { ifPresent, io } from './io.ts';
import type { Layout } from './layout.ts';
import { readOrExplain } from './version-files.ts';

/** A file of the log as it lies there, whatever it holds. */
export interface RawEntry {
  readonly revision: number;
  readonly bytes: Buffer | { readonly problem: string };
}

/** What lies in the log's directory: the revisions that have a file, and names that are none of an entry.
 * Undefined where there is no log.
 * @throws MREG_IO */
export async function listLog(
  layout: Layout,
): Promise<{ revisions: number[]; strays: string[] } | undefined> {
  const names = await io('read', layout.log, () => ifPresent(readdir(layout.log)));
  if (!names) return undefined;
  const revisionOf = (name: string) => (/^\d{10}\.json$/.test(name) ? Number.parseInt(name, 10) : 0);
  return {
    revisions: names
      .map(revisionOf)
      .filter((revision) => revision > 0)
      .sort((a, b) => a - b),
    strays: names.filter((name) => revisionOf(name) === 0).sort(),
  };
}

const AT_ONCE = 64;

/** The entries of these revisions, some read ahead, and then those that came after: a network file system may not list
 * the newest yet.
 * @throws MREG_IO */
export async function* readEntries(layout: Layout, revisions: readonly number[]): AsyncGenerator<RawEntry> {
  const read = async (revision: number) => ({ revision, bytes: await readOrExplain(layout.entry(revision)) });
  for (let index = 0; index < revisions.length; index += AT_ONCE) {
    const batch = await Promise.all(revisions.slice(index, index + AT_ONCE).map(read));
    for (const { revision, bytes } of batch) if (bytes) yield { revision, bytes };
  }
  for (let revision = (revisions.at(-1) ?? 0) + 1; ; revision += 1) {
    const { bytes } = await read(revision);
    if (!bytes) return;
    yield { revision, bytes };
  }
}
