/** Option groups that several commands share. */
import { MregError } from '../../errors.ts';
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

export const CONFIRM_OPTIONS = {
  yes: { short: 'y', summary: 'do not ask; needed where nobody can be asked' },
} as const satisfies Record<string, OptionSpec>;

/** Refuses to take away anything where nobody has agreed to it and nobody can be asked.
 * @throws MREG_USAGE */
export function requireConsent(
  line: string,
  { yes, dryRun }: { yes: boolean; dryRun: boolean },
  { interactive }: { readonly interactive: boolean },
): void {
  if (yes || dryRun || interactive) return;
  throw new MregError('MREG_USAGE', `mreg ${line} needs --yes where nobody can be asked`, {
    hint: `add --yes, or look first: mreg ${line} --dry-run`,
  });
}
