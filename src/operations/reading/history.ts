import { blockOf } from '../../core/journal/block.ts';
import { parseReference, type Reference } from '../../core/names/reference.ts';
import { currentNames } from '../../core/state/fold/current-names.ts';
import { fold } from '../../core/state/fold/fold.ts';
import { resolveFormer } from '../../core/state/references/resolve.ts';
import { EMPTY_STATE, type State, type StoredEntry } from '../../core/state/state.ts';
import { parseMoment } from '../../core/values/moment.ts';
import { viewModel, viewModels, viewVersions } from '../../core/view/view.ts';
import { MregError } from '../../errors.ts';
import type { LogEntry } from '../../generated/log-entry.ts';
import type { HistoryResult } from '../../generated/output.ts';
import { lineOf, logOf, readStretch } from '../../store/journal/journal.ts';
import { parseEntry, readEntry } from '../../store/journal/log.ts';
import type { Layout } from '../../store/layout.ts';
import { requireState, type Session } from '../session.ts';

export interface HistoryRequest {
  /** A model or a version (default: the whole registry). */
  readonly ref?: string | undefined;
  /** Shows the state at this moment. */
  readonly at?: string | undefined;
  /** At most this many entries, the newest. */
  readonly limit?: number | undefined;
}

const AT_ONCE = 64;

/** The changes of a registry, a model or a version, newest first; with `at`, the changes until then and the state after them. */
export async function history(session: Session, request: HistoryRequest = {}): Promise<HistoryResult> {
  const ref = request.ref === undefined ? undefined : parseReference(request.ref);
  const now = await requireState(session);
  const limit = request.limit ?? Number.POSITIVE_INFINITY;
  if (request.at === undefined) {
    const concerns = concerning(now, session, ref);
    const entries: LogEntry[] = [];
    for await (const { entry } of backwards(session.layout, now.revision)) {
      if (entries.length >= limit) break;
      if (concerns(entry)) entries.push(entry);
    }
    return { entries };
  }
  const moment = parseMoment(request.at, session.now());
  const stored: StoredEntry[] = [];
  for await (const found of backwards(session.layout, now.revision)) {
    if (stored.length > 0 || Date.parse(found.entry.at) <= moment.getTime()) stored.unshift(found);
  }
  const then = fold(EMPTY_STATE, stored);
  const concerns = concernsThen(then, session, ref, moment);
  const entries = stored
    .toReversed()
    .map(({ entry }) => entry)
    .filter(concerns)
    .slice(0, limit);
  return {
    entries,
    at: moment.toISOString(),
    revision: then.revision,
    ...stateViews(then, session, ref),
  };
}

function stateViews(
  state: State,
  session: Session,
  ref: Reference | undefined,
): Pick<HistoryResult, 'models' | 'versions'> {
  if (ref === undefined) return { models: viewModels(state) };
  const found = resolveFormer({ state, stages: session.policy.stages }, ref);
  const versions = viewVersions(found);
  const shown = 'version' in found ? versions.filter(({ version }) => version === found.version) : versions;
  return { models: [viewModel(found)], versions: shown };
}

/** Whether an entry concerns the model or version that a reference names, under whatever name it had then; without a reference
 * every entry does. The caller passes entries from the newest to the oldest. */
export function concerning(
  state: State,
  session: Session,
  ref: Reference | undefined,
): (entry: LogEntry) => boolean {
  if (ref === undefined) return () => true;
  const { type, name, ...rest } = resolveFormer({ state, stages: session.policy.stages }, ref);
  const version = 'version' in rest ? rest.version : undefined;
  const named = currentNames();
  return (entry) =>
    named(entry).changes.some(
      (change) =>
        'name' in change &&
        change.type === type &&
        change.name === name &&
        (version === undefined ||
          ('version' in change
            ? change.version === version
            : 'alias' in change && (change.from === version || ('to' in change && change.to === version)))),
    );
}

/** As `concerning`, with an error that names the moment: the model may not have existed then. */
function concernsThen(then: State, session: Session, ref: Reference | undefined, moment: Date) {
  try {
    return concerning(then, session, ref);
  } catch (error) {
    if (!(error instanceof MregError && error.code === 'MREG_NOT_FOUND')) throw error;
    throw new MregError(error.code, `at ${moment.toISOString()}: ${error.message}`, {
      hint: `mreg history ${ref?.text}`,
      details: { ...error.details, at: moment.toISOString() },
    });
  }
}

/** The entries from `revision` down to 1, some read ahead. */
export async function* backwards(layout: Layout, revision: number): AsyncGenerator<StoredEntry> {
  for (let top = revision; top > 0; ) {
    const from = Math.max(blockOf(1, top).first, top - AT_ONCE + 1);
    const stretch = await readStretch(logOf(layout), from, top);
    const { first } = stretch;
    for (; top >= first; top -= 1) {
      const isRead = lineOf(stretch, top) !== undefined;
      const stored = await (isRead ? parseEntry(layout, stretch, top) : readEntry(layout, top));
      if (!stored) throw missing(layout, top);
      yield stored;
    }
  }
}

function missing(layout: Layout, revision: number): MregError {
  return new MregError('MREG_DAMAGED', `${layout.entry(revision)} is missing from the log`, {
    hint: 'mreg doctor',
    details: { revision },
  });
}
