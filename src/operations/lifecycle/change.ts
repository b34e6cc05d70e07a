import type { Reference } from '../../core/names/reference.ts';
import type { State } from '../../core/state/state.ts';
import { MregError } from '../../errors.ts';
import {
  type Committed,
  commit,
  type Decide,
  type Occasion,
  prepareLayout,
  rehearse,
} from '../../store/journal/commit.ts';
import type { Layout } from '../../store/layout.ts';
import { publishState } from '../../store/state/publish-state.ts';
import { lookUpOne, requireState, type Session } from '../session.ts';

/** What every change may say. */
export interface ChangeOptions {
  /** Why; kept in the log. */
  readonly reason?: string | undefined;
  /** Decides and answers, but changes nothing. */
  readonly dryRun?: boolean | undefined;
}

/** What makes a change, and what it looks at. */
export interface Subject {
  readonly command: string;
  /** A reference to the one model that the decision rests on, where it rests on no other: these need not be read. */
  readonly only?: Reference | undefined;
}

/** One change of a registry that exists. */
export async function change<Outcome>(
  session: Session,
  subject: Subject,
  options: ChangeOptions,
  decide: Decide<Outcome>,
): Promise<Committed<Outcome>> {
  return settle(session, subject.command, options, await subjectState(session, subject), decide);
}

/** The state that a change begins with: the whole registry, or the one model that its decision rests on. */
export async function subjectState(session: Session, { only }: Subject): Promise<State> {
  return only === undefined ? requireState(session) : (await lookUpOne(session, only)).state;
}

/** One change that began with `begin`, which may be the empty state of a registry still to be made. */
export async function settle<Outcome>(
  session: Session,
  command: string,
  { reason, dryRun }: ChangeOptions,
  begin: State,
  decide: Decide<Outcome>,
): Promise<Committed<Outcome>> {
  const { layout, by, now } = session;
  const occasion: Occasion = { command, reason: reason ?? null, by, now };
  if (dryRun) return rehearse(begin, occasion, decide);
  return inTurn(session, () =>
    withHintOnSpace(async () => {
      await prepareLayout(layout);
      return commit(layout, occasion, begin, decide, publisherOf(session));
    }),
  );
}

/** In this time a process that lives long gathers the states that it publishes: each costs several syncs, and is only there for
 * a quick start of others, who read the log on from the one before. */
const PUBLISH_AFTER_MS = 100;

function publisherOf({
  layout,
  memory,
}: Session): ((layout: Layout, state: State) => Promise<void>) | undefined {
  if (!memory) return undefined;
  return async (_layout, state) => {
    const isWaiting = memory.unpublished !== undefined;
    memory.unpublished = state;
    if (isWaiting) return;
    setTimeout(() => {
      const newest = memory.unpublished;
      memory.unpublished = undefined;
      // It reports no failure of its own: what is not published is read from the log.
      void publishState(layout, newest);
    }, PUBLISH_AFTER_MS);
  };
}

/** Changes of one process that lives long wait for each other, since of two that race one would decide again. */
async function inTurn<T>({ memory }: Session, work: () => Promise<T>): Promise<T> {
  if (!memory) return work();
  const turn = (memory.last ?? Promise.resolve()).then(work, work);
  memory.last = turn.catch(() => undefined);
  return turn;
}

/** Every change takes some room, also one that frees space: an error about that says what to do. */
export async function withHintOnSpace<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof MregError && ['ENOSPC', 'EDQUOT'].includes(String(error.details?.errno))))
      throw error;
    // It is not to be repeated if the change may be on record.
    if (error.details?.committed !== undefined) throw error;
    throw new MregError(error.code, error.message, {
      hint: 'mreg gc --yes first removes what needs no entry in the log; else make some 100 KB of room on the disk, and repeat it',
      details: error.details,
      cause: error,
    });
  }
}
