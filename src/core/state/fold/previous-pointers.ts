import type { ModelState } from '../model.ts';
import { listOf, removeFromLists, setList } from '../stages/stage-lists.ts';
import { pointerOf, versionState } from '../state.ts';

/** The version that a stage's pointer showed before an entry, and the versions that the entry moved into the stage and out of it. */
export interface FormerPointer {
  readonly version: string | undefined;
  readonly left: string[];
  entered?: string;
  restored?: string;
}

/** A rollback goes one step back in a stage's history; a version that takes the pointer from another adds a step. A
 * version that left the stage by itself was withdrawn, and no rollback brings it back. A version stands in the history
 * once, where it was last. */
export function rememberPointer(
  model: ModelState,
  stage: string,
  { version, entered, left, restored }: FormerPointer,
): void {
  const previous = listOf(model.previous, stage);
  if (restored !== undefined) {
    setPrevious(model, stage, previous.slice(previous.indexOf(restored) + 1));
    return;
  }
  const current = pointerOf(model, stage);
  const wasTaken = current !== undefined && current === entered;
  const added =
    wasTaken && version !== undefined && version !== current && isLive(model, version) ? [version] : [];
  const removed = wasTaken ? added : left;
  if (removed.length > 0)
    setPrevious(model, stage, [...added, ...previous.filter((other) => !removed.includes(other))]);
}

function isLive(model: ModelState, version: string): boolean {
  const state = versionState(model, version);
  return state !== undefined && state.deleted === undefined;
}

function setPrevious(model: ModelState, stage: string, versions: readonly string[]): void {
  model.previous ??= {};
  setList(model.previous, stage, versions);
  dropEmptyPrevious(model);
}

/** Takes a version out of the history of every stage: no rollback brings it back. */
export function forgetPrevious(model: ModelState, version: string): void {
  if (model.previous) removeFromLists(model.previous, version);
  dropEmptyPrevious(model);
}

function dropEmptyPrevious(model: ModelState): void {
  if (model.previous && Object.keys(model.previous).length === 0) delete model.previous;
}
