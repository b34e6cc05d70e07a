import type { Change } from '../../generated/log-entry.ts';
import type { HistoryResult } from '../../generated/output.ts';
import { gateValue } from '../changes/gate.ts';
import { escapeText } from '../terminal/escape.ts';
import type { Ui } from '../terminal/ui.ts';
import { describeChange } from '../words/change.ts';

type Entry = HistoryResult['entries'][number];

/** Entries, newest first: time, user, command, changes and reason. */
export function historyText(entries: readonly Entry[], ui: Ui): string {
  if (!ui.tty) return ui.table([], []) + entries.map((entry) => tabLine(entry, ui)).join('\n');
  return entries.map((entry) => entryText(entry, ui)).join('\n');
}

function tabLine(entry: Entry, ui: Ui): string {
  const cells = [
    String(entry.revision),
    entry.at,
    `${entry.by.user}@${entry.by.host}`,
    entry.command,
    changesOf(entry).join('; '),
    entry.reason ?? '',
    [...gatesOf(entry), ...overrideOf(entry)].join('; '),
  ];
  return ui.table(
    cells.map(() => ({ header: '' })),
    [cells],
  );
}

function entryText(entry: Entry, ui: Ui): string {
  const head = `${ui.style.bold(`r${entry.revision}`)}  ${entry.at.replace('T', ' ').replace(/\.\d+Z$/, 'Z')}  ${ui.style.dim(escapeText(`${entry.by.user}@${entry.by.host}`))}  ${escapeText(entry.command)}`;
  const reason = entry.reason === null ? [] : [`    ${ui.style.dim('because')} ${escapeText(entry.reason)}`];
  const gates = [...gatesOf(entry), ...overrideOf(entry)].map(
    (line) => `      ${ui.style.dim(escapeText(line))}`,
  );
  const changes = changesOf(entry).map((line) => `    ${escapeText(line)}`);
  return [head, ...changes, ...gates, ...reason].join('\n');
}

/** The evidence on which a version moved: `✓ rmse < 0.26: 0.25, v1.0.0 has 0.31`. */
function gatesOf({ gates = [] }: Entry): string[] {
  return gates.map(({ condition, candidate, incumbent, incumbent_ref: ref, passed }) => {
    const other = ref === null ? '' : `, ${ref.slice(ref.indexOf('@') + 1)} has ${gateValue(incumbent)}`;
    return `${passed ? '✓' : '✗'} ${condition}: ${gateValue(candidate)}${other}`;
  });
}

function overrideOf({ override }: Entry): string[] {
  return override === undefined ? [] : [`overridden because ${override}`];
}

/** The changes of an entry, a line each. */
export function changesOf(entry: Entry): string[] {
  return (entry.changes as Change[]).map(describeChange);
}
