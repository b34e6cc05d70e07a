/** The journal of a run, or of a logged model: how it is read into a digest, and how it is written to. */
import { randomUUID } from 'node:crypto';
import { blockOf, lastOf } from '../../core/journal/block.ts';
import type { Header, Summary } from '../../core/journal/header.ts';
import { formatRunBatch, parseRunBatch, type RunBatch, type RunFacts } from '../../core/tracking/batch.ts';
import {
  addBatch,
  addDigest,
  emptyDigest,
  type PackedDigest,
  packDigest,
  type RunDigest,
  unpackDigest,
} from '../../core/tracking/digest.ts';
import { damaged, MregError } from '../../errors.ts';
import { append } from '../journal/append.ts';
import { type Content, decodeFile } from '../journal/file.ts';
import { type Gathering, gatherSome } from '../journal/gather.ts';
import { type Journal, pathOf, readFiles } from '../journal/journal.ts';
import { readParts } from '../journal/read-parts.ts';
import type { Layout } from '../layout.ts';
import { join } from '../place/paths.ts';

/** Where a run or a logged model lies. */
export interface RunPlace {
  readonly id: string;
  /** The id of the experiment. */
  readonly experiment: string;
}

/** What is known of a run, up to its last batch that was read. */
export interface KnownRun {
  readonly place: RunPlace;
  readonly digest: RunDigest;
  /** The number of the batch that comes next. */
  next: number;
}

/** The journal of a run or a logged model. */
export function journalOf(
  { place, runs }: Pick<Layout, 'place' | 'runs'>,
  { experiment, id }: RunPlace,
): Journal {
  const directory = join(runs, experiment, id);
  return { place, directory, of: `runs/${experiment}/${id}`, compress: true };
}

/** How the journal of a run is gathered. */
export function gatheringOf(layout: Layout, place: RunPlace): Gathering {
  return { journal: journalOf(layout, place), summarize };
}

/** All that the journal says, read anew; undefined if it says nothing. `withCurves` keeps some points of each metric.
 * @throws MREG_DAMAGED, MREG_IO */
export async function readRun(
  layout: Layout,
  place: RunPlace,
  withCurves = false,
): Promise<KnownRun | undefined> {
  const journal = journalOf(layout, place);
  if (!(await layout.place.exists(journal.directory))) return undefined;
  const known: KnownRun = { place, digest: emptyDigest(), next: 1 };
  const isWanted = needsLines(known);
  for await (const { block, content } of readParts(journal, 1, isWanted))
    take(journal, known, pathOf(journal, block), content, withCurves);
  return known.digest.created ? known : undefined;
}

/** Adds what others have written since. Calls may overlap: what one has added is not added again.
 * @throws MREG_DAMAGED, MREG_IO */
export async function follow(layout: Layout, known: KnownRun): Promise<void> {
  const journal = journalOf(layout, known.place);
  for (;;) {
    const before = known.next;
    if (!(await hasMore(journal, before))) return;
    const files = await readFiles(journal, before);
    // From here on nothing waits, so no other call adds the same.
    if (known.next !== before) continue;
    for (const file of files) {
      const content = decodeFile(journal, file, needsLines(known));
      if ('problem' in content) throw damaged(pathOf(journal, file.block), content.problem);
      take(journal, known, pathOf(journal, file.block), content, false);
    }
    if (known.next === before) return;
  }
}

/** A batch is in its own file, or in a block: three looks, the lower one first, since batches move upward. */
async function hasMore(journal: Journal, next: number): Promise<boolean> {
  for (const level of [0, 1, 2])
    if (await journal.place.exists(pathOf(journal, blockOf(level, next)))) return true;
  return false;
}

/** A block whose batches are all new is read by its header. */
function needsLines(known: KnownRun): (header: Header) => boolean {
  return ({ digest, first }) => digest === undefined || first !== known.next;
}

function take(
  journal: Journal,
  known: KnownRun,
  path: string,
  { header, lines }: Content,
  withCurves: boolean,
): void {
  try {
    if (lines.length === 0) {
      addDigest(known.digest, unpackDigest(header.digest as PackedDigest), withCurves);
      known.next = header.last + 1;
      return;
    }
    for (; known.next <= header.last; known.next += 1) {
      const line = lines[known.next - header.first] as Buffer;
      addBatch(known.digest, parseRunBatch(line, known.next), withCurves);
    }
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError)
      throw damaged(path, `cannot be read as batches of ${journal.of}`);
    throw error;
  }
}

/** The header of a block, from its members. */
export function summarize(members: readonly Content[]): Summary | undefined {
  try {
    const digest = emptyDigest();
    for (const { header, lines } of members) {
      if (header.digest) addDigest(digest, unpackDigest(header.digest as PackedDigest), true);
      else
        for (const [at, line] of lines.entries())
          addBatch(digest, parseRunBatch(line, header.first + at), true);
    }
    return { digest: packDigest(digest) };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** All batches of a run in order, some at a time; none of files that hold no point of the metrics.
 * @throws MREG_DAMAGED, MREG_IO */
export async function* readBatches(
  layout: Layout,
  place: RunPlace,
  metrics?: readonly string[],
): AsyncGenerator<RunBatch> {
  const journal = journalOf(layout, place);
  const isWanted = ({ digest }: Header) =>
    digest === undefined ||
    !metrics ||
    metrics.some((key) => Object.hasOwn((digest as RunDigest).metrics, key));
  for await (const { block, from, content } of readParts(journal, 1, isWanted)) {
    const { header, lines } = content;
    for (let number = from; number < header.first + lines.length; number += 1) {
      try {
        yield parseRunBatch(lines[number - header.first] as Buffer, number);
      } catch (error) {
        if (error instanceof SyntaxError) throw damaged(pathOf(journal, block), error.message);
        throw error;
      }
    }
  }
}

const ID_LENGTH = 8;
const MOST_BYTES = 64 * 1024 * 1024;

/** Makes a batch the next one of a run, unless another writer was faster. When it says `created` the batch is on the disk.
 * @throws MREG_INVALID for more than 64 MiB; MREG_DAMAGED; MREG_IO, with ENOENT where the run was removed */
export async function appendFacts(
  layout: Layout,
  place: RunPlace,
  number: number,
  facts: RunFacts,
  now: Date,
): Promise<RunBatch | 'exists'> {
  const journal = journalOf(layout, place);
  const id = randomUUID().slice(0, ID_LENGTH);
  const batch: RunBatch = { batch: number, id, at: now.toISOString(), ...facts };
  const line = Buffer.from(formatRunBatch(batch));
  if (line.length > MOST_BYTES)
    throw new MregError(
      'MREG_INVALID',
      `one call logs at most ${MOST_BYTES >> 20} MiB; this is ${line.length} bytes`,
    );
  await layout.place.prepare(...(number === 1 ? [journal.directory] : []));
  if ((await append(journal, number, line)) === 'exists') return 'exists';
  if (isDueToGather(number)) await gatherSome(gatheringOf(layout, place));
  return batch;
}

const GATHER_EVERY = 10;

/** A hundred may be complete a moment later than its last number is taken, so others than the writer of that look too. */
function isDueToGather(number: number): boolean {
  return number > lastOf(blockOf(1, 1)) - 1 && number % GATHER_EVERY === 0;
}
