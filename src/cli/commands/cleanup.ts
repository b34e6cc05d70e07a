import { DEFAULT_KEEP } from '../../core/decide/policy.ts';
import { cleanupPlan, cleanupText } from '../../render/changes/retention.ts';
import { defineCommand } from '../command.ts';
import { count } from '../option-values.ts';
import { CHANGE_OPTIONS, CONFIRM_OPTIONS, noteUnknownType, requireConsent, TAG_FILTER } from './options.ts';

export const cleanup = defineCommand({
  name: 'cleanup',
  aliases: ['prune'],
  group: 'Keep tidy',
  destroys: true,
  summary: 'archive, or delete, the versions that a retention rule chooses',
  description:
    'Kept are the N newest versions of each model and those younger than the age; and whatever their age, versions in ' +
    'Staging or Production, with an alias, pinned, or from which a live version was derived. The version that rollback of a ' +
    'stage would go back to is not deleted (retention.rollback), and age counts from the day on which a version last left a ' +
    'stage. Without --keep and --older-than the rule is the retention of the configuration; without that, the 3 newest ' +
    'versions of MODEL stay. MODEL may be a pattern such as "MLP_*".\n' +
    '--stage Staging with --older-than is the one way to archive what went stale in Staging.',
  arguments: [
    { name: 'model', summary: 'a model or a pattern (else all models)', optional: true, completes: 'model' },
  ],
  options: {
    keep: { value: 'N', summary: 'keep the N newest versions of each model', reads: count(0, 5) },
    olderThan: { value: 'AGE', summary: 'only what is older: 90d, 12w, or a date' },
    stage: { value: 'STAGE', summary: 'only versions in this stage', completes: 'stage' },
    type: { value: 'TYPE', summary: 'only models of this type', completes: 'type' },
    ...TAG_FILTER,
    delete: { summary: 'move to the trash instead of to Archived', destroys: true },
    ...CONFIRM_OPTIONS,
    ...CHANGE_OPTIONS,
  },
  examples: [
    {
      line: 'mreg cleanup ppo_dowjones',
      does: 'archive all but the 3 newest, or what the configuration says',
    },
    { line: 'mreg cleanup --keep 5 --dry-run', does: 'what would go, and why' },
    { line: 'mreg cleanup ppo_dowjones --keep 5 --older-than 90d', does: 'archive the rest' },
    { line: 'mreg cleanup "MLP_*" --keep 3 --delete --yes', does: 'a nightly job; gc frees the space' },
    { line: 'mreg cleanup --stage staging --older-than 30d', does: 'what nobody promoted' },
  ],
  results: ['cleanup'],
  async run({ keep, tag, yes, ...options }, context) {
    if (options.delete) requireConsent('cleanup --delete', { yes, dryRun: options.dryRun }, context);
    const registry = await context.registry();
    const request = {
      ...options,
      keep,
      rollback: (await context.settings()).settings['retention.rollback'],
      tags: Object.fromEntries(tag),
      ...(keep === undefined && options.olderThan === undefined && (await configuredRule(context))),
    };
    if (request.keep === undefined && request.olderThan === undefined)
      context.note(`no rule was given: the ${DEFAULT_KEEP} newest versions stay; --keep N says how many`);
    const isAsked = !options.dryRun && !yes && context.interactive;
    const plan = await registry.cleanup(isAsked ? { ...request, dryRun: true } : request);
    if (plan.remove.length + plan.keep.length === 0) await noteUnknownType(options.type, registry, context);
    if (!isAsked || plan.remove.length === 0) return plan;
    await context.confirm(
      (ui) => cleanupPlan(plan, ui),
      `${plan.action} ${plan.remove.length} version${plan.remove.length === 1 ? '' : 's'}?`,
    );
    return registry.cleanup({ ...request, only: plan.remove.map(({ ref }) => ref) });
  },
  text: (result, ui, { dryRun, yes }) => cleanupText(result, ui, dryRun, ui.tty && result.applied && !yes),
  prints: 'each version, a line each',
  quiet: ({ remove }) => remove.map(({ ref }) => ref).join('\n'),
  items: ({ remove }) => remove,
});

async function configuredRule(context: {
  settings(): Promise<{ settings: Record<'retention.keep' | 'retention.days', number | undefined> }>;
}): Promise<{ keep?: number | undefined; olderThan?: string | undefined }> {
  const { 'retention.keep': keep, 'retention.days': days } = (await context.settings()).settings;
  return { keep, olderThan: days === undefined ? undefined : `${days}d` };
}
