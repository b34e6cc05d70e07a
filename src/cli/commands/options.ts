/** Option groups that several commands share. */

import { isAbsolute, resolve } from 'node:path';
import { nearest } from '../../core/names/nearest.ts';
import { isBucketAddress } from '../../core/names/place.ts';
import type { Direction } from '../../core/query/direction.ts';
import { MregError } from '../../errors.ts';
import type { UnknownField } from '../../generated/output.ts';
import { noneToBeMade } from '../../operations/session.ts';
import type { Registry } from '../../registry.ts';
import type { Context, OptionSpec } from '../command.ts';
import { tagOrAny } from '../option-values.ts';

/** Versions without files of which each gets a note of its own. */
const NOTED = 8;

export const CHANGE_OPTIONS = {
  reason: { value: 'TEXT', summary: 'why; kept in the history' },
  dryRun: { summary: 'show what would change, and change nothing' },
} as const satisfies Record<string, OptionSpec>;

export const MOVE_OPTIONS = {
  keepExisting: { summary: 'leave the version that holds the stage where it is' },
  expect: {
    value: 'VERSION',
    summary: "refuse unless this version holds the stage now ('none' for an empty one)",
    completes: 'holder',
  },
  ...CHANGE_OPTIONS,
} as const satisfies Record<string, OptionSpec>;

export const CONFIRM_OPTIONS = {
  yes: { short: 'y', summary: 'do not ask; needed where nobody can be asked', destroys: true },
} as const satisfies Record<string, OptionSpec>;

/** Refuses a removal that needs consent if there is no --yes and no terminal to ask on.
 * @throws MREG_USAGE */
export function requireConsent(
  line: string,
  { yes, dryRun }: { yes: boolean; dryRun: boolean },
  { interactive }: { readonly interactive: boolean },
): void {
  if (yes || dryRun || interactive) return;
  throw new MregError('MREG_USAGE', `mreg ${line} needs --yes where nobody can be asked`, {
    hint: 'look first: add --dry-run; then add --yes in its place',
  });
}

/** Versions that bear tags. */
export const TAG_FILTER = {
  tag: { value: 'K[=V]', summary: 'only versions that bear this tag', repeat: true, reads: tagOrAny },
} as const satisfies Record<string, OptionSpec>;

export const OVERRIDE_OPTION = {
  override: {
    value: 'REASON',
    summary: 'move it though a gate fails; the reason is kept in the history',
    destroys: true,
  },
} as const satisfies Record<string, OptionSpec>;

export const DIRECTION_OPTIONS = {
  min: { summary: 'low values of the metric are better (common names are known)' },
  max: { summary: 'high values of the metric are better' },
} as const satisfies Record<string, OptionSpec>;

/** @throws MREG_USAGE for both at once */
export function directionOf({ min, max }: { min: boolean; max: boolean }): Direction | undefined {
  if (min && max) {
    throw new MregError('MREG_USAGE', '--min and --max contradict each other', {
      hint: 'leave one of them out',
    });
  }
  return min ? 'min' : max ? 'max' : undefined;
}

/** Notes the fields that nothing of this kind has: a mistyped field selects nothing, just as a condition that nothing meets. */
export function noteUnknown(
  { unknown_fields: unknown = [] }: { readonly unknown_fields?: readonly UnknownField[] | undefined },
  { note }: { note(text: string): void },
  what = 'version',
): void {
  for (const { name, nearest } of unknown)
    note(`no ${what} has ${name}${nearest === null ? '' : `; did you mean ${nearest}?`}`);
}

/** Notes a type that no model has: a mistyped one selects nothing.
 * @throws MREG_NOT_FOUND, MREG_DAMAGED, MREG_IO */
export async function noteUnknownType(
  type: string | undefined,
  registry: Registry,
  { note }: { note(text: string): void },
): Promise<void> {
  if (type === undefined) return;
  const { models } = await registry.models();
  const types = [...new Set(models.map((model) => model.type))];
  if (types.includes(type)) return;
  const meant = nearest(type, types);
  note(`no model is of type ${type}${meant === undefined ? '' : `; did you mean ${meant}?`}`);
}

/** Makes the registry where there is none, and notes its root.
 * @throws MREG_NOT_FOUND if none is to be made */
export async function ensureRegistry(context: Context, registry: Registry): Promise<void> {
  if (await registry.exists()) return;
  if (!(await context.settings()).settings.create) throw noneToBeMade(registry.root);
  await announceNew(context, registry, false, () => registry.init());
}

/** The place of a registry that somebody typed: an absolute directory, or the address of a bucket.
 * @throws MREG_INVALID */
export function readPlace(context: Context, text: string): string {
  const place = context.expandPlace(text);
  return isAbsolute(place) || isBucketAddress(place) ? place : resolve(context.cwd, place);
}

/** Notes the versions whose files are elsewhere. */
export function noteExternal(
  { note }: Pick<Context, 'note'>,
  external: readonly { readonly ref: string; readonly source: string }[],
): void {
  for (const { ref, source } of external.slice(0, NOTED))
    note(`${ref} has no files here: they are at ${source}`);
  const more = external.length - NOTED;
  if (more > 0) note(`${more} more versions have no files here; --json lists them`);
}

/** Runs `work`, and notes the root if it made a registry: a misspelt root makes a new one. */
export async function announceNew<T extends { readonly applied: boolean }>(
  context: Context,
  registry: Registry,
  dryRun: boolean,
  work: () => Promise<T>,
): Promise<T> {
  const isNew = !(await registry.exists());
  const result = await work();
  if (isNew && (result.applied || dryRun))
    context.note(`${dryRun ? 'would make' : 'made'} a new registry at ${registry.root}`);
  return result;
}
