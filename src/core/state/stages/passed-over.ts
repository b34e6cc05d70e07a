import type { ModelState } from '../model.ts';
import { stageOf, versionState } from '../state.ts';
import type { StagePeriod } from './stage-periods.ts';

/** A version that held a stage, and to which a rollback does not go. */
export interface PassedOver {
  readonly version: string;
  readonly because: string;
}

/** The versions that held `stage` after `back` did, the last first: a rollback to `back` passes them over. Without
 * `back`, all that held it. Neither what holds the stage now is among them nor what an earlier rollback took off.
 * `periods` are those of one model since `back` came into the stage. */
export function passedOver(
  periods: readonly StagePeriod[],
  model: ModelState,
  stage: string,
  { back, current }: { back: string | undefined; current: string | undefined },
): PassedOver[] {
  const held: string[] = [];
  for (const { stage: place, version, rolledBack } of periods) {
    if (place !== stage) continue;
    if (rolledBack && held.includes(version)) held.length = held.lastIndexOf(version);
    held.push(version);
  }
  const after = back === undefined ? held : held.slice(held.lastIndexOf(back) + 1);
  const passed = new Set(after.reverse().filter((version) => version !== current));
  return [...passed].map((version) => ({ version, because: whereabouts(model, version, stage) }));
}

function whereabouts(model: ModelState, version: string, stage: string): string {
  const state = versionState(model, version);
  if (!state) return 'it was removed for good';
  if (state.deleted) return 'it is in the trash';
  return `it was taken out of ${stage}, and is in ${stageOf(model, version)}`;
}
