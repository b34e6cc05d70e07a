import { ladder } from '../../../core/names/stage.ts';
import type { Report } from '../../../core/view/report.ts';
import type { ModelView } from '../../../generated/output.ts';
import { formatBytes } from '../../words/quantity.ts';
import { stageBadge } from '../charts/stage-colour.ts';
import { breakable, type Markup, markup } from '../markup.ts';
import { minuteOf, timeElement } from '../moment.ts';
import { cutNote, type Section, scrolling, section } from './section.ts';

/** The subject of the report, and its most important facts. */
export function header(report: Report): Markup {
  const { title, subject, generatedAt, revision, since, entries } = report;
  const [newest] = entries.shown;
  const facts = [
    fact('Versions', report.versions.total.toLocaleString('en-US')),
    ...(subject ? [] : [fact('Models', report.models.total.toLocaleString('en-US'))]),
    ...(subject ? pointers(report, subject) : []),
    fact('Size', formatBytes(report.size)),
    newest && fact('Last change', timeElement(newest.at, generatedAt, 'day')),
  ];
  const range = since ? `, from ${minuteOf(since)} UTC on` : '';
  return markup`<header><p class="kicker">${subject ? 'Model' : 'Registry'}</p><h1>${title}</h1>${
    subject && title !== subject.ref && markup`<p class="ref">${subject.ref}</p>`
  }<p class="made">Revision ${revision}, as of <time datetime="${generatedAt.toISOString()}">${minuteOf(generatedAt)}</time> UTC${range}</p><dl class="facts">${facts}</dl></header>`;
}

function fact(name: string, value: string | Markup): Markup {
  return markup`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

function pointers({ stages }: Report, subject: ModelView): Markup[] {
  return ladder(stages)
    .toReversed()
    .map((stage) => fact(stage, Object.hasOwn(subject.stages, stage) ? (subject.stages[stage] ?? '—') : '—'));
}

const ALIASES = 12;

/** Every model of a registry, with the holders of its stages. */
export function modelsSection({ subject, models, stages }: Report): Section | undefined {
  if (subject || models.total === 0) return undefined;
  const columns = ladder(stages).toReversed();
  const rows = models.shown.map(
    (model) =>
      markup`<tr><th scope="row">${breakable(model.ref)}</th>${columns.map((stage) => {
        const version = Object.hasOwn(model.stages, stage) ? model.stages[stage] : undefined;
        return markup`<td>${version === undefined ? markup`<span class="nothing">—</span>` : markup`${version}`}</td>`;
      })}<td>${model.latest ?? '—'}</td><td>${Object.entries(model.aliases)
        .slice(0, ALIASES)
        .map(
          ([alias, version]) => markup`<span class="chip">${alias} → ${version}</span> `,
        )}${Object.keys(model.aliases).length > ALIASES && markup`<span class="chip">+${Object.keys(model.aliases).length - ALIASES}</span>`}</td><td class="number" data-v="${model.version_count}">${model.version_count.toLocaleString('en-US')}</td><td class="number" data-v="${model.size}">${formatBytes(model.size)}</td></tr>`,
  );
  return section(
    'models',
    'Models',
    markup`${cutNote(models, 'model', 'by name')}${scrolling('Models', markup`<table class="sortable"><caption class="hidden">Models</caption><thead><tr><th scope="col">Model</th>${columns.map((stage) => markup`<th scope="col">${stageBadge(stage, stages)}</th>`)}<th scope="col">Latest</th><th scope="col">Aliases</th><th scope="col" class="number">Versions</th><th scope="col" class="number">Size</th></tr></thead><tbody>${rows}</tbody></table>`, 'tall')}`,
  );
}
