import type { LogRecord } from '../../core/integrity/chain.ts';
import { segmentFault } from '../../core/journal/log-block.ts';
import { EMPTY_STATE, fold, type State, type StoredEntry } from '../../core/state/state.ts';
import { sha256 } from '../../store/intake/digest.ts';
import type { Work } from '../../store/intake/intake.ts';
import { stopIfInterrupted } from '../../store/interruption.ts';
import { type ListedLog, type RawEntry, type RawSegment, readLogFiles } from '../../store/journal/raw-log.ts';
import type { Layout } from '../../store/layout.ts';
import { findFaults } from '../../validate.ts';

/** A file with the name of an entry that a segment holds. */
export interface Covered {
  readonly revision: number;
  /** It is the entry that the segment holds. */
  readonly same: boolean;
}

/** All that the log says, whatever is damaged. */
export interface ReadLog {
  readonly records: LogRecord[];
  /** The fold of all that can be read. */
  readonly state: State;
  /** The state at the manifest's revision. */
  readonly published: State;
  /** The entries that came after it. */
  readonly tail: StoredEntry[];
  /** What the first entry says of the format. */
  readonly format: number | undefined;
  readonly covered: Covered[];
}

const FOLD_AT_ONCE = 1024;

/** Reads the log; what came after the revision `boundary` is kept apart.
 * @throws MREG_IO, MREG_INTERRUPTED */
export async function readLog(
  layout: Layout,
  listed: Pick<ListedLog, 'revisions' | 'segments'>,
  boundary: number,
  work: Work = {},
): Promise<ReadLog> {
  const records: LogRecord[] = [];
  const covered: Covered[] = [];
  const tail: StoredEntry[] = [];
  let pending: StoredEntry[] = [];
  let published = EMPTY_STATE;
  let format: number | undefined;
  for await (const file of readLogFiles(layout, listed)) {
    stopIfInterrupted(work);
    const found = 'block' in file ? await readSegment(file) : [await readEntry(file)];
    if ('block' in file) covered.push(...compareBeside(file));
    for (const { record, stored = [] } of found) {
      records.push(record);
      for (const one of stored) {
        const [first] = one.entry.changes;
        if (one.entry.revision === 1 && first?.change === 'registry-created') format = first.format;
        (one.entry.revision > boundary ? tail : pending).push(one);
      }
    }
    if (pending.length < FOLD_AT_ONCE) continue;
    published = fold(published, pending);
    pending = [];
  }
  published = fold(published, pending);
  return { records, state: fold(published, tail), published, tail, format, covered };
}

interface Found {
  readonly record: LogRecord;
  readonly stored?: readonly StoredEntry[];
}

/** A record for each entry; where they do not stand in their places, one for all of them. */
async function readSegment({ block, texts }: RawSegment): Promise<Found[]> {
  const spoilt = { revision: block.first, until: block.last, packed: true, sha256: '' } as const;
  if ('problem' in texts) return [{ record: { ...spoilt, previous: undefined, fault: texts.problem } }];
  const values = texts.map(parse);
  const fault = segmentFault(block, values.map(revisionOf));
  const found = await Promise.all(
    texts.map((bytes, index) => readValue(block.first + index, bytes, values[index])),
  );
  if (fault === undefined)
    return found.map(({ record, stored }) => ({
      record: { ...record, packed: true },
      ...(stored && { stored }),
    }));
  const stored = found.flatMap((one) => one.stored ?? []);
  return [{ record: { ...spoilt, previous: undefined, fault }, stored }];
}

function revisionOf(value: unknown): number | undefined {
  const { revision } = (value ?? {}) as { revision?: unknown };
  return typeof revision === 'number' && Number.isInteger(revision) ? revision : undefined;
}

function compareBeside({ block, texts, beside }: RawSegment): Covered[] {
  if ('problem' in texts) return [];
  return beside.map(({ revision, bytes }) => ({
    revision,
    same: !('problem' in bytes) && texts[revision - block.first]?.equals(bytes) === true,
  }));
}

async function readEntry({ revision, bytes }: RawEntry): Promise<Found> {
  if ('problem' in bytes)
    return { record: { revision, sha256: '', previous: undefined, fault: bytes.problem } };
  return readValue(revision, bytes, parse(bytes));
}

async function readValue(revision: number, bytes: Buffer, value: unknown): Promise<Found> {
  const digest = sha256(bytes);
  if (value === undefined)
    return { record: { revision, sha256: digest, previous: undefined, fault: 'is not JSON' } };
  const [fault] = await findFaults('logEntry', value);
  if (fault) {
    const problem = `is not a log entry: ${fault.pointer || 'the document'} ${fault.expected}`;
    return { record: { revision, sha256: digest, previous: undefined, fault: problem } };
  }
  const entry = value as StoredEntry['entry'];
  const record = { revision, sha256: digest, previous: entry.previous };
  if (entry.revision === revision) return { record, stored: [{ entry, sha256: digest }] };
  return { record: { ...record, previous: undefined, fault: `says that it is entry ${entry.revision}` } };
}

/** The value of a file that may hold anything; undefined where it is not JSON. */
export function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
