import type { Report } from '../../../core/view/report.ts';
import type { HistoryResult } from '../../../generated/output.ts';
import { gateValue } from '../../changes/gate.ts';
import { changesOf } from '../../reading/history.ts';
import { type Markup, markup, multiline, said, shorten } from '../markup.ts';
import { timeElement } from '../moment.ts';
import { cutNote, type Section, scrolling, section } from './section.ts';

type Entry = HistoryResult['entries'][number];

const CHANGES = 12;
const GATES = 30;
const LONGEST = 1000;

/** The entries of the log, newest first: user, time, reason, and evidence. */
export function historySection(report: Report): Section {
  const { entries } = report;
  const items = entries.shown.map((entry) => item(entry, report.generatedAt));
  return section(
    'history',
    'History',
    markup`${cutNote(entries, 'log entry', 'the newest')}${entries.shown.length === 0 ? markup`<p>No changes.</p>` : markup`<ol class="history" reversed>${items}</ol>`}`,
  );
}

function item(entry: Entry, now: Date): Markup {
  const changes = changesOf(entry);
  const shown = changes.slice(0, CHANGES).map((line) => markup`<li>${said(shorten(line, 400))}</li>`);
  return markup`<li value="${entry.revision}"><p class="when"><b>r${entry.revision}</b> <span class="command">${entry.command}</span> ${timeElement(entry.at, now)} <span class="by">${said(`${entry.by.user}@${entry.by.host}`)}</span></p><ul>${shown}${changes.length > CHANGES && markup`<li class="cut">and ${(changes.length - CHANGES).toLocaleString('en-US')} more</li>`}</ul>${entry.reason !== null && markup`<blockquote>${multiline(shorten(entry.reason, LONGEST))}</blockquote>`}${gates(entry)}${entry.override !== undefined && markup`<p class="override"><b>Gates overridden:</b> ${said(shorten(entry.override, LONGEST))}</p>`}</li>`;
}

function gates({ gates: all = [] }: Entry): Markup | undefined {
  if (all.length === 0) return undefined;
  const rows = all
    .slice(0, GATES)
    .map(
      ({ condition, candidate, incumbent, incumbent_ref: ref, passed }) =>
        markup`<tr><td class="${passed ? 'passed' : 'failed'}">${passed ? '✓ passed' : '✗ failed'}</td><th scope="row">${said(shorten(condition, 400))}</th><td class="number">${shorten(gateValue(candidate), 200)}</td><td class="number">${ref === null ? '—' : shorten(gateValue(incumbent), 200)}</td><td>${ref ?? ''}</td></tr>`,
    );
  return markup`${scrolling('Gates', markup`<table class="gates"><caption>Gates</caption><thead><tr><th scope="col">Verdict</th><th scope="col">Condition</th><th scope="col" class="number">Candidate</th><th scope="col" class="number">Incumbent</th><th scope="col">Which was</th></tr></thead><tbody>${rows}</tbody></table>`)}${all.length > GATES && markup`<p class="cut">${all.length - GATES} more</p>`}`;
}
