import type { Change } from '../../../generated/log-entry.ts';
import type { EntryView } from '../../../generated/output.ts';

/** The time in which a version was in a stage. */
export interface Period {
  readonly version: string;
  readonly stage: string;
  readonly from: string;
  /** Null as long as it lasts. */
  readonly to: string | null;
}

/** When which version of a model was in which stage, from the entries of its history, the newest first as the server gives them. */
export function periodsOf(entries: readonly EntryView[]): readonly Period[] {
  const ended: Period[] = [];
  const open = new Map<string, Period>();
  const end = (version: string, to: string) => {
    const period = open.get(version);
    if (period) ended.push({ ...period, to });
    open.delete(version);
  };
  for (const { at, changes } of entries.toReversed())
    for (const change of changes as Change[]) {
      if (!('version' in change)) continue;
      const { version } = change;
      switch (change.change) {
        case 'stage-changed':
        case 'stage-rolled-back':
        case 'version-restored':
          end(version, at);
          if (change.to !== 'None' && change.to !== 'Archived')
            open.set(version, { version, stage: change.to, from: at, to: null });
          break;
        case 'version-deleted':
          end(version, at);
          break;
      }
    }
  return [...ended, ...open.values()];
}
