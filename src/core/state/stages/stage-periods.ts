import type { Change, LogEntry } from '../../../generated/log-entry.ts';
import { ARCHIVED, NO_STAGE } from '../../names/stage.ts';
import { modelKey } from '../state.ts';

/** The time in which a stage's pointer showed one version. */
export interface StagePeriod {
  readonly stage: string;
  readonly version: string;
  /** ISO 8601. */
  readonly from: string;
  /** Null for the version that the pointer shows now. */
  readonly to: string | null;
  /** The entry that made the pointer show it. */
  readonly revision: number;
  readonly by: string;
  readonly reason: string | null;
  readonly rolledBack: boolean;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The versions of one model in each stage, newest first, as in the state; and what the pointers showed until now. */
interface Holders {
  readonly lists: Map<string, readonly string[]>;
  readonly periods: Mutable<StagePeriod>[];
  readonly open: Map<string, Mutable<StagePeriod>>;
}

/** Who held which stage when, by model, the first first. Of each entry only its end counts: within one, the old
 * holder leaves before the new one comes. None and Archived are held by nobody.
 * `entries` are all of the log, the oldest first. */
export function stagePeriods(entries: Iterable<LogEntry>): ReadonlyMap<string, readonly StagePeriod[]> {
  const models = new Map<string, Holders>();
  for (const entry of entries) {
    const touched = new Set<Holders>();
    for (const change of entry.changes) {
      const move = moveOf(change);
      if (!move) continue;
      const key = modelKey(move.type, move.name);
      const holders = models.get(key) ?? { lists: new Map(), periods: [], open: new Map() };
      models.set(key, holders);
      leave(holders, move.from, move.version);
      enter(holders, move.to, move.version);
      touched.add(holders);
    }
    for (const holders of touched) updatePeriods(holders, entry);
  }
  return new Map([...models].map(([key, { periods }]) => [key, periods]));
}

/** The last time that a version left a stage in which it could be used. */
export interface ServiceEnd {
  readonly stage: string;
  /** ISO 8601. */
  readonly at: string;
}

/** By a version's reference; a version that has never been in a stage is not in it. */
export type ServiceEnds = ReadonlyMap<string, ServiceEnd>;

/** When the versions that an entry moves left their stages: to None and Archived nothing has to be left. */
export function serviceEnds(entry: LogEntry): [ref: string, end: ServiceEnd][] {
  return entry.changes.flatMap((change): [string, ServiceEnd][] => {
    const move = moveOf(change);
    if (!move || move.from === NO_STAGE || move.from === ARCHIVED || move.from === move.to) return [];
    return [[`${modelKey(move.type, move.name)}@${move.version}`, { stage: move.from, at: entry.at }]];
  });
}

interface Move {
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly from: string;
  readonly to: string;
}

/** Whether a change may end or begin a period. */
export function isMove(change: Change): boolean {
  return moveOf(change) !== undefined;
}

function moveOf(change: Change): Move | undefined {
  switch (change.change) {
    case 'stage-changed':
    case 'stage-rolled-back':
      return change;
    case 'version-deleted':
      return { ...change, to: NO_STAGE };
    case 'version-restored':
      return { ...change, from: NO_STAGE };
    default:
      return undefined;
  }
}

function leave({ lists }: Holders, stage: string, version: string): void {
  const versions = lists.get(stage);
  if (versions)
    lists.set(
      stage,
      versions.filter((other) => other !== version),
    );
}

function enter({ lists }: Holders, stage: string, version: string): void {
  // Nothing is ever asked of these two, and Archived only grows.
  if (stage !== NO_STAGE && stage !== ARCHIVED) lists.set(stage, [version, ...(lists.get(stage) ?? [])]);
}

function updatePeriods(
  { lists, periods, open }: Holders,
  { at, revision, by, reason, changes }: LogEntry,
): void {
  for (const [stage, [version]] of lists) {
    const current = open.get(stage);
    if (current?.version === version) continue;
    if (current) current.to = at;
    open.delete(stage);
    if (version === undefined) continue;
    const rolledBack = changes.some(
      (change) => change.change === 'stage-rolled-back' && change.version === version && change.to === stage,
    );
    const period = {
      stage,
      version,
      from: at,
      to: null,
      revision,
      by: `${by.user}@${by.host}`,
      reason,
      rolledBack,
    };
    periods.push(period);
    open.set(stage, period);
  }
}
