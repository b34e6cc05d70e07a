import type { Change } from '../../../generated/log-entry.ts';
import type { GcItem } from '../../../generated/output.ts';
import { formatReference } from '../../names/reference.ts';
import { ownedSeries } from '../../series/place.ts';
import { ownedDirectories } from '../../state/directories.ts';
import type { VersionState } from '../../state/model.ts';
import { getModel } from '../../state/references/resolve.ts';
import { type State, versionState } from '../../state/state.ts';

/** A file or directory in the registry that no version needs. */
export interface Leftover {
  readonly kind: 'trash' | 'staging' | 'directory' | 'series';
  /** Relative to the registry. */
  readonly path: string;
  /** The version directory that it was before it came to the trash; for a series, its directory among the series. */
  readonly directory?: string | undefined;
  readonly size: number;
  readonly changed: Date;
  /** An untracked version directory that no announcement names: mreg did not make it. */
  readonly handmade?: boolean | undefined;
}

/** A file in the staging area that names the directories that a process was about to publish. */
export interface Announcement {
  /** The id of the registry; null if the folder held no registry yet. */
  readonly registry: string | null;
  /** Relative to the root. */
  readonly directories: readonly string[];
}

/** A file or directory that was found in the registry. */
export type Seen = Pick<Leftover, 'kind' | 'path' | 'directory'> & {
  readonly announcement?: Announcement | undefined;
};

/** A file or directory that belongs to no version. */
export type Found = Pick<Leftover, 'kind' | 'path' | 'directory' | 'handmade'>;

/** A deletion that can be made final. */
interface Purge {
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly state: VersionState;
}

/** One removal of `gc`, as results show it. */
export interface Garbage {
  readonly item: GcItem;
  readonly what: Purge | Leftover;
}

export interface GcPlan {
  readonly remove: readonly Garbage[];
  readonly keep: readonly GcItem[];
}

/** The files and directories that belong to no version. The state has to be read after the directories were listed: the log
 * names a version before its directory moves. An announcement stays as long as a directory that it names is left over. */
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

/** The removals: versions in the trash and leftovers that are older than `limit`. The remains of purged versions are removed
 * at any age, since no command can restore them. */
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
    for (const [version, found] of model.versions) {
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

/** Whether an entry of the log has to announce a removal before it may happen. */
export function needsRecord(state: State, { what }: Garbage): boolean {
  if (!('kind' in what)) return true;
  return what.kind === 'directory' && !state.discarded?.includes(what.path);
}

/** Makes deletions final and announces the removal of untracked directories. The outcome lists what the caller may remove once
 * the entry is in the log. A version that was restored or registered meanwhile stays. */
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
