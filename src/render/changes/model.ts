import type { ModelChangeResult } from '../../generated/output.ts';
import { escapeText } from '../terminal/escape.ts';

/** A changed model and the change in words. */
export function modelChanged(
  { ref, display_name: display, applied }: ModelChangeResult,
  what: string,
  dryRun: boolean,
): string {
  const name = display === null ? ref : `${ref} ('${escapeText(display)}')`;
  return `${name}: ${what}${dryRun ? ' (dry run: nothing was changed)' : applied ? '' : ' (as before)'}`;
}
