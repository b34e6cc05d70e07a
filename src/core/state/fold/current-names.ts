import type { Change, LogEntry } from '../../../generated/log-entry.ts';
import { modelKey, splitKey } from '../state.ts';
import { isModelMove } from './move-model.ts';

/** Rewrites entries so that each model has its present name. The caller passes them from the newest to the oldest. Changes of a model
 * that no longer exists, not even in the trash, are left out. */
export function currentNames(): (entry: LogEntry) => LogEntry {
  /** The present name by the name in older entries; null if the model is gone. */
  const now = new Map<string, string | null>();
  const nameOf = (key: string) => (now.has(key) ? now.get(key) : key) ?? undefined;
  return (entry) => {
    if (now.size === 0 && !entry.changes.some(isModelMove)) return entry;
    const changes: Change[] = [];
    for (const change of entry.changes.toReversed()) {
      if (!('name' in change)) {
        changes.unshift(change);
        continue;
      }
      const key = modelKey(change.type, change.name);
      if (isModelMove(change) && change.to !== change.name) {
        const to = modelKey(change.type, change.to);
        now.set(key, nameOf(to) ?? null);
        now.set(to, null);
      }
      const current = nameOf(key);
      if (current !== undefined) changes.unshift({ ...change, name: splitKey(current).name });
    }
    return { ...entry, changes };
  };
}
