import { MregError } from '../../errors.ts';
import { nearest } from './nearest.ts';

/** The stage of a version that is in none of the stage lists. */
export const NO_STAGE = 'None';

/** The last stage; no rollback goes back in it. */
export const ARCHIVED = 'Archived';

/** MLflow's stages, in the order in which a version moves. */
export const DEFAULT_STAGES: readonly string[] = [NO_STAGE, 'Staging', 'Production', ARCHIVED];

const SHORT: ReadonlyMap<string, string> = new Map([
  ['prod', 'production'],
  ['archive', 'archived'],
]);

/** The stage that `text` names, in any case, or undefined. `prod` and `archive` are short for Production
 * and Archived, unless a stage bears the short word itself. */
export function readStage(text: string, stages: readonly string[]): string | undefined {
  const word = text.toLowerCase();
  const named = (wanted: string | undefined) => stages.find((stage) => stage.toLowerCase() === wanted);
  return named(word) ?? named(SHORT.get(word));
}

/** The stage that `text` names, in any case, spelt as configured.
 * @throws MREG_INVALID, listing the stages there are */
export function parseStage(text: string, stages: readonly string[]): string {
  const stage = readStage(text, stages);
  if (stage !== undefined) return stage;
  const close = nearest(text, stages);
  throw new MregError('MREG_INVALID', `no stage '${text}'; the stages are ${stages.join(', ')}`, {
    hint: close && `did you mean ${close}?`,
    details: { value: text, stages },
  });
}

/** The stages between None and Archived in order: `promote` goes through them. */
export function ladder(stages: readonly string[]): readonly string[] {
  return stages.filter((stage) => stage !== NO_STAGE && stage !== ARCHIVED);
}
