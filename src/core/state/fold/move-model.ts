import type { Change } from '../../../generated/log-entry.ts';
import { timestampOf } from '../../names/directory.ts';
import { nameBefore } from '../../names/name.ts';
import type { ModelState } from '../model.ts';
import { Versions } from '../versions.ts';

/** A change that gives a model another name. */
export type ModelMove = Extract<Change, { change: 'model-renamed' | 'model-deleted' | 'model-restored' }>;

/** Whether a change gives a model another name, also that of a model in the trash. */
export function isModelMove(change: Change): change is ModelMove {
  return (
    change.change === 'model-renamed' ||
    change.change === 'model-deleted' ||
    change.change === 'model-restored'
  );
}

/** Moves everything of `source` to `target`. `source` remains as a free name that points to the model and remembers which names of
 * directories may have been used. */
export function moveModel(source: ModelState, target: ModelState, change: ModelMove): void {
  const { name, to } = change;
  if (source !== target) give(source, target, name, to);
  if (change.change !== 'model-renamed') return;
  if (change.display_name === undefined) delete target.display_name;
  else target.display_name = change.display_name;
}

function give(source: ModelState, target: ModelState, name: string, to: string): void {
  const { revision, purged_until: before, ...rest } = target;
  const { purged_until: own, versions, ...facts } = source;
  const stamps = versions.states().map(({ directory }) => timestampOf(directory));
  clear(target, Object.keys(rest));
  for (const [version, state] of versions)
    versions.set(version, { ...state, registered_as: state.registered_as ?? nameBefore(name) });
  Object.assign(target, facts, { revision, versions });
  setPurgedUntil(target, [before, own]);
  clear(source, Object.keys(facts));
  Object.assign(source, { ...emptyModel(source.revision), moved_to: to });
  setPurgedUntil(source, [own, ...stamps]);
}

/** A model of which the log says nothing yet. */
export function emptyModel(revision = 0): ModelState {
  return { revision, next_number: 1, stages: {}, aliases: {}, versions: new Versions() };
}

function clear(model: ModelState, members: readonly string[]): void {
  for (const member of members) delete (model as Record<string, unknown>)[member];
}

function setPurgedUntil(model: ModelState, stamps: readonly (string | undefined)[]): void {
  const [latest] = stamps
    .filter((stamp) => stamp !== undefined && stamp !== '')
    .sort()
    .reverse();
  if (latest !== undefined) model.purged_until = latest;
}
