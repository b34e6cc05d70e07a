import type { Facts, GateRequest, Need, Needs, Role } from '../../core/decide/gate.ts';
import {
  type Decided,
  decideArchive,
  decidePromote,
  decideRollback,
  decideTransition,
  type Move,
  type MoveOptions,
} from '../../core/decide/stage.ts';
import type { JsonObject } from '../../core/json/index.ts';
import { parseReference } from '../../core/names/reference.ts';
import type { SampleRange } from '../../core/query/sample-range.ts';
import type { Samples } from '../../core/series/aggregate.ts';
import type { VersionState } from '../../core/state/model.ts';
import type { FoundVersion } from '../../core/state/references/resolve.ts';
import type { State } from '../../core/state/state.ts';
import { viewVersion, viewVersionIn } from '../../core/view/view.ts';
import { MregError } from '../../errors.ts';
import type { TransitionResult } from '../../generated/output.ts';
import type { Committed, Decision } from '../../store/journal/commit.ts';
import { readMetadata } from '../reading/read-metadata.ts';
import type { Session } from '../session.ts';
import {
  type ChangeOptions,
  type ChangeScope,
  change,
  changeFrom,
  type ModelChangeOptions,
  scopeState,
} from './change.ts';

export interface PromoteRequest extends MoveOptions, GateRequest, ModelChangeOptions {
  readonly ref: string;
  /** The stage to move to (default: one stage forward). */
  readonly to?: string | undefined;
}

export interface TransitionRequest extends MoveOptions, ModelChangeOptions {
  readonly ref: string;
  readonly to: string;
  /** Why it may move though a gate of the stage fails; kept in the history. */
  readonly override?: string | undefined;
}

export interface ArchiveRequest extends ChangeOptions {
  readonly refs: readonly string[];
}

export interface RollbackRequest extends MoveOptions, ModelChangeOptions {
  readonly model: string;
  /** The stage whose pointer goes back (default: the serving stage). */
  readonly stage?: string | undefined;
}

export async function promote(session: Session, request: PromoteRequest): Promise<TransitionResult> {
  const ref = parseReference(request.ref);
  // `betterThan` may name a version of another model.
  const only = request.betterThan === undefined ? ref : undefined;
  return moved(
    await changeOnFacts(session, { command: 'promote', only }, request, (state, facts) =>
      decidePromote(state, session.policy, { ...request, ref }, facts),
    ),
  );
}

export async function transition(session: Session, request: TransitionRequest): Promise<TransitionResult> {
  const ref = parseReference(request.ref);
  return moved(
    await changeOnFacts(session, { command: 'transition', only: ref }, request, (state, facts) =>
      decideTransition(state, session.policy, { ...request, ref }, facts),
    ),
  );
}

export async function archive(session: Session, request: ArchiveRequest): Promise<TransitionResult> {
  const refs = request.refs.map(parseReference);
  return moved(
    await change(session, { command: 'archive' }, request, (state) =>
      decideArchive(state, session.policy, { refs }),
    ),
  );
}

export async function rollback(session: Session, request: RollbackRequest): Promise<TransitionResult> {
  const model = parseReference(request.model);
  const committed = await change(session, { command: 'rollback', only: model }, request, (state) =>
    decideRollback(state, session.policy, { ...request, model }),
  ).catch(async (error) => {
    const { explainNoStepBack } = await import('./passed-over.ts');
    throw await explainNoStepBack(session, error);
  });
  const { findPassedOver } = await import('./passed-over.ts');
  return { ...moved(committed), passed: await findPassedOver(session, committed) };
}

/** A change whose decision needs metadata or series of versions: it names them, they are read, and it decides again. A version's
 * metadata never changes and its series is taken as of one moment, so both hold for every later attempt. */
async function changeOnFacts(
  session: Session,
  scope: ChangeScope,
  options: ModelChangeOptions,
  decide: (state: State, facts: Facts) => Decided | Needs,
): Promise<Committed<Move[]>> {
  const metadata = new Map<string, JsonObject>();
  const samples = new Map<string, Samples>();
  const facts: Facts = {
    now: session.now(),
    metadataOf: ({ state }) => metadata.get(state.metadata_sha256),
    samplesOf: ({ state }, wanted) => samples.get(samplesKey(state, wanted)),
  };
  const read = async ({ found, role, samples: wanted }: Need) => {
    if (wanted) samples.set(samplesKey(found.state, wanted), await readSeries(session, found, role, wanted));
    else metadata.set(found.state.metadata_sha256, await readFacts(session, found, role));
  };
  const begin = await scopeState(session, scope);
  const answer = (state: State): Decision<Move[] | Needs> => {
    const decided = decide(state, facts);
    return 'needs' in decided ? { changes: [], outcome: decided } : decided;
  };
  for (;;) {
    const committed = await changeFrom(session, scope.command, options, begin, answer);
    const { outcome } = committed;
    if (!('needs' in outcome)) return { ...committed, outcome };
    for (const need of outcome.needs) await read(need);
  }
}

function samplesKey({ metadata_sha256 }: VersionState, { since, metrics }: SampleRange): string {
  return `${metadata_sha256} ${since} ${metrics.join()}`;
}

function readFacts(session: Session, found: FoundVersion, role: Role): Promise<JsonObject> {
  return unlessDamaged(role, readMetadata(session, viewVersion(found)), {});
}

async function readSeries(
  session: Session,
  found: FoundVersion,
  role: Role,
  wanted: SampleRange,
): Promise<Samples> {
  const { readSamples } = await import('../reading/read-samples.ts');
  return unlessDamaged(role, readSamples(session, found, wanted), new Map());
}

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
    version: viewVersionIn(after, move),
    from: move.from,
    to: move.to,
  }));
  const [first] = moves;
  if (!first) throw new RangeError('nothing was asked to move');
  const displaced = outcome.flatMap((move) =>
    move.displaced.map((version) => viewVersionIn(after, { ...move, version })),
  );
  return { ...first, displaced, gates: evidence?.gates ?? [], moves, revision: after.revision, applied };
}
