import { entryPath } from '../../core/archive/contents.ts';
import { registrationsOf } from '../../core/archive/history.ts';
import type { HistoryPart } from '../../core/archive/list.ts';
import type { State } from '../../core/state/state.ts';
import { MregError } from '../../errors.ts';
import type { FileRecord } from '../../generated/metadata.ts';
import { sha256 } from '../../store/intake/digest.ts';
import { encodeBatch } from '../../store/journal/file.ts';
import { lineOf, logOf, readStretch } from '../../store/journal/journal.ts';
import { parseEntry, readEntry } from '../../store/journal/log.ts';
import type { Layout } from '../../store/layout.ts';

/** The entries of a log after a revision. */
export interface HistoryFiles {
  readonly part: HistoryPart;
  readonly files: readonly FileRecord[];
  /** The versions that these entries register, by registration key. */
  readonly registered: ReadonlySet<string>;
}

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
  for (let next = since + 1; next <= state.revision; ) {
    const stretch = await readStretch(logOf(layout), next, state.revision);
    const end = Math.min(stretch.first + stretch.lines.length - 1, state.revision);
    if (end < next) throw gap(layout, next);
    for (; next <= end; next += 1) {
      const { entry, sha256: digest } = await parseEntry(layout, stretch, next);
      if (entry.previous !== head) throw gap(layout, next);
      head = digest;
      files.push(await recordOf(layout, next, lineOf(stretch, next) as Buffer));
      for (const registration of registrationsOf(entry)) registered.add(registration);
    }
  }
  if (head !== state.head || head === null) throw gap(layout, state.revision);
  const part = { since, previous: begin?.sha256 ?? null, revision: state.revision, head };
  return { part, files, registered };
}

/** An entry lies in an archive in a file of its own. */
async function recordOf(layout: Layout, revision: number, line: Buffer): Promise<FileRecord> {
  const bytes = await encodeBatch(logOf(layout), revision, line);
  return { path: entryPath(revision), size: bytes.length, sha256: sha256(bytes) };
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
