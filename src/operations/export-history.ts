import { entryPath } from '../core/archive/contents.ts';
import type { HistoryPart } from '../core/archive/list.ts';
import { modelKey, type State } from '../core/state.ts';
import { MregError } from '../errors.ts';
import type { FileRecord } from '../generated/metadata.ts';
import type { Layout } from '../store/layout.ts';
import { readEntry } from '../store/log.ts';
import { readIfPresent } from '../store/look.ts';

/** The entries of a log after a revision. */
export interface HistoryFiles {
  readonly part: HistoryPart;
  readonly files: readonly FileRecord[];
  /** The versions that they put on record, as `<type>/<name>#<number>`. */
  readonly registered: ReadonlySet<string>;
}

const AT_ONCE = 32;

/** The entries after `since`, up to the state's revision, each following from the one before.
 * @throws MREG_NOT_FOUND where there is no such revision; MREG_DAMAGED, MREG_IO */
export async function readHistory(layout: Layout, state: State, since: number): Promise<HistoryFiles> {
  if (since > state.revision) {
    throw new MregError('MREG_NOT_FOUND', `no revision ${since}; the newest is ${state.revision}`, {
      hint: 'mreg history',
      details: { since, revision: state.revision },
    });
  }
  const begin = since === 0 ? undefined : await readEntry(layout, since);
  if (since > 0 && !begin) throw gap(layout, since);
  const files: FileRecord[] = [];
  const registered = new Set<string>();
  let head = begin?.sha256 ?? null;
  for (let first = since + 1; first <= state.revision; first += AT_ONCE) {
    const revisions = Array.from(
      { length: Math.min(AT_ONCE, state.revision - first + 1) },
      (_, index) => first + index,
    );
    const batch = await Promise.all(
      revisions.map(
        async (revision) =>
          [revision, await readEntry(layout, revision), readIfPresent(layout.entry(revision))] as const,
      ),
    );
    for (const [revision, stored, bytes] of batch) {
      if (!stored || !bytes || stored.entry.previous !== head) throw gap(layout, revision);
      head = stored.sha256;
      files.push({ path: entryPath(revision), size: bytes.length, sha256: stored.sha256 });
      for (const change of stored.entry.changes)
        if (change.change === 'version-registered')
          registered.add(`${modelKey(change.type, change.name)}#${change.number}`);
    }
  }
  if (head !== state.head || head === null) throw gap(layout, state.revision);
  const part = { since, previous: begin?.sha256 ?? null, revision: state.revision, head };
  return { part, files, registered };
}

function gap(layout: Layout, revision: number): MregError {
  return new MregError(
    'MREG_DAMAGED',
    `${layout.entry(revision)} is missing, or does not follow from the one before`,
    {
      hint: 'mreg doctor',
      details: { path: layout.entry(revision) },
    },
  );
}
