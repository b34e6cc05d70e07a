import { ARCHIVED, ladder, NO_STAGE } from '../../../core/names/stage.ts';
import { type Markup, markup } from '../markup.ts';

/** How a stage looks: the last before Archived stands out, those below it differ. A class of the style sheet. */
export type StageColour = 'top' | 'mid1' | 'mid2' | 'mid3' | 'archived' | 'none';

const MIDDLE = ['mid1', 'mid2', 'mid3'] as const;

export function stageColour(stage: string, stages: readonly string[]): StageColour {
  if (stage === NO_STAGE) return 'none';
  if (stage === ARCHIVED) return 'archived';
  const below = ladder(stages).toReversed().indexOf(stage);
  // A stage that the configuration no longer has is below all others.
  return below === 0 ? 'top' : (MIDDLE[(below < 0 ? MIDDLE.length : below) - 1] ?? 'mid3');
}

/** The name of a stage in its colour. */
export function stageBadge(stage: string, stages: readonly string[]): Markup {
  return markup`<span class="badge ${stageColour(stage, stages)}">${stage}</span>`;
}
