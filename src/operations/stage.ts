import {
  decideArchive,
  decidePromote,
  decideRollback,
  decideTransition,
  type Move,
  type MoveOptions,
} from '../core/decide/stage.ts';
import { getModel } from '../core/resolve.ts';
import type { State } from '../core/state.ts';
import { viewVersion } from '../core/view.ts';
import type { TransitionResult, VersionView } from '../generated/output.ts';
import type { Committed } from '../store/commit.ts';
import { type ChangeOptions, change } from './change.ts';
import type { Session } from './session.ts';

export interface PromoteRequest extends MoveOptions, ChangeOptions {
  readonly ref: string;
  /** The stage to move to; one stage forward where left out. */
  readonly to?: string | undefined;
}

export interface TransitionRequest extends MoveOptions, ChangeOptions {
  readonly ref: string;
  readonly to: string;
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
  return moved(
    await change(session, 'promote', request, (state) => decidePromote(state, session.policy, request)),
  );
}

export async function transition(session: Session, request: TransitionRequest): Promise<TransitionResult> {
  return moved(
    await change(session, 'transition', request, (state) => decideTransition(state, session.policy, request)),
  );
}

export async function archive(session: Session, request: ArchiveRequest): Promise<TransitionResult> {
  return moved(
    await change(session, 'archive', request, (state) => decideArchive(state, session.policy, request)),
  );
}

export async function rollback(session: Session, request: RollbackRequest): Promise<TransitionResult> {
  return moved(
    await change(session, 'rollback', request, (state) => decideRollback(state, session.policy, request)),
  );
}

function moved({ outcome, after, applied }: Committed<Move[]>): TransitionResult {
  const moves = outcome.map((move) => ({
    version: viewIn(after, move, move.version),
    from: move.from,
    to: move.to,
  }));
  const [first] = moves;
  if (!first) throw new RangeError('nothing was asked to move');
  const displaced = outcome.flatMap((move) => move.displaced.map((version) => viewIn(after, move, version)));
  return { ...first, displaced, gates: [], moves, revision: after.revision, applied };
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
