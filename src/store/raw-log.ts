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
const WIDEST_GAP = 1024;

/** The entries of these revisions in order, some read ahead. What a listing leaves out is asked for by name: while
 * others write it may lack an entry and yet have a later one, and a network file system may not list the newest.
 * @throws MREG_IO */
export async function* readEntries(layout: Layout, revisions: readonly number[]): AsyncGenerator<RawEntry> {
  const read = async (revision: number) => ({ revision, bytes: await readOrExplain(layout.entry(revision)) });
  const wanted = withGaps(revisions);
  for (let index = 0; index < wanted.length; index += AT_ONCE) {
    const batch = await Promise.all(wanted.slice(index, index + AT_ONCE).map(read));
    for (const { revision, bytes } of batch) if (bytes) yield { revision, bytes };
  }
  for (let revision = (wanted.at(-1) ?? 0) + 1; ; revision += 1) {
    const { bytes } = await read(revision);
    if (!bytes) return;
    yield { revision, bytes };
    // Where nothing can be opened every name looks taken: one of them says so.
    if ('problem' in bytes) return;
  }
}

/** A gap too wide for a race is left alone: a stray name must not cost a thousand million reads. */
function withGaps(revisions: readonly number[]): number[] {
  let next = 1;
  return revisions.flatMap((revision) => {
    const gap = revision - next <= WIDEST_GAP ? revision - next : 0;
    next = revision + 1;
    return Array.from({ length: gap + 1 }, (_, index) => revision - gap + index);
  });
}
