import { MregError } from '../../errors.ts';
import type { Work } from '../../work.ts';
import type { Layout } from '../layout.ts';
import type { Pending } from '../place.ts';
import { append } from './append.ts';
import { committed, doubtful, mayArrive } from './committed.ts';
import { type Gathered, type Gathering, gather, gatherSome, planGathering } from './gather.ts';
import { lineOf, listJournal, logOf, readStretch } from './journal.ts';
import { parseEntry, readEntry } from './log.ts';

/** So often a writer lists the log, to gather what is complete. */
const GATHER_EVERY = 100;

/** Makes an entry the one of a revision unless there is one; tells which. Once it is made it is on the disk, and so is `after`. An error says so
 * if it came after the entry was made.
 * @throws MREG_DAMAGED where the entry may be in a block that cannot be read; MREG_IO */
export async function appendEntry(
  layout: Layout,
  revision: number,
  line: Uint8Array,
  after?: Pending,
): Promise<'created' | 'exists'> {
  try {
    const outcome = await append(logOf(layout), revision, line, { after });
    if (outcome === 'created' && revision % GATHER_EVERY === 0) await gatherSome(gatheringOf(layout));
    return outcome;
  } catch (error) {
    throw await judge(layout, revision, line, error);
  }
}

async function judge(layout: Layout, revision: number, line: Uint8Array, error: unknown): Promise<unknown> {
  try {
    const made = lineOf(await readStretch(logOf(layout), revision, revision), revision)?.equals(line);
    if (made) return committed(revision, error);
    return mayArrive(error) ? doubtful(revision, error) : error;
  } catch {
    return doubtful(revision, error);
  }
}

/** Gathers all that is complete in the log. What is damaged is left as it is: `doctor` says why.
 * @throws MREG_IO, MREG_INTERRUPTED */
export async function gatherLog(layout: Layout, work: Work = {}): Promise<Gathered> {
  const { files = [] } = (await listJournal(logOf(layout))) ?? {};
  return gather(gatheringOf(layout), files, Number.POSITIVE_INFINITY, work);
}

/** What `gatherLog` would do, as far as a listing tells.
 * @throws MREG_IO */
export async function planGatheringLog(layout: Layout): Promise<Gathered> {
  return planGathering((await listJournal(logOf(layout)))?.files ?? []);
}

function gatheringOf(layout: Layout): Gathering {
  return { journal: logOf(layout), vouch: (first, lines) => isChain(layout, first, lines) };
}

/** Whether each entry follows from the one before, and the first from the one before it in the log. */
async function isChain(layout: Layout, first: number, lines: readonly Buffer[]): Promise<boolean> {
  try {
    let head = first === 1 ? null : (await readEntry(layout, first - 1))?.sha256;
    for (let revision = first; revision < first + lines.length; revision += 1) {
      const stored = await parseEntry(layout, { first, lines, block: undefined }, revision);
      if (stored.entry.previous !== head) return false;
      head = stored.sha256;
    }
    return true;
  } catch (error) {
    if (error instanceof MregError && error.code === 'MREG_DAMAGED') return false;
    throw error;
  }
}
