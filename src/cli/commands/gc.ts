import type { GcResult } from '../../generated/output.ts';
import { gcPlan, gcText } from '../../render/changes/retention.ts';
import { formatBytes } from '../../render/words/quantity.ts';
import { defineCommand } from '../command.ts';
import { CHANGE_OPTIONS, CONFIRM_OPTIONS, requireConsent } from './options.ts';

const WHY_UNPACKED = 'their block is damaged (mreg doctor says where), or too large';

export const gc = defineCommand({
  name: 'gc',
  group: 'Keep tidy',
  destroys: true,
  summary: 'empty the trash, clear away what interrupted commands left, pack the log',
  description:
    'What was deleted longer ago than the age is removed for good, and its version is free again. So are leftovers of ' +
    'that age in the staging area, and version directories that a register was interrupted before it could put on record. ' +
    'What cannot be removed is named, the rest goes all the same, and the status is 1. ' +
    'Files of the log that are complete for a block of 100 are put together; nothing of them is lost.',
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
    const work = context.work('pack');
    const told = (result: GcResult) => {
      const { left } = result.packed;
      for (const { ref, path, reason } of result.failed)
        context.note(`${ref ?? path} could not be removed: ${reason}`);
      if (left > 0) context.note(`${left} files of the log stay unpacked: ${WHY_UNPACKED}`);
      return result;
    };
    if (options.dryRun || yes) return told(await registry.gc(options, work));
    const plan = await registry.gc({ ...options, dryRun: true });
    if (plan.remove.length === 0 && plan.packed.files === 0) return plan;
    // Packing the log loses nothing.
    if (plan.remove.length > 0)
      await context.confirm((ui) => gcPlan(plan, ui), `remove ${formatBytes(plan.freed)} for good?`);
    return told(await registry.gc({ ...options, only: plan.remove.map(({ path }) => path) }, work));
  },
  text: (result, ui, { dryRun, yes }) => gcText(result, ui, dryRun, ui.tty && result.applied && !yes),
  prints: 'the path of each thing that goes',
  quiet: ({ remove }) => remove.map(({ path }) => path).join('\n'),
  items: ({ remove }) => remove,
  status: ({ failed }) => (failed.length > 0 ? 1 : 0),
});
