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
  readonly only?: string | undefined;
}

/** One change of a registry that exists. */
export async function change<Outcome>(
  session: Session,
  { command, only }: Subject,
  options: ChangeOptions,
  decide: Decide<Outcome>,
): Promise<Committed<Outcome>> {
  const begin = only === undefined ? await requireState(session) : (await lookUpOne(session, only)).state;
  return settle(session, command, options, begin, decide);
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
  return withHintOnSpace(async () => {
    await prepareLayout(layout);
    return commit(layout, occasion, begin, decide);
  });
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
