import type { Change } from '../../generated/log-entry.ts';
import type { HistoryResult } from '../../generated/output.ts';
import { gateValue } from '../changes/gate.ts';
import { escapeText } from '../terminal/escape.ts';
import type { Ui } from '../terminal/ui.ts';
import { pairsText } from './version.ts';

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

function describeExperimentChange(change: Extract<Change, { experiment: string }>): string {
  const experiment = `experiment ${change.experiment}`;
  switch (change.change) {
    case 'experiment-created':
      return `${experiment} created: '${change.called}'`;
    case 'experiment-renamed':
      return `${experiment}: '${change.from}' → '${change.to}'`;
    case 'experiment-tags-changed':
      return `${experiment}: tags ${pairsText(change.from) || 'none'} → ${pairsText(change.to) || 'none'}`;
    case 'experiment-deleted':
      return `${experiment} deleted`;
    case 'experiment-restored':
      return `${experiment} restored`;
    case 'experiment-purged':
      return `${experiment} purged`;
  }
}

/** One change in words. */
function describeChange(change: Change): string {
  if ('experiment' in change) return describeExperimentChange(change);
  if (!('name' in change)) {
    return change.change === 'registry-created'
      ? `registry created (format ${change.format})`
      : `discarded ${change.directory}`;
  }
  const model = `${change.type}/${change.name}`;
  switch (change.change) {
    case 'version-registered':
      return `${change.adopted ? 'adopted' : 'registered'} ${model}@${change.version} (number ${change.number})`;
    case 'stage-changed':
      return `${model}@${change.version}: ${change.from} → ${change.to}`;
    case 'stage-rolled-back':
      return `${model}@${change.version}: ${change.from} → ${change.to} (rolled back)`;
    case 'alias-moved':
      return `${model}: alias ${[change.alias, change.from].filter(Boolean).join(' ')} → ${change.to}`;
    case 'alias-removed':
      return `${model}: alias ${change.alias} removed from ${change.from}`;
    case 'tags-changed':
      return `${model}@${change.version}: tags ${pairsText(change.from) || 'none'} → ${pairsText(change.to) || 'none'}`;
    case 'description-changed':
      return `${model}@${change.version}: description ${change.to === null ? 'removed' : `'${change.to}'`}`;
    case 'pin-changed':
      return `${model}@${change.version}: ${change.to ? 'pinned' : 'unpinned'}`;
    case 'version-deleted':
      return `${model}@${change.version}: moved to the trash`;
    case 'version-restored':
      return `${model}@${change.version}: restored to ${change.to}`;
    case 'version-purged':
      return `${model}@${change.version}: purged`;
    case 'model-created':
      return `created ${model}`;
    case 'model-described':
      return `${model}: description ${change.to === null ? 'removed' : `'${change.to}'`}`;
    case 'model-tags-changed':
      return `${model}: tags ${pairsText(change.from) || 'none'} → ${pairsText(change.to) || 'none'}`;
    case 'model-renamed':
      return `${model} renamed to ${change.display_name === undefined ? `${change.type}/${change.to}` : `'${change.display_name}' (${change.type}/${change.to})`}`;
    case 'model-deleted':
      return `${model}: moved to the trash, as ${change.type}/${change.to}`;
    case 'model-restored':
      return `${model}: restored as ${change.type}/${change.to}`;
  }
}
