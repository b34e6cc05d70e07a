import type { LogEntry } from '../../../generated/log-entry.ts';
import { ARCHIVED, NO_STAGE } from '../../names/stage.ts';
import type { ModelState } from '../model.ts';
import { modelKey, pointerOf } from '../state.ts';
import { applyChange, type ModelChange } from './apply-change.ts';
import { emptyModel, isModelMove, moveModel } from './move-model.ts';
import { type FormerPointer, rememberPointer } from './previous-pointers.ts';

/** Applies an entry and returns the models that it changed; undefined if it renames a model that was not read. Pointers are compared
 * over a whole entry, since one entry moves the old holder out and the new one in. */
export function applyEntry(
  entry: LogEntry,
  edit: (key: string) => ModelState | undefined,
): Iterable<ModelState> | undefined {
  const formerByModel = new Map<ModelState, Map<string, FormerPointer>>();
  const moved = new Set<ModelState>();
  for (const change of entry.changes) {
    if (!('name' in change)) continue;
    const model = edit(modelKey(change.type, change.name));
    if (isModelMove(change)) {
      const target = edit(modelKey(change.type, change.to));
      if (target && !model) return undefined;
      if (model) moveModel(model, target ?? emptyModel(), change);
      for (const one of [model, target]) if (one) moved.add(one);
      continue;
    }
    if (!model) continue;
    const former = formerByModel.get(model) ?? new Map<string, FormerPointer>();
    formerByModel.set(model, former);
    for (const stage of stagesTouched(change)) {
      const pointer = former.get(stage) ?? { version: pointerOf(model, stage), left: [] };
      if ('version' in change) {
        if ('from' in change && change.from === stage) pointer.left.push(change.version);
        if ('to' in change && change.to === stage) pointer.entered = change.version;
      }
      if (change.change === 'stage-rolled-back' && change.to === stage) pointer.restored = change.version;
      former.set(stage, pointer);
    }
    applyChange(model, change, entry);
  }
  for (const [model, former] of formerByModel) {
    for (const [stage, pointer] of former) rememberPointer(model, stage, pointer);
  }
  return new Set([...formerByModel.keys(), ...moved]);
}

/** The stages whose former pointers are remembered. */
function stagesTouched(change: ModelChange): string[] {
  const stages: string[] = [];
  if (change.change === 'version-deleted') stages.push(change.from);
  else if (change.change === 'version-restored') stages.push(change.to);
  else if (change.change === 'stage-changed' || change.change === 'stage-rolled-back') {
    stages.push(change.from, change.to);
  }
  return stages.filter((stage) => stage !== NO_STAGE && stage !== ARCHIVED);
}
