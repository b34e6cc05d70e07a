import { ladder } from '../../names/stage.ts';
import type { ModelState } from '../model.ts';
import { pointerOf, stageOf } from '../state.ts';
import { listOf } from './stage-lists.ts';

/** The versions that one rollback of a stage after the other would go back to, the next first. What went further since
 * does not come back: it may be serving there. */
export function rollbackTargets(model: ModelState, stage: string, stages: readonly string[]): string[] {
  const order = ladder(stages);
  const current = pointerOf(model, stage);
  return listOf(model.previous, stage).filter(
    (earlier) => earlier !== current && order.indexOf(stageOf(model, earlier)) <= order.indexOf(stage),
  );
}
