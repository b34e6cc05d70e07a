import { blockOf, lastOf } from '../../core/journal/block.ts';
import { fold, foldOn } from '../../core/state/fold/fold.ts';
import { EMPTY_STATE, FORMAT, type State, type StoredEntry } from '../../core/state/state.ts';
import { entryFault, unknownChange } from '../../core/state/well-formed.ts';
import { damaged, MregError } from '../../errors.ts';
import type { LogEntry } from '../../generated/log-entry.ts';
import type { Layout } from '../layout.ts';
import { insist } from '../place.ts';
import { lineOf, logOf, pathOf, readStretch, type Stretch } from './journal.ts';

/** A place in the log: an entry, and its digest. */
export type Position = Pick<State, 'revision' | 'head'>;

/** So many entries are folded at once: each time costs what the number of models does. */
const FOLD_AT_ONCE = 8000;

/** `state` with the entries that came after it; the same object where there are none.
 * @throws MREG_FORMAT, MREG_DAMAGED, MREG_IO */
export async function catchUp(layout: Layout, state: State): Promise<State> {
  let newest = state;
  const pending: StoredEntry[] = [];
  for await (const entries of readOn(layout, state)) {
    pending.push(...entries);
    if (pending.length >= FOLD_AT_ONCE) newest = await foldTail(layout, newest, pending.splice(0));
  }
  return foldTail(layout, newest, pending);
}

/** `state` with the entries that came right after it. If they give a new name to a model that it has not as it was then, all of the
 * log is folded. */
export async function foldTail(layout: Layout, state: State, tail: readonly StoredEntry[]): Promise<State> {
  const last = tail.at(-1)?.entry.revision;
  if (last === undefined) return state;
  const known = foldOn(state, tail);
  // The entries may have changed models that the state has not read.
  if (known) return known.base ? { ...known, base: undefined } : known;
  let whole = EMPTY_STATE;
  for await (const entries of readOn(layout, EMPTY_STATE)) {
    whole = fold(
      whole,
      entries.filter(({ entry }) => entry.revision <= last),
    );
    if (whole.revision === last) break;
  }
  return whole;
}

/** The same where what is there contradicts `state`: somebody may have changed it since, and a client of a network file system may
 * not know that yet.
 * @throws MREG_FORMAT, MREG_DAMAGED, MREG_IO */
export function catchUpAnew(layout: Layout, state: State): Promise<State> {
  layout.place.refresh(layout.entry(state.revision + 1));
  return catchUp(layout, state);
}

/** The entries that came after `state`, each following from the one before.
 * @throws MREG_FORMAT, MREG_DAMAGED, MREG_IO */
export async function readTail(layout: Layout, state: Position): Promise<StoredEntry[]> {
  const tail: StoredEntry[] = [];
  for await (const entries of readOn(layout, state)) tail.push(...entries);
  return tail;
}

async function* readOn(layout: Layout, state: Position): AsyncGenerator<StoredEntry[]> {
  const log = logOf(layout);
  let head = state.head;
  for (let next = state.revision + 1; ; ) {
    const stretch = await readStretch(log, next);
    const end = stretch.first + stretch.lines.length;
    if (end <= next) return;
    const hundred = lastOf(blockOf(1, next));
    const entries: StoredEntry[] = [];
    for (; next < end; next += 1) {
      const stored = await parseEntry(layout, stretch, next);
      if (stored.entry.previous !== head) throw unlinked(layout, stretch, next);
      head = stored.sha256;
      entries.push(stored);
    }
    yield entries;
    if (next <= hundred) return;
  }
}

function unlinked(layout: Layout, stretch: Stretch, revision: number): MregError {
  const problem = `does not follow from entry ${revision - 1}: its 'previous' is another digest`;
  return damaged(
    placeOf(layout, stretch, revision),
    stretch.block ? `holds an entry ${revision} that ${problem}` : problem,
  );
}

/** The file of an entry that a stretch holds. */
function placeOf(layout: Layout, { block }: Stretch, revision: number): string {
  return block ? pathOf(logOf(layout), block) : layout.entry(revision);
}

