/**
 * Which versions a retention rule removes. Pure: the plan that is shown, the one that is applied and the one
 * that is decided again after a lost race come from the same function.
 */
import { MregError } from '../../../errors.ts';
import type { RetentionItem, VersionView } from '../../../generated/output.ts';
import { parseReference } from '../../names/reference.ts';
import { ARCHIVED, ladder } from '../../names/stage.ts';
import type { ModelState } from '../../state/model.ts';
import { isModel } from '../../state/models.ts';
import {
  type Descendants,
  describeReferrer,
  findDescendants,
  type Referrer,
  referrersOf,
} from '../../state/references/referrers.ts';
import { getModel, resolveModel } from '../../state/references/resolve.ts';
import { rollbackTargets } from '../../state/stages/rollback-targets.ts';
import type { ServiceEnd, ServiceEnds } from '../../state/stages/stage-periods.ts';
import { modelKey, type State, splitKey, versionState } from '../../state/state.ts';
import { matchesGlob } from '../../values/glob.ts';
import { bearsTags, type TagFilter, viewVersions } from '../../view/view.ts';
import { DEFAULT_ROLLBACK } from '../policy.ts';

const DAY_MS = 86_400_000;

/** Chooses versions to remove: those of a stage and with some tags that are neither among the newest nor young. */
export interface RetentionRule {
  readonly action: 'archive' | 'delete';
  /** So many of the newest versions of each model stay, whatever their stage. */
  readonly keep?: number | undefined;
  /** So many of the versions that a rollback of each stage would go back to are not deleted. */
  readonly rollback?: number | undefined;
  /** Versions that were registered, or left a stage, after this moment stay; `text` is the moment as the user wrote it. */
  readonly olderThan?: { readonly moment: Date; readonly text: string } | undefined;
  readonly stage?: string | undefined;
  readonly tags?: TagFilter | undefined;
}

/** The versions that a rule considered, newest first: those to remove, each with the rule that chose it, and those to keep,
 * each with its reason. */
export interface RetentionPlan {
  readonly remove: readonly RetentionItem[];
  readonly keep: readonly RetentionItem[];
}

/** A model by its two names. */
export interface ModelName {
  readonly type: string;
  readonly name: string;
}

/** Applies a rule to one model. With `shown`, only versions among these references are removed. `ended` tells when versions
 * last left a stage. A caller that plans many models on one state passes `descendants` to save work. */
export function planRetention(
  state: State,
  stages: readonly string[],
  rule: RetentionRule,
  { type, name }: ModelName,
  now: Date,
  {
    shown,
    ended = new Map(),
    descendants = findDescendants(state),
  }: { shown?: ReadonlySet<string>; ended?: ServiceEnds; descendants?: Descendants } = {},
): RetentionPlan {
  const model = getModel(state, type, name);
  if (!model) return { remove: [], keep: [] };
  const views = viewVersions({ type, name, model });
  const newest = new Set(views.slice(0, rule.keep ?? 0));
  const reasons = new Map<string, string>();
  const steps =
    rule.action === 'delete' ? stepsBack(model, stages, rule.rollback ?? DEFAULT_ROLLBACK) : new Map();
  const selected = views.filter((view) => isSelected(view, rule));
  for (const view of selected) {
    const held = heldBy(view, model, stages, rule).map(describeReferrer);
    const back: readonly string[] = steps.get(view.version) ?? [];
    const reason = keptBy(view, rule, [...held, ...back], newest.has(view), ended.get(view.ref));
    if (reason !== undefined) reasons.set(view.ref, reason);
    else if (shown?.has(view.ref) === false) reasons.set(view.ref, 'not in the plan that was shown');
  }
  const goes = ({ ref }: VersionView) => !reasons.has(ref);
  for (let candidates = selected.filter(goes), before = -1; candidates.length !== before; ) {
    before = candidates.length;
    const going = new Set(rule.action === 'delete' ? candidates.map(({ ref }) => ref) : []);
    for (const { ref } of candidates) {
      const child = descendants.get(ref)?.find((other) => !going.has(other));
      if (child !== undefined) reasons.set(ref, describeReferrer({ kind: 'descendant', name: child }));
    }
    candidates = candidates.filter(goes);
  }
  const item = (view: VersionView): RetentionItem => ({
    ...view,
    age_days: Math.max(0, Math.floor((now.getTime() - Date.parse(view.registered_at)) / DAY_MS)) || 0,
    reason: reasons.get(view.ref) ?? describeChoice(rule),
  });
  return {
    remove: selected.filter(goes).map(item),
    keep: selected.filter((view) => !goes(view)).map(item),
  };
}

