import { doctorText } from '../../render/integrity.ts';
import { defineCommand } from '../command.ts';

export const doctor = defineCommand({
  name: 'doctor',
  group: 'Check',
  summary: 'name every leftover and damage of the registry, and mend it',
  description:
    'Each finding says what is wrong, what that means, and what --repair or a person can do about it. --repair makes the ' +
    'manifest from the log, removes what interrupted commands left in the staging area, gives directories their names ' +
    'back and sets the rest aside in .mreg/quarantine; it never removes the only copy of anything. Status 1 while ' +
    'something needs attention. It makes one hard link in .mreg/staging for a moment: without them nothing can be changed. ' +
    'mreg verify reads the artifacts too.',
  arguments: [],
  options: {
    repair: { summary: 'mend what can be mended', destroys: true },
    olderThan: { value: 'AGE', summary: 'let alone leftovers that are younger (else 1d): 6h, 7d, or a date' },
    dryRun: { summary: 'show what --repair would do, and change nothing' },
  },
  examples: [
    { line: 'mreg doctor', does: 'what is wrong, and what would be done' },
    { line: 'mreg doctor --repair', does: 'mend it' },
  ],
  results: ['doctor'],
  async run(input, context) {
    return (await context.registry()).doctor(input, context.work('doctor'));
  },
  text: doctorText,
  prints: 'the path of each thing that needs attention',
  quiet: ({ findings }) => findings.flatMap(({ attention, path }) => (attention ? [path] : [])).join('\n'),
  items: ({ findings }) => findings,
  status: ({ findings }) => (findings.some(({ attention, repaired }) => attention && !repaired) ? 1 : 0),
});
