import type { Move } from '../../core/decide/stage.ts';
import { currentNames } from '../../core/state/fold/current-names.ts';
import { getModel } from '../../core/state/references/resolve.ts';
import { type PassedOver, passedOver } from '../../core/state/stages/passed-over.ts';
import { isMove, stagePeriods } from '../../core/state/stages/stage-periods.ts';
import { modelKey, pointerOf, type State } from '../../core/state/state.ts';
import { MregError } from '../../errors.ts';
import type { LogEntry } from '../../generated/log-entry.ts';
import type { Committed } from '../../store/journal/commit.ts';
import { backwards } from '../reading/history.ts';
import { requireState, type Session } from '../session.ts';

/** The versions that a rollback skipped, the last holder first. An unreadable history is no error here: the rollback has succeeded. */
export async function findPassedOver(
  session: Session,
  { outcome, before }: Committed<Move[]>,
): Promise<PassedOver[]> {
  const [move] = outcome;
  if (!move) return [];
  return readPassedOver(session, before, { ...move, stage: move.to, back: move.version }).catch((error) => {
    if (error instanceof MregError) return [];
    throw error;
  });
}

/** Adds to the error of a rollback without a target which versions held the stage, and why it cannot go back to them. Returns other
 * errors as they are. */
export async function explainNoStepBack(session: Session, error: unknown): Promise<unknown> {
  if (!(error instanceof MregError && error.details?.before === null)) return error;
  const { type, name, stage } = error.details as Record<'type' | 'name' | 'stage', string>;
  const passed = await readPassedOver(session, await requireState(session), { type, name, stage });
  const [last] = passed;
  if (!last) return error;
  const ref = `${modelKey(type, name)}@${last.version}`;
  const held = passed.map(({ version, because }) => `${version} held it, but ${because}`);
  return new MregError(error.code, `${error.message}; ${held.join('; ')}`, {
    hint: `mreg history ${modelKey(type, name)}; to have ${last.version} again: ${
      last.because.endsWith('trash') ? `mreg restore ${ref}` : `mreg promote ${ref} --to ${stage}`
    }`,
    details: { ...error.details, passed },
  });
}

interface Step {
  readonly type: string;
  readonly name: string;
  readonly stage: string;
  readonly back?: string;
}

/** Reads the log back to where `back` last came into the stage; without it, all of the log. */
async function readPassedOver(
  { layout }: Session,
  state: State,
  { type, name, stage, back }: Step,
): Promise<PassedOver[]> {
  const model = getModel(state, type, name);
  if (!model) return [];
  const moves: LogEntry[] = [];
  const named = currentNames();
  for await (const { entry } of backwards(layout, state.revision)) {
    const changes = named(entry).changes.filter(
      (change) => isMove(change) && 'name' in change && change.type === type && change.name === name,
    );
    if (changes.length === 0) continue;
    moves.push({ ...entry, changes });
    const arrived = changes.some(
      (change) => change.change === 'stage-changed' && change.version === back && change.to === stage,
    );
    if (arrived) break;
  }
  const periods = stagePeriods(moves.reverse()).get(modelKey(type, name)) ?? [];
  return passedOver(periods, model, stage, { back, current: pointerOf(model, stage) });
}
