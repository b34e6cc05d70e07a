/**
 * The registry's state as a fold over its log (docs/format.md). Nothing here knows of files: the same
 * entries give the same state on every machine, which is what lets `manifest.json` be deleted.
 */
import type { LogEntry } from '../../../generated/log-entry.ts';
import { changesExperiments, foldExperiments, NO_EXPERIMENTS } from '../experiments.ts';
import { type ModelState, modelAt } from '../model.ts';
import { copyLists } from '../stages/stage-lists.ts';
import { modelKey, type State, type StoredEntry } from '../state.ts';
import { Versions } from '../versions.ts';
import { applyEntry } from './apply-entry.ts';
import { emptyModel, isModelMove } from './move-model.ts';

/**
 * The state after `entries`. The given state is not changed; the result shares the models that no entry names. A model may
 * already contain entries that are newer than the state: they are not applied to it again. Changes of models that were not
 * read are skipped.
 */
export function fold(state: State, entries: Iterable<StoredEntry>): State {
  const after = foldOn(state, entries);
  if (after) return after;
  throw new RangeError('an entry gives a name to a model that the state has not read');
}

/** The state after `entries`, as `fold`; undefined if an entry renames a model that the state does not hold as it was then, so that
 * the caller has to fold the log from its beginning. */
export function foldOn(state: State, entries: Iterable<StoredEntry>): State | undefined {
  const draft = { ...state };
  const changed = new Map<string, ModelState>();
  for (const { entry, sha256 } of entries) {
    const edit = (key: string): ModelState | undefined => {
      const model = changed.get(key) ?? modelAt(state, key);
      if (!model && state.unread?.has(key)) return undefined;
      if (model && model.revision >= entry.revision) return undefined;
      const known = changed.get(key);
      if (known) return known;
      const copy = copyModel(model ?? emptyModel());
      changed.set(key, copy);
      return copy;
    };
    const touched = applyEntry(entry, edit);
    if (!touched) return undefined;
    for (const model of touched) {
      model.revision = entry.revision;
      if (model.moved_to !== undefined) continue;
      model.created_at ??= entry.at;
      if (!isAboutVersions(entry)) model.updated_at = entry.at;
      model.updated_at ??= entry.at;
    }
    for (const change of entry.changes) {
      if (change.change === 'registry-created') draft.id = change.id;
      else if (change.change === 'directory-discarded' && !draft.discarded?.includes(change.directory))
        draft.discarded = [...(draft.discarded ?? []), change.directory];
    }
    if (changesExperiments(entry)) {
      // Experiments that were not read are skipped, as models are.
      const isKnown = draft.tracked !== undefined || draft.experiments === undefined;
      if (isKnown) draft.tracked = foldExperiments(draft.tracked ?? NO_EXPERIMENTS, entry);
      draft.experiments = Math.max(draft.experiments ?? 0, entry.revision);
    }
    draft.revision = entry.revision;
    draft.head = sha256;
  }
  return {
    ...draft,
    models: changed.size === 0 ? state.models : { ...state.models, ...Object.fromEntries(changed) },
  };
}

/** Changes of a version alone, which do not update its model. */
const OF_VERSIONS: ReadonlySet<string> = new Set(['tags-changed', 'description-changed', 'pin-changed']);

function isAboutVersions({ changes }: LogEntry): boolean {
  return changes.every(({ change }) => OF_VERSIONS.has(change));
}

/** The keys of the models that entries change. */
export function keysChanged(entries: Iterable<StoredEntry>): Set<string> {
  const keys = new Set<string>();
  for (const { entry } of entries)
    for (const change of entry.changes) {
      if (!('name' in change)) continue;
      keys.add(modelKey(change.type, change.name));
      if (isModelMove(change)) keys.add(modelKey(change.type, change.to));
    }
  return keys;
}

function copyModel(model: ModelState): ModelState {
  return {
    ...model,
    stages: copyLists(model.stages),
    ...(model.previous && { previous: copyLists(model.previous) }),
    aliases: { ...model.aliases },
    versions: new Versions(model.versions),
  };
}
