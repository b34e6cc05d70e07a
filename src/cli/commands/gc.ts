import { formatBytes } from '../../render/format.ts';
import { gcPlan, gcText } from '../../render/retention.ts';
import { defineCommand } from '../command.ts';
import { CHANGE_OPTIONS, CONFIRM_OPTIONS, requireConsent } from './options.ts';

export const gc = defineCommand({
  name: 'gc',
  group: 'Retention',
  summary: 'empty the trash and clear away what interrupted commands left',
  description:
    'What was deleted longer ago than the age is removed for good, and its version is free again. So are leftovers of ' +
    'that age in the staging area, and version directories that a register was interrupted before it could put on record.',
  arguments: [],
  options: {
    olderThan: { value: 'AGE', summary: 'only what is older (else 30d): 90d, 12w, or a date' },
    ...CONFIRM_OPTIONS,
    ...CHANGE_OPTIONS,
  },
  examples: [
    { line: 'mreg gc --dry-run', does: 'what would go, and how much space it takes' },
    { line: 'mreg gc --older-than 7d --yes', does: 'a nightly job' },
  ],
  results: ['gc'],
  async run({ yes, ...options }, context) {
    requireConsent('gc', { yes, dryRun: options.dryRun }, context);
    const registry = await context.registry();
    if (options.dryRun || yes) return registry.gc(options);
    const plan = await registry.gc({ ...options, dryRun: true });
    if (plan.remove.length === 0) return plan;
    await context.confirm((ui) => gcPlan(plan, ui), `remove ${formatBytes(plan.freed)} for good?`);
    return registry.gc({ ...options, only: plan.remove.map(({ path }) => path) });
  },
  text: (result, ui, { dryRun, yes }) => gcText(result, ui, dryRun, ui.tty && result.applied && !yes),
  quiet: ({ remove }) => remove.map(({ path }) => path).join('\n'),
  items: ({ remove }) => remove,
});
