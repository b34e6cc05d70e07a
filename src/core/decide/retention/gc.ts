import type { Change } from '../../../generated/log-entry.ts';
import type { GcItem } from '../../../generated/output.ts';
import { formatReference } from '../../names/reference.ts';
import { ownedSeries } from '../../series/place.ts';
import { ownedDirectories } from '../../state/directories.ts';
import type { VersionState } from '../../state/model.ts';
import { getModel } from '../../state/references/resolve.ts';
import { type State, versionState } from '../../state/state.ts';

/** Something that lies in the registry though no version needs it there. */
export interface Leftover {
  readonly kind: 'trash' | 'staging' | 'directory' | 'series';
  /** Relative to the registry. */
  readonly path: string;
  /** The directory that it was, for what lies in the trash under that name; of a series its place among the series. */
  readonly directory?: string | undefined;
  readonly size: number;
  readonly changed: Date;
  /** An untracked version directory that no announcement of this registry names: somebody's own. */
  readonly handmade?: boolean | undefined;
}

/** What a file in the staging area says of directories that were about to leave it for their places. */
export interface Announcement {
  /** The id of the registry whose process made it; null if there was none in this folder yet. */
  readonly registry: string | null;
  /** Relative to the root. */
  readonly directories: readonly string[];
}

/** Something that lies in the registry, whoever it belongs to. */
export type Seen = Pick<Leftover, 'kind' | 'path' | 'directory'> & {
  readonly announcement?: Announcement | undefined;
};

/** Something that belongs to no version. */
export type Found = Pick<Leftover, 'kind' | 'path' | 'directory' | 'handmade'>;

/** A deletion that can be made final. */
interface Purge {
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly state: VersionState;
}

/** What `gc` would remove, and what it shows of it. */
export interface Garbage {
  readonly item: GcItem;
  readonly what: Purge | Leftover;
}

export interface GcPlan {
  readonly remove: readonly Garbage[];
  readonly keep: readonly GcItem[];
}

/** What of the things seen belongs to no version. The state has to be newer than the sight of them: whatever is
 * moved was named by the log before. An announcement stays as long as it names something that lies about. */
export function findLeftovers(state: State, seen: readonly Seen[]): Found[] {
  const owned = ownedDirectories(state);
  const series = ownedSeries(state);
  const untracked = new Set(
    seen.flatMap(({ kind, path }) => (kind === 'directory' && !owned.has(path) ? [path] : [])),
  );
  const announced = new Set<string>();
  for (const { announcement } of seen)
    if (announcement && (announcement.registry === null || announcement.registry === state.id))
      for (const directory of announcement.directories) announced.add(directory);
  return seen.flatMap(({ kind, path, directory, announcement }): Found[] => {
    if (kind === 'directory')
      return untracked.has(path) ? [{ kind, path, handmade: !announced.has(path) }] : [];
    if (kind === 'staging')
      return announcement?.directories.some((one) => untracked.has(one)) ? [] : [{ kind, path }];
    const isOwned = kind === 'series' ? series.has(directory ?? '') : owned.has(directory ?? '');
    return isOwned ? [] : [{ kind, path, directory }];
  });
}

/** What has been in the trash or lain about since before `limit`. What is left in the trash of purged versions
 * goes at once: nothing can bring it back. */
export function planGc(
  state: State,
  leftovers: readonly Leftover[],
  limit: { moment: Date; text: string },
): GcPlan {
  const remove: Garbage[] = [];
  const keep: GcItem[] = [];
  const isOld = (since: string) => Date.parse(since) < limit.moment.getTime();
  const young = `not older than ${limit.text}`;
  for (const [key, model] of Object.entries(state.models)) {
    for (const [version, found] of Object.entries(model.versions)) {
      if (!found.deleted) continue;
      const slash = key.indexOf('/');
      const [type, name] = [key.slice(0, slash), key.slice(slash + 1)];
      const base = {
        kind: 'version' as const,
        path: found.directory,
        ref: formatReference(type, name, version),
        size: found.size,
        since: found.deleted.at,
      };
      if (isOld(base.since))
        remove.push({
          item: { ...base, reason: `deleted, older than ${limit.text}` },
          what: { type, name, version, state: found },
        });
      else keep.push({ ...base, reason: `deleted, ${young}` });
    }
  }
  for (const leftover of leftovers) {
    const { kind, path, size, changed, handmade } = leftover;
    const base = { kind, path, ref: null, size, since: changed.toISOString() };
    if (handmade) keep.push({ ...base, reason: 'made by hand; mreg adopt takes it in' });
    else if (kind !== 'trash' && kind !== 'series' && !isOld(base.since))
      keep.push({ ...base, reason: young });
    else remove.push({ item: { ...base, reason: REASONS[kind] }, what: leftover });
  }
  return { remove, keep };
}

const REASONS = {
  trash: 'left of a version that was purged',
  series: 'measured of a version that was purged',
  staging: 'left of a command that was interrupted',
  directory: 'left of a register that was interrupted',
} as const;

/** Whether the log has to say that something goes before it may be removed. */
export function needsRecord(state: State, { what }: Garbage): boolean {
  if (!('kind' in what)) return true;
  return what.kind === 'directory' && !state.discarded?.includes(what.path);
}

/** Makes deletions final and announces the untracked directories that are to go; the outcome is what may be
 * removed once that is in the log. What was restored, or put on record, meanwhile stays. */
export function decideGc(
  state: State,
  remove: readonly Garbage[],
): { changes: Change[]; outcome: Garbage[] } {
  const owned = ownedDirectories(state);
  const changes: Change[] = [];
  const outcome = remove.filter(({ what }) => {
    if ('kind' in what) {
      if (what.kind !== 'directory') return true;
      if (owned.has(what.path)) return false;
      if (!state.discarded?.includes(what.path))
        changes.push({ change: 'directory-discarded', directory: what.path });
      return true;
    }
    const { type, name, version } = what;
    const model = getModel(state, type, name);
    const current = model && versionState(model, version);
    const same = current?.deleted !== undefined && current.deleted.revision === what.state.deleted?.revision;
    if (same) changes.push({ change: 'version-purged', type, name, version });
    return same;
  });
  return { changes, outcome };
}
