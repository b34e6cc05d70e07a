import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Evidence } from '../../core/decide/gate.ts';
import { fold } from '../../core/state/fold/fold.ts';
import { EMPTY_STATE, FORMAT, type State, type StoredEntry } from '../../core/state/state.ts';
import type { Change, LogEntry } from '../../generated/log-entry.ts';
import type { Author } from '../author.ts';
import { sha256 } from '../intake/digest.ts';
import type { Layout } from '../layout.ts';
import type { Pending } from '../place.ts';
import { publishState } from '../state/publish-state.ts';
import { appendEntry } from './append-entry.ts';
import { checkEntry } from './check-entry.ts';
import { onRecord } from './committed.ts';
import { checkHead, foldTail, readTail } from './log.ts';

const MAX_WAIT_MS = 200;

/** What an entry says of the command that made it. */
export interface ChangeContext {
  readonly command: string;
  readonly reason: string | null;
  readonly by: Author;
  readonly now: () => Date;
  /** What has to be on the disk before the changes are on record. */
  readonly after?: Pending | undefined;
}

/** What a command decided: the changes, none where there is nothing to do, and whatever it answers with. */
export interface Decision<Outcome> {
  readonly changes: readonly Change[];
  readonly outcome: Outcome;
  /** What the decision rests on, for the record. */
  readonly evidence?: Evidence | undefined;
}

/** A decision as it went into the log. */
export interface Committed<Outcome> {
  readonly outcome: Outcome;
  readonly evidence?: Evidence | undefined;
  /** The state in which the decision was made. */
  readonly before: State;
  /** The state with the changes in it. */
  readonly after: State;
  /** False where there was nothing to change, or the commit was only tried. */
  readonly applied: boolean;
}

/** A pure function from the newest state to what shall change. `added` holds the entries that came after the state that the command began with. */
export type Decide<Outcome> = (state: State, added: readonly StoredEntry[]) => Decision<Outcome>;

/**
 * Makes one change: catches up with the log, decides, and publishes the entry under the next revision if
 * that is still free; otherwise somebody else was faster, and it decides again on what they made of it.
 * `decide` may run many times. The layout's directories must exist. `publish` gets the state that was made: the change is on
 * record before.
 * @throws whatever `decide` throws; MREG_FORMAT, MREG_DAMAGED, MREG_IO
 */
export async function commit<Outcome>(
  layout: Layout,
  context: ChangeContext,
  begin: State,
  decide: Decide<Outcome>,
  publish: (layout: Layout, state: State) => Promise<unknown> = publishState,
): Promise<Committed<Outcome>> {
  if (begin.revision === 0) await layout.place.found();
  await checkHead(layout, begin);
  let before = begin;
  const added: StoredEntry[] = [];
  for (let attempt = 0; ; attempt += 1) {
    // Whether there is more in the log than `begin` knows a remote place tells by refusing the entry.
    if (attempt > 0 || !layout.place.remote) {
      const tail = await readTail(layout, before);
      before = await foldTail(layout, before, tail);
      added.push(...tail);
    }
    const { changes, outcome, evidence } = decide(before, added);
    if (changes.length === 0) return { outcome, evidence, before, after: before, applied: false };
    const { line, stored } = makeEntry(before, context, changes, evidence);
    await checkEntry(stored.entry);
    const { revision } = stored.entry;
    if ((await appendEntry(layout, revision, line, context.after)) === 'created') {
      const after = fold(before, [stored]);
      await onRecord(revision, () => publish(layout, after));
      return { outcome, evidence, before, after, applied: true };
    }
    await spreadOut(attempt);
    layout.place.refresh(layout.entry(revision));
  }
}

/** Waits for a moment that grows with each lost race, so that the losers do not all lose to one again. */
export async function spreadOut(attempt: number): Promise<void> {
  await wait(Math.random() * Math.min(MAX_WAIT_MS, 2 ** attempt));
}

/** Begins the log of an empty registry; does nothing where another process was faster.
 * @throws MREG_FORMAT, MREG_DAMAGED, MREG_IO */
export async function startLog(layout: Layout, context: ChangeContext): Promise<void> {
  const { line } = makeEntry(EMPTY_STATE, context, []);
  await appendEntry(layout, 1, line);
  await publishState(layout);
}

/** What `commit` would do now, without doing it. */
export function rehearse<Outcome>(
  begin: State,
  context: ChangeContext,
  decide: Decide<Outcome>,
): Committed<Outcome> {
  const { changes, outcome, evidence } = decide(begin, []);
  const after =
    changes.length === 0 ? begin : fold(begin, [makeEntry(begin, context, changes, evidence).stored]);
  return { outcome, evidence, before: begin, after, applied: false };
}

/** Makes the directories of an empty registry, where they are missing.
 * @throws MREG_DAMAGED where one is a symbolic link; MREG_IO */
export async function prepareLayout(layout: Layout): Promise<void> {
  await layout.place.prepare(layout.log, layout.staging, layout.trash);
}

function makeEntry(
  state: State,
  context: ChangeContext,
  changes: readonly Change[],
  evidence: Evidence = {},
): { stored: StoredEntry; line: Buffer } {
  const entry: LogEntry = {
    revision: state.revision + 1,
    id: randomUUID(),
    previous: state.head,
    at: context.now().toISOString(),
    by: context.by,
    command: context.command,
    reason: context.reason,
    changes:
      state.revision === 0
        ? [{ change: 'registry-created', format: FORMAT, id: randomUUID() }, ...changes]
        : [...changes],
    ...evidence,
  };
  const line = Buffer.from(JSON.stringify(entry));
  return { stored: { entry, sha256: sha256(line) }, line };
}
