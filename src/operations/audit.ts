import { judgeChain, type LogRecord } from '../core/chain.ts';
import type { Fault } from '../core/fault.ts';
import { formatManifest } from '../core/manifest.ts';
import { danglingPointers } from '../core/pointers.ts';
import { EMPTY_STATE, FORMAT, fold, type State, type StoredEntry } from '../core/state.ts';
import type { Manifest } from '../generated/manifest.ts';
import { sha256 } from '../store/digest.ts';
import { type Layout, relativeTo } from '../store/layout.ts';
import { foreignFormat } from '../store/log.ts';
import { listLog, type RawEntry, readEntries } from '../store/raw-log.ts';
import { readOrExplain } from '../store/version-files.ts';
import { findFaults } from '../validate.ts';
import { noRegistry } from './session.ts';

/** A registry's log and manifest, read without believing either. */
export interface Audit {
  /** What the log says; where it is damaged what the manifest says, or else what is left of the log. */
  readonly state: State;
  /** The digests of all entries by revision; the last is the head. */
  readonly digests: ReadonlyMap<number, string>;
  readonly log: readonly Fault[];
  /** What is wrong with a manifest that is there; one that is behind is not wrong. */
  readonly manifest: readonly Fault[];
  /** The revision of the manifest; undefined where none can be read. */
  readonly published: number | undefined;
  readonly pointers: readonly Fault[];
}

/** Reads all of a registry's log, past whatever is damaged, and holds the manifest against it.
 * @throws MREG_NOT_FOUND, MREG_FORMAT, MREG_IO */
export async function audit(layout: Layout): Promise<Audit> {
  // The manifest first: no entry that it was made from can then be too new to be found.
  const bytes = await readOrExplain(layout.manifest);
  const listed = await listLog(layout);
  if (!bytes && !listed) throw noRegistry(layout);
  const { manifest, problem: torn } = await readManifest(bytes);
  const log = await readLog(layout, listed?.revisions ?? [], manifest?.revision ?? 0);
  const verdict = judgeChain(log.records, manifest, (revision) => relativeTo(layout, layout.entry(revision)));
  const intact = verdict.log.length === 0;
  const format = intact || log.records.length === 0 ? (log.format ?? manifest?.format ?? FORMAT) : FORMAT;
  if (format !== FORMAT) throw foreignFormat(format, layout.entry(1));
  const wrong =
    torn ?? verdict.manifest ?? (intact && manifest ? difference(bytes as Buffer, log.published) : undefined);
  const state = intact || !manifest || wrong !== undefined ? log.state : fold(manifest, log.tail);
  const file = relativeTo(layout, layout.manifest);
  const kind = torn === undefined ? ('manifest-altered' as const) : ('manifest-torn' as const);
  const strays = listed?.strays ?? [];
  return {
    state,
    digests: new Map(log.records.flatMap(({ revision, sha256 }) => (sha256 ? [[revision, sha256]] : []))),
    log: [
      ...verdict.log,
      ...strays.map((name) => ({
        kind: 'log-stray' as const,
        ref: null,
        file: `${relativeTo(layout, layout.log)}/${name}`,
        problem: 'is not an entry of the log',
      })),
    ],
    manifest: wrong === undefined ? [] : [{ kind, ref: null, file, problem: wrong }],
    published: manifest?.revision,
    pointers: danglingPointers(state, file),
  };
}

interface ReadLog {
  readonly records: LogRecord[];
  /** The fold of all that can be read. */
  readonly state: State;
  /** The state at the manifest's revision. */
  readonly published: State;
  /** The entries that came after it. */
  readonly tail: StoredEntry[];
  /** What the first entry says of the format. */
  readonly format: number | undefined;
}

const FOLD_AT_ONCE = 1024;

async function readLog(layout: Layout, revisions: readonly number[], boundary: number): Promise<ReadLog> {
  const records: LogRecord[] = [];
  const tail: StoredEntry[] = [];
  let pending: StoredEntry[] = [];
  let published = EMPTY_STATE;
  let format: number | undefined;
  for await (const raw of readEntries(layout, revisions)) {
    const { record, stored } = await readEntry(raw);
    records.push(record);
    const [first] = stored?.entry.changes ?? [];
    if (raw.revision === 1 && first?.change === 'registry-created') format = first.format;
    if (stored) (raw.revision > boundary ? tail : pending).push(stored);
    if (pending.length < FOLD_AT_ONCE) continue;
    published = fold(published, pending);
    pending = [];
  }
  published = fold(published, pending);
  return { records, state: fold(published, tail), published, tail, format };
}

async function readEntry({
  revision,
  bytes,
}: RawEntry): Promise<{ record: LogRecord; stored?: StoredEntry }> {
  if ('problem' in bytes)
    return { record: { revision, sha256: '', previous: undefined, fault: bytes.problem } };
  const digest = sha256(bytes);
  const value = parse(bytes);
  if (value === undefined)
    return { record: { revision, sha256: digest, previous: undefined, fault: 'is not JSON' } };
  const [fault] = await findFaults('logEntry', value);
  if (fault) {
    const problem = `is not a log entry: ${fault.pointer || 'the document'} ${fault.expected}`;
    return { record: { revision, sha256: digest, previous: undefined, fault: problem } };
  }
  const entry = value as StoredEntry['entry'];
  const record = { revision, sha256: digest, previous: entry.previous };
  if (entry.revision === revision) return { record, stored: { entry, sha256: digest } };
  return { record: { ...record, previous: undefined, fault: `says that it is entry ${entry.revision}` } };
}

type RawFile = Awaited<ReturnType<typeof readOrExplain>>;

async function readManifest(bytes: RawFile): Promise<{ manifest?: Manifest; problem?: string }> {
  if (bytes === undefined) return {};
  if ('problem' in bytes) return bytes;
  const value = parse(bytes);
  if (value === undefined) return { problem: 'is not JSON' };
  const [fault] = await findFaults('manifest', value);
  if (!fault) return { manifest: value as Manifest };
  return { problem: `is not a manifest: ${fault.pointer || 'the document'} ${fault.expected}` };
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

const SHOWN = 60;

/** Where the bytes of a manifest are not those that the log gives. */
function difference(bytes: Buffer, state: State): string | undefined {
  const text = formatManifest(state);
  if (bytes.equals(Buffer.from(text))) return undefined;
  const [found, expected] = [bytes.toString('utf8').split('\n'), text.split('\n')];
  const line = found.findIndex((content, index) => content !== expected[index]);
  const [is, should] = [found[line] ?? '', expected[line] ?? ''];
  const at = Math.max(0, [...is].findIndex((letter, index) => letter !== should[index]) - SHOWN / 2);
  const excerpt = (content: string) => `'${content.slice(at, at + SHOWN).trim()}'`;
  return `is not what the log gives: line ${line + 1} has ${excerpt(is)}, expected ${excerpt(should)}`;
}
