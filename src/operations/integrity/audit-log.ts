import type { LogRecord } from '../../core/integrity/chain.ts';
import { type Block, lastOf } from '../../core/journal/block.ts';
import { fold } from '../../core/state/fold/fold.ts';
import { EMPTY_STATE, type State, type StoredEntry } from '../../core/state/state.ts';
import { entryFault, unknownChange } from '../../core/state/well-formed.ts';
import { sha256 } from '../../store/intake/digest.ts';
import { inspectJournal, type Part } from '../../store/journal/inspect.ts';
import { logOf, pathOf } from '../../store/journal/journal.ts';
import { foreignChange } from '../../store/journal/log.ts';
import { type Layout, relativeTo } from '../../store/layout.ts';
import { findFaults } from '../../validate.ts';
import type { Work } from '../../work.ts';
import { stopIfInterrupted } from '../../work.ts';

/** The readable part of a log, and the faults of the rest. */
export interface ReadLog {
  readonly records: LogRecord[];
  /** The fold of all readable entries. */
  readonly state: State;
  /** The state at the manifest's revision. */
  readonly published: State;
  /** The entries that came after it. */
  readonly tail: StoredEntry[];
  /** The format that the first entry names. */
  readonly format: number | undefined;
}

const FOLD_AT_ONCE = 1024;

/** Reads the log; entries after the revision `boundary` are kept apart.
 * @throws MREG_FORMAT for an entry of a newer mreg; MREG_IO, MREG_INTERRUPTED */
export async function readLog(
  layout: Layout,
  listed: readonly Block[],
  boundary: number,
  work: Work = {},
): Promise<ReadLog> {
  const records: LogRecord[] = [];
  const tail: StoredEntry[] = [];
  let pending: StoredEntry[] = [];
  let published = EMPTY_STATE;
  let format: number | undefined;
  for await (const part of inspectJournal(logOf(layout), listed)) {
    stopIfInterrupted(work);
    // The gap between the records shows what is missing.
    if ('missing' in part) continue;
    for (const { record, stored } of await readPart(layout, part)) {
      records.push(record);
      if (!stored) continue;
      const [first] = stored.entry.changes;
      if (stored.entry.revision === 1 && first?.change === 'registry-created') format = first.format;
      (stored.entry.revision > boundary ? tail : pending).push(stored);
    }
    if (pending.length < FOLD_AT_ONCE) continue;
    published = fold(published, pending);
    pending = [];
  }
  published = fold(published, pending);
  return { records, state: fold(published, tail), published, tail, format };
}

interface Found {
  readonly record: LogRecord;
  readonly stored?: StoredEntry;
}

/** One record for each entry; for a damaged file, one record for all its entries. */
async function readPart(layout: Layout, part: Exclude<Part, { missing: unknown }>): Promise<Found[]> {
  const { block } = part;
  const file = relativeTo(layout, pathOf(logOf(layout), block));
  const place = { file, isPacked: block.level > 0 };
  if ('problem' in part) {
    const fault = { sha256: '', previous: undefined, fault: part.problem };
    return [{ record: { revision: block.first, last: lastOf(block), ...place, ...fault } }];
  }
  return Promise.all(
    part.lines.map((line, at) =>
      readLine({ revision: block.first + at, last: block.first + at, ...place }, line),
    ),
  );
}

async function readLine(
  place: Pick<LogRecord, 'revision' | 'last' | 'file' | 'isPacked'>,
  line: Buffer,
): Promise<Found> {
  const digest = sha256(line);
  const spoilt = (fault: string): Found => ({
    record: { ...place, sha256: digest, previous: undefined, fault },
  });
  const value = parse(line);
  if (value === undefined) return spoilt('is not JSON');
  // An entry of a newer mreg is not damaged and must not be set aside.
  const unknown = unknownChange(value);
  if (unknown !== undefined) throw foreignChange(unknown, place.file);
  const [fault] = await findFaults('logEntry', value);
  const wrong = fault ? `${fault.pointer || 'the document'} ${fault.expected}` : entryFault(value);
  if (wrong !== undefined) return spoilt(`is not a log entry: ${wrong}`);
  const entry = value as StoredEntry['entry'];
  if (entry.revision !== place.revision) return spoilt(`says that it is entry ${entry.revision}`);
  return {
    record: { ...place, sha256: digest, previous: entry.previous },
    stored: { entry, sha256: digest },
  };
}

/** The value of a JSON text; undefined if it is not JSON. */
export function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
