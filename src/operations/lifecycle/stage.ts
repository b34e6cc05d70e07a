import type { GateRequest } from '../../core/decide/gate.ts';
import {
  decideArchive,
  decidePromote,
  decideRollback,
  decideTransition,
  type Facts,
  type Move,
  type MoveOptions,
} from '../../core/decide/stage.ts';
import type { JsonObject } from '../../core/json/index.ts';
import type { Samples } from '../../core/series/aggregate.ts';
import { type FoundVersion, getModel } from '../../core/state/resolve.ts';
import type { State } from '../../core/state/state.ts';
import { viewVersion } from '../../core/view/view.ts';
import { MregError } from '../../errors.ts';
import type { TransitionResult, VersionView } from '../../generated/output.ts';
import type { Committed, Decision } from '../../store/journal/commit.ts';
import { readMetadata } from '../reading/read-metadata.ts';
import type { Session } from '../session.ts';
import { type ChangeOptions, change, type Subject } from './change.ts';

export interface PromoteRequest extends MoveOptions, GateRequest, ChangeOptions {
  readonly ref: string;
  /** The stage to move to; one stage forward where left out. */
  readonly to?: string | undefined;
}

export interface TransitionRequest extends MoveOptions, ChangeOptions {
  readonly ref: string;
  readonly to: string;
  /** Why it may move though a gate of the stage fails; kept in the history. */
  readonly override?: string | undefined;
}

export interface ArchiveRequest extends ChangeOptions {
  readonly refs: readonly string[];
}

export interface RollbackRequest extends MoveOptions, ChangeOptions {
  readonly model: string;
  /** The stage whose pointer goes back; the serving stage where left out. */
  readonly stage?: string | undefined;
}

export async function promote(session: Session, request: PromoteRequest): Promise<TransitionResult> {
  // It may have to be better than a version of another model.
  const only = request.betterThan === undefined ? request.ref : undefined;
  return moved(
    await changeOnFacts(session, { command: 'promote', only }, request, (state, facts) =>
      decidePromote(state, session.policy, request, facts),
    ),
  );
}

export async function transition(session: Session, request: TransitionRequest): Promise<TransitionResult> {
  return moved(
    await changeOnFacts(session, { command: 'transition', only: request.ref }, request, (state, facts) =>
      decideTransition(state, session.policy, request, facts),
    ),
  );
}

export async function archive(session: Session, request: ArchiveRequest): Promise<TransitionResult> {
  return moved(
    await change(session, { command: 'archive' }, request, (state) =>
      decideArchive(state, session.policy, request),
    ),
  );
}

export async function rollback(session: Session, request: RollbackRequest): Promise<TransitionResult> {
  const committed = await change(session, { command: 'rollback', only: request.model }, request, (state) =>
    decideRollback(state, session.policy, request),
  ).catch(async (error) => {
    const { explainNoStepBack } = await import('./passed-over.ts');
    throw await explainNoStepBack(session, error);
  });
  const { findPassedOver } = await import('./passed-over.ts');
  return { ...moved(committed), passed: await findPassedOver(session, committed) };
}

/** A decision is pure, so the metadata that its gates ask for is read between two tries of it. It never changes:
 * what was read for one try holds for the next, whatever was committed meanwhile. */
async function changeOnFacts(
  session: Session,
  subject: Subject,
  options: ChangeOptions,
  decide: (state: State, facts: Facts) => Decision<Move[]>,
): Promise<Committed<Move[]>> {
  const known = new Map<string, JsonObject>();
  const measured = new Map<string, Samples>();
  const now = session.now();
  for (;;) {
    let wanted: (() => Promise<void>) | undefined;
    const metadataOf: Facts['metadataOf'] = (found, role) => {
      const { metadata_sha256: key } = found.state;
      const metadata = known.get(key);
      if (metadata) return metadata;
      wanted = async () => void known.set(key, await readFacts(session, found, role));
      throw new RangeError('the metadata has yet to be read');
    };
    const samplesOf: Facts['samplesOf'] = (found, role, needs) => {
      const key = `${found.state.metadata_sha256} ${needs.since} ${needs.metrics.join()}`;
      const samples = measured.get(key);
      if (samples) return samples;
      wanted = async () => {
        const { readSamples } = await import('../reading/samples.ts');
        measured.set(key, await unlessDamaged(role, readSamples(session, found, needs), new Map()));
      };
      throw new RangeError('the series has yet to be read');
    };
    try {
      return await change(session, subject, options, (state) =>
        decide(state, { now, metadataOf, samplesOf }),
      );
    } catch (error) {
      if (!wanted) throw error;
      await wanted();
    }
  }
}

function readFacts(session: Session, found: FoundVersion, role: Role): Promise<JsonObject> {
  const view = viewVersion(found.type, found.name, found.model, found.version);
  return unlessDamaged(role, readMetadata(session, view), {});
}

type Role = 'candidate' | 'incumbent';

/** A damaged incumbent is a reason to replace it, so its values are merely unknown. */
async function unlessDamaged<T>(role: Role, reading: Promise<T>, unknown: T): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (role === 'incumbent' && error instanceof MregError && error.code === 'MREG_DAMAGED') return unknown;
    throw error;
  }
}

function moved({ outcome, evidence, after, applied }: Committed<Move[]>): TransitionResult {
  const moves = outcome.map((move) => ({
    version: viewIn(after, move, move.version),
    from: move.from,
    to: move.to,
  }));
  const [first] = moves;
  if (!first) throw new RangeError('nothing was asked to move');
  const displaced = outcome.flatMap((move) => move.displaced.map((version) => viewIn(after, move, version)));
  return { ...first, displaced, gates: evidence?.gates ?? [], moves, revision: after.revision, applied };
}

/** A version as it is in a state that is known to hold it. */
export function viewIn(
  state: State,
  { type, name }: { type: string; name: string },
  version: string,
): VersionView {
  const model = getModel(state, type, name);
  if (!model) throw new RangeError(`${type}/${name} is not in the state`);
  return viewVersion(type, name, model, version);
}
