import { ladder } from '../../../core/names/stage.ts';
import type { StagePeriod } from '../../../core/state/stages/stage-periods.ts';
import type { Report, ReportSection } from '../../../core/view/report.ts';
import { formatAge } from '../../words/quantity.ts';
import { stageBadge, stageColour } from '../charts/stage-colour.ts';
import { type TimelineRow, timelineSvg } from '../charts/timeline.ts';
import { breakable, type Markup, markup, said, shorten } from '../markup.ts';
import { minuteOf, timeElement } from '../moment.ts';
import { cutNote, type Section, scrolling, section } from './section.ts';

const ROWS = 60;
const LONGEST = 200;

/** The periods in which versions held stages: as bars over time, then as a table. */
export function stagesSection(report: Report): Section | undefined {
  const parts = report.sections.shown.filter(({ periods }) => periods.total > 0);
  if (parts.length === 0) return undefined;
  const names = parts.map(({ model }) => model.model);
  // The type is shown if the name alone is ambiguous.
  const all = parts.flatMap((part, at) =>
    rowsOf(
      part,
      names.indexOf(part.model.model) === names.lastIndexOf(part.model.model)
        ? (names[at] ?? '')
        : part.model.ref,
      report,
    ),
  );
  const rows = all.slice(0, ROWS);
  const begin = Math.min(
    ...parts.flatMap(({ periods }) => periods.shown.map(({ from }) => Date.parse(from))),
  );
  const from = Math.max(begin, report.since?.getTime() ?? Number.NEGATIVE_INFINITY);
  const chart = timelineSvg({
    id: 'timeline',
    title: 'Stages over time',
    description: 'Which version each stage showed when; the same is in the table below.',
    from,
    to: report.generatedAt.getTime(),
    rows,
  });
  const cuts = parts.map(({ model, periods }) =>
    cutNote(periods, 'stage period', `the newest of ${model.ref}`),
  );
  return section(
    'stages',
    'Stages over time',
    markup`${cutNote({ shown: rows, total: all.length }, 'row', 'by name')}${scrolling('Stages over time', chart, 'card')}${cuts}${parts.length <= 20 && table(parts, report)}`,
  );
}

function rowsOf({ periods }: ReportSection, name: string, report: Report): TimelineRow[] {
  const known = ladder(report.stages).toReversed();
  const held = [...new Set(periods.shown.map(({ stage }) => stage))];
  const stages = [...known, ...held.filter((stage) => !known.includes(stage))];
  return stages
    .filter((stage) => held.includes(stage))
    .map((stage, at) => ({
      label: report.subject ? stage : at === 0 ? name : '',
      note: report.subject ? undefined : stage,
      bars: periods.shown
        .filter((period) => period.stage === stage)
        .map((period) => ({
          from: Date.parse(period.from),
          to: Date.parse(period.to ?? report.generatedAt.toISOString()),
          label: period.version,
          title: titleOf(period),
          tone: stageColour(stage, report.stages),
        })),
    }));
}

function titleOf({ version, stage, from, to, by, reason, rolledBack }: StagePeriod): string {
  const until = to === null ? 'now' : minuteOf(to);
  const why = reason === null ? '' : `\nbecause ${shorten(reason, LONGEST)}`;
  return `${version} in ${stage}${rolledBack ? ' (rolled back)' : ''}\n${minuteOf(from)} to ${until}\nby ${by}${why}`;
}

function table(parts: readonly ReportSection[], { subject, stages, generatedAt }: Report): Markup {
  const rows = parts.flatMap(({ model, periods }) =>
    periods.shown
      .toReversed()
      .map(
        (period) =>
          markup`<tr>${!subject && markup`<th scope="row">${breakable(model.ref)}</th>`}<td>${stageBadge(period.stage, stages)}</td><td>${period.version}${period.rolledBack && markup` <span class="chip">rolled back</span>`}</td><td data-v="${period.from}">${timeElement(period.from, generatedAt)}</td><td data-v="${period.to ?? '9'}">${period.to === null ? markup`<b>now</b>` : timeElement(period.to, generatedAt)}</td><td class="short" data-v="${lengthOf(period, generatedAt)}">${formatAge(Math.max(0, lengthOf(period, generatedAt)))}</td><td class="short">${said(shorten(period.by, 60))}</td><td class="reason">${said(shorten(period.reason ?? '', LONGEST))}</td></tr>`,
      ),
  );
  const heads = [...(subject ? [] : ['Model']), 'Stage', 'Version', 'From', 'To', 'For', 'By', 'Reason'];
  return markup`<details><summary>As a table</summary>${scrolling('Who held which stage when', markup`<table class="sortable"><caption class="hidden">Who held which stage when</caption><thead><tr>${heads.map((head) => markup`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table>`, 'tall')}</details>`;
}

function lengthOf({ from, to }: StagePeriod, now: Date): number {
  return (to === null ? now.getTime() : Date.parse(to)) - Date.parse(from);
}
