import { setTimeout as wait } from 'node:timers/promises';
import { checkExpected, type Expected } from '../../core/decide/expected.ts';
import type { Reference } from '../../core/names/reference.ts';
import type { State } from '../../core/state/state.ts';
import { MregError } from '../../errors.ts';
import {
  type ChangeContext,
  type Committed,
  commit,
  type Decide,
  prepareLayout,
  rehearse,
} from '../../store/journal/commit.ts';
import type { Layout } from '../../store/layout.ts';
import type { Pending } from '../../store/place.ts';
import { publishState } from '../../store/state/publish-state.ts';
import { lookUpOne, type Memory, requireState, type Session } from '../session.ts';

/** Options that every change has. */
export interface ChangeOptions {
  /** Why; kept in the log. */
  readonly reason?: string | undefined;
  /** Decides and answers, but changes nothing. */
  readonly dryRun?: boolean | undefined;
}

/** Options of a change of one model. */
export interface ModelChangeOptions extends ChangeOptions {
  /** Changes nothing unless the model still is as it was seen. */
  readonly onlyIf?: Expected | undefined;
}

/** The options of a change that puts files on record. */
interface ChangeFromOptions extends ModelChangeOptions {
  /** What has to be on the disk before. */
  readonly after?: Pending | undefined;
}

/** The command that makes a change, and the part of the registry that its decision needs. */
export interface ChangeScope {
  readonly command: string;
  /** A reference to the only model that the decision needs; no other model is read. */
  readonly only?: Reference | undefined;
}

/** One change of a registry that exists. */
export async function change<Outcome>(
  session: Session,
  scope: ChangeScope,
  options: ModelChangeOptions,
  decide: Decide<Outcome>,
): Promise<Committed<Outcome>> {
  return changeFrom(session, scope.command, options, await scopeState(session, scope), decide);
}

/** The state that a change begins with: the whole registry, or the one model that its decision rests on. */
export async function scopeState(session: Session, { only }: ChangeScope): Promise<State> {
  return only === undefined ? requireState(session) : (await lookUpOne(session, only)).state;
}

/** One change that began with `begin`, which may be the empty state of a registry still to be made. */
export async function changeFrom<Outcome>(
  session: Session,
  command: string,
  { reason, dryRun, after, onlyIf }: ChangeFromOptions,
  begin: State,
  decideFreely: Decide<Outcome>,
): Promise<Committed<Outcome>> {
  const { layout, by, now, memory } = session;
  const decide: Decide<Outcome> = (state, added) => {
    if (onlyIf) checkExpected(state, onlyIf);
    return decideFreely(state, added);
  };
  const context: ChangeContext = { command, reason: reason ?? null, by, now, after };
  if (dryRun) return rehearse(begin, context, decide);
  return inTurn(session, () =>
    withHintOnSpace(async () => {
      await prepareLayout(layout);
      const committed = await commit(layout, context, begin, decide, publisherOf(session));
      if (memory) memory.seen = true;
      return committed;
    }),
  );
}

/** A long-lived process publishes its state at most once in this time: publishing costs several syncs, and other processes can read
 * the log from an older state on. */
const PUBLISH_AFTER_MS = 100;

/** If there is much to write, publishing takes a tenth of the time, unless others would have to read too much of the log. */
const PAUSES = 9;
const LONGEST_PAUSE_MS = 2000;

function publisherOf({
  layout,
  memory,
}: Session): ((layout: Layout, state: State) => Promise<void>) | undefined {
  if (!memory) return undefined;
  return async (_layout, state) => {
    memory.unpublished = state;
    memory.publishing ??= publishLater(layout, memory);
  };
}

/** Publishes the newest state after a while, until there is no newer one. */
async function publishLater(layout: Layout, memory: Memory): Promise<void> {
  const isBehind = () => memory.unpublished !== undefined;
  let written: readonly string[] = [];
  for (let pause = PUBLISH_AFTER_MS; memory.unpublished; ) {
    await wait(pause);
    const began = performance.now();
    const newest = memory.unpublished;
    memory.unpublished = undefined;
    // A failure needs no report: readers use the log instead.
    // What the manifest was when the state was read is long past.
    const state = { ...newest, base: undefined };
    written = await publishState(layout, state, { written, isBehind }).catch(() => []);
    const took = performance.now() - began;
    pause = Math.max(PUBLISH_AFTER_MS, Math.min(LONGEST_PAUSE_MS, PAUSES * took));
  }
  memory.publishing = undefined;
}

/** Changes of one long-lived process run one after the other: if two raced, one of them would decide again. */
async function inTurn<T>({ memory }: Session, work: () => Promise<T>): Promise<T> {
  if (!memory) return work();
  const turn = (memory.last ?? Promise.resolve()).then(work, work);
  memory.last = turn.catch(() => undefined);
  return turn;
}

/** Adds a hint to the error of a full disk: every change needs some room, even one that frees space. */
export async function withHintOnSpace<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof MregError && ['ENOSPC', 'EDQUOT'].includes(String(error.details?.errno))))
      throw error;
    // If the change may be on record, the hint must not tell the user to repeat it.
    if (error.details?.committed !== undefined) throw error;
    throw new MregError(error.code, error.message, {
      hint: 'mreg gc --yes first removes what needs no entry in the log; else make some 100 KB of room on the disk, and repeat it',
      details: error.details,
      cause: error,
    });
  }
}
