import type { Change } from '../../../generated/log-entry.ts';
import { ARCHIVED } from '../../names/stage.ts';
import type { ServiceEnds } from '../../state/stages/stage-periods.ts';
import type { State } from '../../state/state.ts';
import type { Policy } from '../policy.ts';
import { type ModelName, planRetention, type RetentionPlan, type RetentionRule } from './retention.ts';

/** `cleanup` of one model: archives or deletes the versions that the rule chooses now, but only those that the plan showed.
 * A version that was promoted, labelled or pinned after the plan was shown stays. */
export function decideCleanup(
  state: State,
  policy: Policy,
  request: ModelName & { rule: RetentionRule; shown: ReadonlySet<string>; ended: ServiceEnds; now: Date },
): { changes: Change[]; outcome: RetentionPlan } {
  const { type, name, rule, shown, ended, now } = request;
  const plan = planRetention(state, policy.stages, rule, request, now, { shown, ended });
  const changes = plan.remove.map(
    ({ version, stage: from }): Change =>
      rule.action === 'delete'
        ? { change: 'version-deleted', type, name, version, from }
        : { change: 'stage-changed', type, name, version, from, to: ARCHIVED },
  );
  return { changes, outcome: plan };
}