/** The models that a rule applies to: all, those of a type, the named one, or those that fit a pattern.
 * @throws MREG_NOT_FOUND, MREG_AMBIGUOUS, MREG_USAGE */
export function selectModels(
  state: State,
  stages: readonly string[],
  { model, type }: { model?: string | undefined; type?: string | undefined },
): ModelName[] {
  if (model !== undefined && !/[*?]/.test(model)) {
    const full = type === undefined || model.includes('/') ? model : modelKey(type, model);
    return [resolveModel({ state, stages }, parseReference(full))];
  }
  const names = Object.entries(state.models)
    .flatMap(([key, found]) => (isModel(key, found) ? [key] : []))
    .sort()
    .map(splitKey)
    .filter(
      (found) =>
        (type === undefined || found.type === type) &&
        (model === undefined ||
          matchesGlob(model.includes('/') ? modelKey(found.type, found.name) : found.name, model)),
    );
  if (names.length === 0 && model !== undefined) {
    throw new MregError(
      'MREG_NOT_FOUND',
      `no model fits '${model}'${type === undefined ? '' : ` in ${type}`}`,
      {
        hint: 'mreg list',
        details: { pattern: model },
      },
    );
  }
  return names;
}

/** A rule in words: `not among the 3 newest, older than 90d`. */
export function describeChoice({ keep, olderThan }: RetentionRule): string {
  return [
    ...(keep === undefined ? [] : [`not among the ${keep} newest`]),
    ...(olderThan === undefined ? [] : [`older than ${olderThan.text}`]),
  ].join(', ');
}

function isSelected(view: VersionView, { stage, tags }: RetentionRule): boolean {
  return (stage === undefined || view.stage === stage) && bearsTags(view.tags, tags);
}

/** The referrers that keep a version, without its descendants. A rule by stage and age may remove versions from a stage below
 * the serving one: there is no other way to archive versions that went stale there. */
function heldBy(
  { type, model: name, version, stage }: VersionView,
  model: ModelState,
  stages: readonly string[],
  rule: RetentionRule,
): Referrer[] {
  const state = versionState(model, version);
  const stale =
    rule.action === 'archive' &&
    rule.olderThan !== undefined &&
    rule.stage === stage &&
    stage !== ladder(stages).at(-1);
  const referrers = state ? referrersOf({ type, name, model, version, state }, new Map()) : [];
  return referrers.filter(({ kind }) => kind !== 'stage' || !stale);
}

/** By version, the stages of which a rollback would go back to it within `count` steps, in words. */
function stepsBack(model: ModelState, stages: readonly string[], count: number): Map<string, string[]> {
  const steps = new Map<string, string[]>();
  for (const stage of ladder(stages))
    for (const version of rollbackTargets(model, stage, stages).slice(0, count))
      steps.set(version, [...(steps.get(version) ?? []), `rollback of ${stage} goes back to it`]);
  return steps;
}

function keptBy(
  view: VersionView,
  { action, keep, olderThan }: RetentionRule,
  held: readonly string[],
  newest: boolean,
  ended: ServiceEnd | undefined,
): string | undefined {
  if (held.length > 0) return held.join(', ');
  if (action === 'archive' && view.stage === ARCHIVED) return 'archived already';
  if (newest) return `among the ${keep} newest`;
  if (olderThan === undefined) return undefined;
  const isYoung = (moment: string) => Date.parse(moment) >= olderThan.moment.getTime();
  if (isYoung(view.registered_at)) return `not older than ${olderThan.text}`;
  return ended && isYoung(ended.at)
    ? `in ${ended.stage} until ${ended.at}: not longer ago than ${olderThan.text}`
    : undefined;
}
