/**
 * Experiments as the log gives them. They are few and change rarely, so all of them are in one file beside the models' own;
 * runs are not in the log.
 */
import type { ExperimentState, ExperimentsFile } from '../../generated/experiments.ts';
import type { Change, LogEntry } from '../../generated/log-entry.ts';
import type { ExperimentView } from '../../generated/output.ts';

export type { ExperimentState };

/** All experiments, the deleted ones too, after the last entry that changed one. */
export type Experiments = ExperimentsFile;

/** A change of an experiment. */
type ExperimentChange = Extract<Change, { experiment: string }>;

/** The experiment of runs that name none; it is there before anybody made one, as in MLflow. */
export const DEFAULT_EXPERIMENT = '0';

/** No experiment but Default. */
export const NO_EXPERIMENTS: Experiments = { revision: 0, next_id: 1, experiments: {} };

/** Whether a change is one of an experiment. */
function isExperimentChange(change: Change): change is ExperimentChange {
  return 'experiment' in change;
}

/** Whether an entry changes an experiment. */
export function changesExperiments({ changes }: LogEntry): boolean {
  return changes.some(isExperimentChange);
}

/** The experiments after an entry; the same object if they have it already, or if it changes none. */
export function foldExperiments(before: Experiments, entry: LogEntry): Experiments {
  if (entry.revision <= before.revision || !changesExperiments(entry)) return before;
  const experiments = { ...before.experiments };
  let next = before.next_id;
  for (const change of entry.changes) {
    if (!isExperimentChange(change)) continue;
    const { experiment: id } = change;
    next = Math.max(next, Number(id) + 1);
    if (change.change === 'experiment-purged') {
      delete experiments[id];
      continue;
    }
    const after = apply(experimentAt({ experiments }, id), change, entry.at);
    if (after) experiments[id] = after;
  }
  return { revision: entry.revision, next_id: next, experiments };
}

function apply(
  before: ExperimentState | undefined,
  change: Exclude<ExperimentChange, { change: 'experiment-purged' }>,
  at: string,
): ExperimentState | undefined {
  if (change.change === 'experiment-created')
    return { name: change.called, created_at: at, changed_at: at, ...(change.tags && { tags: change.tags }) };
  if (!before) return undefined;
  const kept = { ...before, changed_at: at };
  switch (change.change) {
    case 'experiment-renamed':
      return { ...kept, name: change.to };
    case 'experiment-tags-changed': {
      const { tags, ...rest } = kept;
      return Object.keys(change.to).length > 0 ? { ...rest, tags: change.to } : rest;
    }
    case 'experiment-deleted':
      return { ...kept, deleted_at: at };
    case 'experiment-restored': {
      const { deleted_at, ...rest } = kept;
      return rest;
    }
  }
}

/** An experiment by its id; undefined if there is none. */
export function experimentAt(
  { experiments }: Pick<Experiments, 'experiments'>,
  id: string,
): ExperimentState | undefined {
  if (Object.hasOwn(experiments, id)) return experiments[id];
  return id === DEFAULT_EXPERIMENT ? { name: 'Default' } : undefined;
}

/** The ids of all experiments, in the order of their making. */
export function experimentIds({ experiments }: Experiments): string[] {
  return [...new Set([DEFAULT_EXPERIMENT, ...Object.keys(experiments)])].sort(
    (a, b) => Number(a) - Number(b),
  );
}

/** The id of the experiment of a name, deleted ones included: a name is taken until its experiment is purged. */
export function idOfName(experiments: Experiments, name: string): string | undefined {
  return experimentIds(experiments).find((id) => experimentAt(experiments, id)?.name === name);
}

/** An experiment as every result shows it. */
export function viewExperiment(id: string, state: ExperimentState): ExperimentView {
  const { name, tags = {}, created_at = null, changed_at = null, deleted_at = null } = state;
  return { id, name, tags, created_at, changed_at, deleted_at };
}

/** The text of the file: an experiment is a line, so that a diff shows one line for one change. */
export function formatExperiments({ revision, next_id, experiments }: Experiments): string {
  const lines = Object.keys(experiments)
    .sort((a, b) => Number(a) - Number(b))
    .map((id) => `    ${JSON.stringify(id)}: ${JSON.stringify(experiments[id])}`);
  const list = lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n  }`;
  return `{\n  "revision": ${revision},\n  "next_id": ${next_id},\n  "experiments": ${list}\n}\n`;
}

/** The experiments that a text holds; undefined for a text that is no such file. */
export function parseExperiments(text: string): Experiments | undefined {
  try {
    const value = JSON.parse(text) as Experiments;
    return Number.isInteger(value?.revision) ? value : undefined;
  } catch {
    return undefined;
  }
}
