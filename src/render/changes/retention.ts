import type {
  CleanupResult,
  DeleteResult,
  GcResult,
  RetentionItem,
  VersionView,
} from '../../generated/output.ts';
import type { Column } from '../terminal/cell.ts';
import type { Ui } from '../terminal/ui.ts';
import { formatAge, formatBytes } from '../words/quantity.ts';

const PLAN: readonly Column[] = [
  { header: '' },
  { header: 'VERSION' },
  { header: 'STAGE' },
  { header: 'AGE', align: 'right', optional: true },
  { header: 'SIZE', align: 'right', optional: true },
  { header: 'BECAUSE' },
];

/** The versions to remove, a line each, then those to keep. In a pipe ages are moments and sizes are bytes. */
export function cleanupPlan({ action, remove, keep }: CleanupResult, ui: Ui): string {
  const row = (verb: string) => (item: RetentionItem) => [
    { text: verb, style: verb === 'keep' ? 'dim' : 'warn' } as const,
    { text: item.ref, style: 'bold' } as const,
    { text: item.stage, style: 'stage' } as const,
    ageOf(item.registered_at, ui),
    sizeOf(item.size, ui),
    item.reason,
  ];
  return ui.table(PLAN, [...remove.map(row(action)), ...keep.map(row('keep'))]);
}

/** The plan as it was carried out; a user who has just confirmed it gets a summary only. */
export function cleanupText(result: CleanupResult, ui: Ui, dryRun: boolean, agreed: boolean): string {
  const { action, remove, keep, freed } = result;
  const done = action === 'delete' ? 'deleted' : 'archived';
  const outcome =
    remove.length === 0
      ? `nothing to ${action}, ${countOf(keep.length)} kept`
      : `${countOf(remove.length)} ${dryRun ? 'would be ' : ''}${done}, ${keep.length} kept${
          action === 'delete' ? `; mreg gc frees ${formatBytes(freed)} of it` : ''
        }`;
  return withOutcome(agreed ? '' : cleanupPlan(result, ui), outcome, ui, dryRun);
}

/** The versions that went to the trash, a line each. */
export function deleteText({ deleted, freed }: DeleteResult, ui: Ui, dryRun: boolean): string {
  const lines = deleted.map(({ ref }) => `${ref}  → trash`);
  const outcome = `mreg restore takes it back; mreg gc frees ${formatBytes(freed)}`;
  return withOutcome(lines.join('\n'), outcome, ui, dryRun);
}

const GARBAGE: readonly Column[] = [
  { header: '' },
  { header: 'WHAT' },
  { header: 'AGE', align: 'right', optional: true },
  { header: 'SIZE', align: 'right', optional: true },
  { header: 'BECAUSE' },
];

/** The files that gc removes, a line each, then those that it keeps. */
export function gcPlan({ remove, failed, keep }: GcResult, ui: Ui): string {
  const row = (verb: string) => (item: GcResult['remove'][number]) => [
    { text: verb, style: verb === 'keep' ? 'dim' : 'warn' } as const,
    { text: item.ref ?? item.path, style: 'bold' } as const,
    ageOf(item.since, ui),
    sizeOf(item.size, ui),
    item.reason,
  ];
  return ui.table(GARBAGE, [
    ...remove.map(row('remove')),
    ...failed.map(row('failed')),
    ...keep.map(row('keep')),
  ]);
}

export function gcText(result: GcResult, ui: Ui, dryRun: boolean, agreed: boolean): string {
  const { remove, failed, freed, packed } = result;
  const would = dryRun ? 'would be ' : '';
  const outcome = remove.length === 0 ? 'nothing to remove' : `${formatBytes(freed)} ${would}freed`;
  const stayed = failed.length === 0 ? '' : `; ${failed.length} could not be removed`;
  const packing =
    packed.files === 0
      ? ''
      : `\n${filesOf(packed.files)} of the log ${would}packed${intoBlocks(packed.blocks)}`;
  return withOutcome(agreed ? '' : gcPlan(result, ui), `${outcome}${stayed}${packing}`, ui, dryRun);
}

function filesOf(count: number): string {
  return `${count} file${count === 1 ? '' : 's'}`;
}

/** None are made where an interrupted command had made them before. */
function intoBlocks(count: number): string {
  return count === 0 ? '' : ` into ${count}`;
}

const TRASH: readonly Column[] = [
  { header: 'VERSION' },
  { header: '#', align: 'right' },
  { header: 'WAS IN' },
  { header: 'DELETED', align: 'right' },
  { header: 'SIZE', align: 'right' },
];

/** Versions in the trash, a line each. */
export function trashTable(versions: readonly VersionView[], ui: Ui): string {
  return ui.table(
    TRASH,
    versions.map(({ ref, number, deleted, size }) => [
      { text: ref, style: 'bold' },
      String(number),
      { text: deleted?.from ?? '', style: 'stage' },
      ageOf(deleted?.at ?? '', ui),
      sizeOf(size, ui),
    ]),
  );
}

/** Scripts get the lines alone. */
function withOutcome(lines: string, outcome: string, ui: Ui, dryRun: boolean): string {
  if (!ui.tty) return lines;
  const note = dryRun ? [ui.style.dim('dry run: nothing was changed')] : [];
  return [...(lines === '' ? [] : [lines]), outcome, ...note].join('\n');
}

function countOf(versions: number): string {
  return `${versions} version${versions === 1 ? '' : 's'}`;
}

function ageOf(moment: string, ui: Ui): string {
  return ui.tty ? formatAge(Math.max(0, ui.now.getTime() - Date.parse(moment))) : moment;
}

function sizeOf(bytes: number, ui: Ui): string {
  return ui.tty ? formatBytes(bytes) : String(bytes);
}
