import { randomUUID } from 'node:crypto';
import { experimentAt, NO_EXPERIMENTS } from '../../core/state/experiments.ts';
import type { Creation, RunFacts } from '../../core/tracking/batch.ts';
import { requireExperiment } from '../../core/tracking/decide-experiment.ts';
import { checkAlive, decideFacts } from '../../core/tracking/decide-run.ts';
import type { RunDigest } from '../../core/tracking/digest.ts';
import { isModelId, notThere, nounOf, parseNewId } from '../../core/tracking/ids.ts';
import type { Placed } from '../../core/tracking/view.ts';
import { MregError } from '../../errors.ts';
import { prepareLayout, spreadOut, startLog } from '../../store/journal/commit.ts';
import { findRun, noteBatch } from '../../store/tracking/known-runs.ts';
import { appendFacts, type KnownRun } from '../../store/tracking/run-journal.ts';
import { withHintOnSpace } from '../lifecycle/change.ts';
import { type Session, stateOrEmpty } from '../session.ts';
import { readExperimentsOf } from './experiments.ts';

/** Whether an id is that of a run or of a logged model. */
export function kindOf(id: string): 'run' | 'model' {
  return isModelId(id) ? 'model' : 'run';
}

/** A run or a logged model as it is now.
 * @throws MREG_NOT_FOUND, MREG_DAMAGED, MREG_IO */
export async function requireRun({ layout }: Session, kind: 'run' | 'model', id: string): Promise<KnownRun> {
  const known = kindOf(id) === kind ? await findRun(layout, id) : undefined;
  if (known && !known.digest.purged) return known;
  throw notThere(kind, id);
}

/** The experiment of a run, as results show it. */
export async function placeOf(session: Session, { place }: KnownRun): Promise<Placed> {
  const experiments = (await readExperimentsOf(session)) ?? NO_EXPERIMENTS;
  return { ...place, goneSince: experimentAt(experiments, place.experiment)?.deleted_at };
}

/** Makes a run or a logged model, with the first batch of its journal; the registry where there is none.
 * @throws MREG_NOT_FOUND for the experiment; MREG_CONFLICT for one that is deleted; MREG_EXISTS, MREG_INVALID, MREG_IO */
export async function create(
  session: Session,
  kind: 'run' | 'model',
  { experiment, id: given }: { readonly experiment: string; readonly id?: string | undefined },
  created: Omit<Creation, 'kind'>,
  facts: RunFacts,
): Promise<KnownRun> {
  const { layout, by, now } = session;
  const id = given ?? newId(kind);
  parseNewId(kind, id);
  const state = await stateOrEmpty(session, 'experiments');
  const { deleted_at } = requireExperiment(state.tracked ?? NO_EXPERIMENTS, experiment);
  if (deleted_at !== undefined)
    throw new MregError('MREG_CONFLICT', `experiment ${experiment} is deleted: nothing is added to it`, {
      hint: `mreg experiment restore ${experiment}`,
      details: { experiment },
    });
  return withHintOnSpace(async () => {
    await prepareLayout(layout);
    if (state.revision === 0) {
      await layout.place.found();
      await startLog(layout, { command: nounOf(kind), reason: null, by, now });
    }
    const first: RunFacts = { created: { kind, ...created }, ...facts };
    const exists = given !== undefined && (await findRun(layout, id)) !== undefined;
    const batch = exists ? 'exists' : await appendFacts(layout, { experiment, id }, 1, first, now());
    if (batch === 'exists')
      throw new MregError('MREG_EXISTS', `there is a ${nounOf(kind)} ${id}`, { details: { id } });
    return requireRun(session, kind, id);
  });
}

/** Writes the facts that `decide` returns for the run's present state: one batch, or none if nothing is new. If another writer was
 * faster, it decides again.
 * @throws whatever `decide` throws; MREG_NOT_FOUND, MREG_CONFLICT for a deleted run; MREG_INVALID, MREG_DAMAGED, MREG_IO */
export async function write(
  session: Session,
  kind: 'run' | 'model',
  id: string,
  decide: (digest: RunDigest) => RunFacts,
  toDeleted = false,
): Promise<KnownRun> {
  const { layout, now } = session;
  for (let attempt = 0; ; attempt += 1) {
    const known = await requireRun(session, kind, id);
    if (!toDeleted) await checkWritable(session, kind, known);
    const facts = decideFacts(id, known.digest, decide(known.digest));
    if (!facts) return known;
    const { next } = known;
    const batch = await withHintOnSpace(() =>
      appendFacts(layout, known.place, next, facts, now()).catch((error) => {
        // It was removed meanwhile.
        if (error instanceof MregError && error.details?.errno === 'ENOENT') throw notThere(kind, id);
        throw error;
      }),
    );
    if (batch !== 'exists') {
      noteBatch(known, batch);
      return known;
    }
    await spreadOut(attempt);
  }
}

async function checkWritable(session: Session, kind: 'run' | 'model', known: KnownRun): Promise<void> {
  checkAlive(kind, known.place.id, known.digest);
  const { goneSince } = await placeOf(session, known);
  if (goneSince === undefined) return;
  const { experiment, id } = known.place;
  throw new MregError(
    'MREG_CONFLICT',
    `the experiment ${experiment} of ${nounOf(kind)} ${id} is deleted: nothing is written to it`,
    { hint: `mreg experiment restore ${experiment}`, details: { experiment, run: id } },
  );
}

function newId(kind: 'run' | 'model'): string {
  return `${kind === 'model' ? 'm-' : ''}${randomUUID().replaceAll('-', '')}`;
}
