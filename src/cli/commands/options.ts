/** Option groups that several commands share. */
import type { OptionSpec } from '../command.ts';

export const CHANGE_OPTIONS = {
  reason: { value: 'TEXT', summary: 'why; kept in the history' },
  dryRun: { summary: 'show what would change, and change nothing' },
} as const satisfies Record<string, OptionSpec>;

export const MOVE_OPTIONS = {
  keepExisting: { summary: 'leave the version that holds the stage where it is' },
  expect: {
    value: 'VERSION',
    summary: "refuse unless this version holds the stage now ('none' for an empty one)",
    completes: 'version',
  },
  ...CHANGE_OPTIONS,
} as const satisfies Record<string, OptionSpec>;
