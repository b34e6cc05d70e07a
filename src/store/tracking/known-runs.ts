/**
 * The runs that this process has read. What others write is seen: before a run is used, its journal is asked by name for the
 * batch that comes next, which is cheap and needs neither a clock nor a listing.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { RunBatch } from '../../core/tracking/batch.ts';
import { addBatch } from '../../core/tracking/digest.ts';
import { isModelId, isRunId } from '../../core/tracking/ids.ts';
import type { MregError } from '../../errors.ts';
import type { Layout } from '../layout.ts';
import { join } from '../place/paths.ts';
import { isAboutOne, listDirectories } from '../place.ts';
import { follow, journalOf, type KnownRun, type RunPlace, readRun } from './run-journal.ts';

const MOST_KNOWN = 50_000;

/** A place may answer without a pause. After so many runs, other work of this process gets its turn. */
const RUNS_A_TURN = 50;

const KNOWN = new WeakMap<Layout, Map<string, KnownRun>>();

/** What is told of a run that cannot be read; without an id of all runs of an experiment. */
export type OnUnreadable = (
  place: { readonly experiment: string; readonly id?: string },
  error: MregError,
) => void;

/** A run or a logged model as its journal is now; undefined if there is none of that id.
 * @throws MREG_DAMAGED; MREG_IO also if it may be in an experiment that cannot be read */
export async function findRun(layout: Layout, id: string): Promise<KnownRun | undefined> {
  if (!isRunId(id) && !isModelId(id)) return undefined;
  const known = knownOf(layout).get(id);
  if (known && (await layout.place.exists(journalOf(layout, known.place).directory)))
    return followed(layout, known);
  knownOf(layout).delete(id);
  let place = await locate(layout, id);
  if (!place) {
    // Another machine may have made it since this one asked for the name.
    const experiments = await listExperimentDirectories(layout);
    const names = experiments.map((experiment) => join(layout.runs, experiment, id));
    layout.place.refresh(layout.runs, join(layout.runs, id), ...names);
    place = await locate(layout, id);
  }
  return place && load(layout, place);
}

/** @throws MREG_IO */
async function locate(layout: Layout, id: string): Promise<RunPlace | undefined> {
  let refused: MregError | undefined;
  for (const experiment of await listExperimentDirectories(layout)) {
    const found = await readable(
      () => layout.place.exists(join(layout.runs, experiment, id)),
      (error) => {
        refused = error;
      },
    );
    if (found) return { experiment, id };
  }
  if (refused) throw refused;
  return undefined;
}

/** All runs, or all logged models, of an experiment as their journals are now. Those that cannot be read are told of.
 * @throws MREG_IO for failures that are not about one of them */
export async function findRuns(
  layout: Layout,
  experiment: string,
  kind: 'run' | 'model',
  onUnreadable: OnUnreadable,
): Promise<KnownRun[]> {
  const isWanted = kind === 'run' ? isRunId : isModelId;
  const ids = (await listIds(layout, experiment, onUnreadable)).filter(isWanted);
  const found: KnownRun[] = [];
  for (const [at, id] of ids.entries()) {
    if (at % RUNS_A_TURN === RUNS_A_TURN - 1) await turn();
    const place = { experiment, id };
    try {
      const known = knownOf(layout).get(id);
      const run = await (known ? followed(layout, known) : load(layout, place));
      if (run && !run.digest.purged) found.push(run);
    } catch (error) {
      if (!isAboutOne(error)) throw error;
      onUnreadable(place, error);
    }
  }
  return found;
}

/** Where all runs and logged models lie, of whatever experiment, also of one that was purged.
 * @throws MREG_IO */
export async function listRunPlaces(layout: Layout, onUnreadable: OnUnreadable): Promise<RunPlace[]> {
  const places: RunPlace[] = [];
  for (const experiment of await listExperimentDirectories(layout))
    for (const id of await listIds(layout, experiment, onUnreadable))
      if (isRunId(id) || isModelId(id)) places.push({ experiment, id });
  return places;
}

async function listIds(
  { runs, place }: Layout,
  experiment: string,
  onUnreadable: OnUnreadable,
): Promise<readonly string[]> {
  const ids = await readable(
    () => listDirectories(place, join(runs, experiment)),
    (error) => onUnreadable({ experiment }, error),
  );
  return ids ?? [];
}

/** What `read` gives; a failure that is about one directory is told of. */
async function readable<T>(
  read: () => Promise<T>,
  onFailure: (error: MregError) => void,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!isAboutOne(error)) throw error;
    onFailure(error);
    return undefined;
  }
}

/** The experiments that have a directory for runs, by id. */
async function listExperimentDirectories({ runs, place }: Layout): Promise<string[]> {
  return ((await listDirectories(place, runs)) ?? []).filter((name) => /^\d+$/.test(name));
}

/** Takes note of a batch that this process has written, unless it was read meanwhile. */
export function noteBatch(known: KnownRun, batch: RunBatch): void {
  if (batch.batch !== known.next) return;
  addBatch(known.digest, batch, false);
  known.next += 1;
}

async function followed(layout: Layout, known: KnownRun): Promise<KnownRun> {
  try {
    await follow(layout, known);
    return known;
  } catch (error) {
    // What is half read is read anew the next time.
    knownOf(layout).delete(known.place.id);
    throw error;
  }
}

async function load(layout: Layout, place: RunPlace): Promise<KnownRun | undefined> {
  const run = await readRun(layout, place);
  if (!run) return undefined;
  const all = knownOf(layout);
  // Another call of this process may have been faster: of one run there is one object.
  const known = all.get(place.id) ?? run;
  all.set(place.id, known === run ? run : await followed(layout, known));
  if (all.size > MOST_KNOWN) all.delete(all.keys().next().value as string);
  return known;
}

function knownOf(layout: Layout): Map<string, KnownRun> {
  const known = KNOWN.get(layout) ?? new Map<string, KnownRun>();
  KNOWN.set(layout, known);
  return known;
}