/** The entry that made a revision which is known to have been made; undefined where it is missing all the same.
 * @throws MREG_FORMAT, MREG_DAMAGED, MREG_IO */
export function readEntry(layout: Layout, revision: number): Promise<StoredEntry | undefined> {
  return insist(layout.place, [layout.entry(revision)], async () => {
    const stretch = await readStretch(logOf(layout), revision, revision);
    return lineOf(stretch, revision) && parseEntry(layout, stretch, revision);
  });
}

/** An entry that a stretch holds.
 * @throws MREG_FORMAT, MREG_DAMAGED */
export async function parseEntry(layout: Layout, stretch: Stretch, revision: number): Promise<StoredEntry> {
  const line = lineOf(stretch, revision) as Buffer;
  const entry = parseOwn<LogEntry>(line);
  const path = placeOf(layout, stretch, revision);
  if (entry?.revision !== revision) {
    throw damaged(
      path,
      stretch.block ? `has no entry ${revision} in its place` : 'is not a log entry of this revision',
    );
  }
  checkWellFormed(entry, path);
  const { sha256 } = await import('../intake/digest.ts');
  return { entry, sha256: sha256(line) };
}

/** An entry of a newer mreg is not taken for a damaged one, as nothing may be put in its place.
 * @throws MREG_FORMAT, MREG_DAMAGED */
function checkWellFormed(entry: LogEntry, path: string): void {
  const unknown = unknownChange(entry);
  if (unknown !== undefined) throw foreignChange(unknown, path);
  const fault = entryFault(entry);
  if (fault !== undefined) throw damaged(path, fault);
  for (const change of entry.changes)
    if (change.change === 'registry-created') checkFormat(change.format, path);
}

/** A state may come from a manifest that was copied without its log: to build on it would break the chain for good.
 * @throws MREG_FORMAT, MREG_DAMAGED, MREG_IO */
export async function checkHead(layout: Layout, { revision, head }: Position): Promise<void> {
  if (revision === 0) return;
  // If it has a file of its own still, that it is the one answers the question.
  if (layout.place.remote && (await digestOfSingle(layout, revision)) === head) return;
  if ((await readEntry(layout, revision))?.sha256 === head) return;
  throw damaged(layout.entry(revision), `is not the entry that ${layout.manifest} was made from`);
}

/** The digest of an entry that has a file of its own. */
async function digestOfSingle(layout: Layout, revision: number): Promise<string | undefined> {
  const block = { level: 0, first: revision };
  const bytes = await layout.place.read(layout.entry(revision));
  if (!bytes) return undefined;
  const [{ decodeFile }, { sha256 }] = await Promise.all([
    import('./file.ts'),
    import('../intake/digest.ts'),
  ]);
  const content = decodeFile(logOf(layout), { block, bytes });
  return 'problem' in content || !content.lines[0] ? undefined : sha256(content.lines[0]);
}

/** Whether there is a log, with or without entries.
 * @throws MREG_IO */
export function logExists({ place, log }: Layout): Promise<boolean> {
  return place.exists(`${log}/`);
}

function parseOwn<T>(bytes: Buffer): T | undefined {
  try {
    return JSON.parse(bytes.toString('utf8')) as T;
  } catch {
    return undefined;
  }
}

/** @throws MREG_FORMAT */
export function checkFormat(format: unknown, path: string): void {
  if (format !== FORMAT) throw foreignFormat(format, path);
}

/** The failure of a command that is shown a registry of another format. */
export function foreignFormat(format: unknown, path: string): MregError {
  return new MregError(
    'MREG_FORMAT',
    `${path}: format ${JSON.stringify(format)}; this mreg knows format ${FORMAT}`,
    {
      hint: 'npm install --global mreg@latest',
      details: { path, format, known: FORMAT },
    },
  );
}

/** The failure of a command that meets a change of a kind that this mreg does not know. */
export function foreignChange(change: string, path: string): MregError {
  return new MregError(
    'MREG_FORMAT',
    `${path}: a change of the kind '${change.slice(0, 80)}', which this mreg does not know`,
    { hint: 'npm install --global mreg@latest', details: { path, change } },
  );
}
