import { BLOCK, blockOf } from '../../core/journal/log-block.ts';
import { type Pieces, piecesOf } from '../../core/manifest/manifest-search.ts';
import { ManifestText } from '../../core/manifest/manifest-text.ts';
import { modelsIn } from '../../core/state/models.ts';
import { EMPTY_STATE, FORMAT, fold, type State, type StoredEntry } from '../../core/state/state.ts';
import { MregError } from '../../errors.ts';
import type { LogEntry } from '../../generated/log-entry.ts';
import type { Manifest } from '../../generated/manifest.ts';
import type { Layout } from '../layout.ts';
import { exists, openPieces, readIfPresent } from '../place/folder/look.ts';
import { readStretch, type Stretch, textOf } from './log-block.ts';

/** The newest state: the manifest, and the entries that came after it.
 * Undefined where there is no registry. Writes nothing.
 * @throws MREG_FORMAT, MREG_DAMAGED, MREG_IO */
export async function readState(layout: Layout): Promise<State | undefined> {
  const manifest = readManifest(layout);
  const state = await catchUp(layout, manifest ?? EMPTY_STATE);
  if (manifest !== undefined) return state;
  if (state.revision === 0 && !logExists(layout)) return undefined;
  const { checkWhole } = await import('./check-whole.ts');
  return checkWhole(layout, state);
}

/** So many entries are folded at once: each time costs what the number of models does. */
const FOLD_AT_ONCE = 8 * BLOCK;

/** `state` with the entries that came after it; the same object where there are none.
 * @throws MREG_FORMAT, MREG_DAMAGED, MREG_IO */
export async function catchUp(layout: Layout, state: State): Promise<State> {
  let newest = state;
  const pending: StoredEntry[] = [];
  for await (const entries of readOn(layout, state)) {
    pending.push(...entries);
    if (pending.length >= FOLD_AT_ONCE) newest = fold(newest, pending.splice(0));
  }
  return pending.length > 0 ? fold(newest, pending) : newest;
}

/** The entries that came after `state`, each following from the one before.
 * @throws MREG_FORMAT, MREG_DAMAGED, MREG_IO */
export async function readTail(layout: Layout, state: State): Promise<StoredEntry[]> {
  const tail: StoredEntry[] = [];
  for await (const entries of readOn(layout, state)) tail.push(...entries);
  return tail;
}

async function* readOn(layout: Layout, state: State): AsyncGenerator<StoredEntry[]> {
  let head = state.head;
  for (let next = state.revision + 1; ; ) {
    const { last } = blockOf(next);
    const stretch = readStretch(layout, next, last);
    const end = stretch.first + stretch.texts.length;
    if (end <= next) return;
    const entries: StoredEntry[] = [];
    for (; next < end; next += 1) {
      const stored = await parseEntry(layout, stretch, next);
      if (stored.entry.previous !== head) throw damaged(...unlinked(layout, stretch, next));
      head = stored.sha256;
      entries.push(stored);
    }
    yield entries;
    if (next <= last) return;
  }
}

function unlinked(layout: Layout, { packed }: Stretch, revision: number): [path: string, problem: string] {
  const problem = `does not follow from entry ${revision - 1}: its 'previous' is another digest`;
  return packed
    ? [layout.segment(revision), `holds an entry ${revision} that ${problem}`]
    : [layout.entry(revision), problem];
}

/** The entry that made a revision, or undefined where there is none yet.
 * @throws MREG_FORMAT, MREG_DAMAGED, MREG_IO */
export async function readEntry(layout: Layout, revision: number): Promise<StoredEntry | undefined> {
  const stretch = readStretch(layout, revision, revision);
  return textOf(stretch, revision) && parseEntry(layout, stretch, revision);
}

/** An entry that a stretch holds.
 * @throws MREG_FORMAT, MREG_DAMAGED */
export async function parseEntry(layout: Layout, stretch: Stretch, revision: number): Promise<StoredEntry> {
  const bytes = textOf(stretch, revision) as Buffer;
  const entry = parseOwn<LogEntry>(bytes);
  const path = stretch.packed ? layout.segment(revision) : layout.entry(revision);
  if (entry?.revision !== revision || !Array.isArray(entry.changes) || !entry.changes.every(isObject)) {
    throw damaged(
      path,
      stretch.packed ? `has no entry ${revision} in its place` : 'is not a log entry of this revision',
    );
  }
  for (const change of entry.changes)
    if (change.change === 'registry-created') checkFormat(change.format, path);
  const { sha256 } = await import('../intake/digest.ts');
  return { entry, sha256: sha256(bytes) };
}

/** A state may come from a manifest that was copied without its log: to build on it would break the chain for good.
 * @throws MREG_FORMAT, MREG_DAMAGED, MREG_IO */
export async function checkHead(layout: Layout, { revision, head }: State): Promise<void> {
  if (revision === 0 || (await readEntry(layout, revision))?.sha256 === head) return;
  throw damaged(layout.entry(revision), `is not the entry that ${layout.manifest} was made from`);
}

/** What `use` makes of the manifest, whose file stays open for so long: of a large one no more is read than is looked at.
 * Undefined for a manifest that is missing or torn.
 * @throws MREG_FORMAT, MREG_IO, and what `use` throws */
export async function withManifest<T>(
  layout: Layout,
  use: (manifest: Manifest | undefined) => Promise<T>,
): Promise<T> {
  const file = openPieces(layout.manifest);
  try {
    return await use(file && parseManifest(layout, file));
  } finally {
    file?.close();
  }
}

/** A manifest that is missing or torn says nothing; the log then says it all. */
function readManifest(layout: Layout): Manifest | undefined {
  const bytes = readIfPresent(layout.manifest);
  return bytes && parseManifest(layout, piecesOf(bytes));
}

/** Undefined for bytes that are no manifest.
 * @throws MREG_FORMAT */
export function parseManifest(layout: Layout, bytes: Pieces): Manifest | undefined {
  const manifest = readLarge(bytes) ?? parseOwn<Manifest>(bytes.read(0, bytes.size));
  if (typeof manifest?.format !== 'number') return undefined;
  checkFormat(manifest.format, layout.manifest);
  return Number.isInteger(manifest.revision) && isObject(manifest.models) ? manifest : undefined;
}

/** Bytes of a manifest beyond which it is not parsed as a whole: that takes longer than a lookup may. */
export const LARGE = 1 << 18;

function readLarge(bytes: Pieces): Manifest | undefined {
  const text = bytes.size < LARGE ? undefined : ManifestText.open(bytes);
  return text && { ...text.facts, models: modelsIn(text) };
}

function logExists(layout: Layout): boolean {
  return exists(`${layout.log}/`);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
  return new MregError('MREG_FORMAT', `${path}: format ${String(format)}; this mreg knows format ${FORMAT}`, {
    hint: 'npm install --global mreg@latest',
    details: { path, format, known: FORMAT },
  });
}

function damaged(path: string, problem: string): MregError {
  return new MregError('MREG_DAMAGED', `${path} ${problem}`, {
    hint: 'mreg doctor',
    details: { path, problem },
  });
}
