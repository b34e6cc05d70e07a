import { DEFAULT_KEEP } from '../../core/decide/policy.ts';
import { decideCleanup } from '../../core/decide/retention/cleanup.ts';
import {
  describeChoice,
  planRetention,
  type RetentionRule,
  selectModels,
} from '../../core/decide/retention/retention.ts';
import { parseStage } from '../../core/names/stage.ts';
import { currentNames } from '../../core/state/fold/current-names.ts';
import { findDescendants } from '../../core/state/references/referrers.ts';
import { type ServiceEnd, serviceEnds } from '../../core/state/stages/stage-periods.ts';
import type { State } from '../../core/state/state.ts';
import { parseAge } from '../../core/values/moment.ts';
import type { TagFilter } from '../../core/view/view.ts';
import { MregError } from '../../errors.ts';
import type { CleanupResult } from '../../generated/output.ts';
import { backwards } from '../reading/history.ts';
import { requireState, type Session } from '../session.ts';
import { type ChangeOptions, changeFrom } from './change.ts';
import { trash } from './delete.ts';

export interface CleanupRequest extends ChangeOptions {
  /** A model, or a pattern such as `MLP_*` or `rl_agents/*` (default: all models). */
  readonly model?: string | undefined;
  readonly type?: string | undefined;
  /** How many of the newest versions of each model stay (default: 3 for a named model, if no age is given). */
  readonly keep?: number | undefined;
  /** How many versions that a rollback of each stage would go back to are not deleted (default: 1). */
  readonly rollback?: number | undefined;
  /** Only versions that were registered before this age (`90d`, `12w`), day or time. */
  readonly olderThan?: string | undefined;
  /** Only versions in this stage. */
  readonly stage?: string | undefined;
  /** Only versions that bear all these tags. */
  readonly tags?: TagFilter | undefined;
  /** Moves to the trash instead of to Archived. */
  readonly delete?: boolean | undefined;
  /** Only these references, as a plan has shown them. */
  readonly only?: readonly string[] | undefined;
}

/** Archives or deletes the versions that a rule chooses, with one change for each model.
 * @throws MREG_USAGE where the rule says neither how many nor how old, and all models or a deletion are asked for; MREG_NOT_FOUND, MREG_INVALID, MREG_IO */
export async function cleanup(session: Session, request: CleanupRequest): Promise<CleanupResult> {
  const { policy } = session;
  const now = session.now();
  const rule = ruleOf(session, request, now);
  let state = await requireState(session);
  const models = selectModels(state, policy.stages, request);
  const descendants = findDescendants(state);
  const ended = rule.olderThan === undefined ? new Map() : await readServiceEnds(session, state);
  const planned = models.map((model) => ({
    model,
    ...planRetention(state, policy.stages, rule, model, now, { ended, descendants }),
  }));
  const only = request.only && new Set(request.only);
  const remove: CleanupResult['remove'] = [];
  const keep: CleanupResult['keep'] = [];
  let applied = false;
  for (const plan of planned) {
    const shown = new Set(plan.remove.flatMap(({ ref }) => (only?.has(ref) === false ? [] : [ref])));
    if (shown.size === 0 || request.dryRun) {
      remove.push(...plan.remove.filter(({ ref }) => shown.has(ref)));
      keep.push(...plan.keep);
      continue;
    }
    const committed = await changeFrom(
      session,
      'cleanup',
      { reason: request.reason ?? describeChoice(rule) },
      state,
      (newest, newEntries) => {
        const since = new Map([...ended, ...newEntries.flatMap(({ entry }) => serviceEnds(entry))]);
        return decideCleanup(newest, policy, { ...plan.model, rule, shown, ended: since, now });
      },
    );
    state = committed.after;
    applied ||= committed.applied;
    remove.push(...committed.outcome.remove);
    keep.push(...committed.outcome.keep);
    if (rule.action === 'delete')
      await trash(
        session,
        committed.outcome.remove.map(({ directory }) => directory),
      );
  }
  return {
    action: rule.action,
    remove,
    keep,
    freed: rule.action === 'delete' ? remove.reduce((sum, { size }) => sum + size, 0) : 0,
    revision: state.revision,
    applied,
  };
}

/** When each version last left a stage, as the log tells. */
async function readServiceEnds({ layout }: Session, { revision }: State): Promise<Map<string, ServiceEnd>> {
  const ended = new Map<string, ServiceEnd>();
  const named = currentNames();
  for await (const { entry } of backwards(layout, revision))
    for (const [ref, end] of serviceEnds(named(entry))) if (!ended.has(ref)) ended.set(ref, end);
  return ended;
}

/** The number of versions to keep without a rule: only for named models, and only to archive them, which can be undone.
 * @throws MREG_USAGE */
function defaultKeep({ model, delete: removes }: CleanupRequest): number {
  if (model !== undefined && !removes) return DEFAULT_KEEP;
  throw new MregError(
    'MREG_USAGE',
    'a rule was expected: how many of the newest versions to keep, or from what age they go',
    {
      hint: 'mreg cleanup --keep 5 --dry-run, or retention: {keep: 5, days: 90} in mreg.yaml',
    },
  );
}

function ruleOf({ policy }: Session, request: CleanupRequest, now: Date): RetentionRule {
  const { rollback, olderThan, stage, tags } = request;
  const keep = request.keep ?? (olderThan === undefined ? defaultKeep(request) : undefined);
  return {
    action: request.delete ? 'delete' : 'archive',
    keep,
    rollback,
    olderThan: olderThan === undefined ? undefined : { moment: parseAge(olderThan, now), text: olderThan },
    stage: stage === undefined ? undefined : parseStage(stage, policy.stages),
    tags,
  };
}
