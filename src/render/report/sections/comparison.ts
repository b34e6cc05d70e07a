import { stringifyJson } from '../../../core/json/index.ts';
import type { Report } from '../../../core/view/report.ts';
import type { CompareResult } from '../../../generated/output.ts';
import { differenceText, formatBytes, formatDistinct } from '../../words/quantity.ts';
import { stageBadge } from '../charts/stage-colour.ts';
import { type Markup, markup, said, shorten } from '../markup.ts';
import { timeElement } from '../moment.ts';
import { type Section, scrolling, section } from './section.ts';

const LONGEST = 200;
/** The most rows of the table; a note says how many are left out. */
const ROWS = 300;

/** Versions side by side: their metrics, the best marked, and the hyperparameters that differ. */
export function comparisonSection(report: Report): Section | undefined {
  const { comparison, stages, generatedAt } = report;
  if (!comparison) return undefined;
  const { versions, metrics, hyperparameters } = comparison;
  const models = new Set(versions.map(({ type, model }) => `${type}/${model}`));
  const heads = versions.map(
    ({ ref, version, stage }) =>
      markup`<th scope="col" class="number">${models.size > 1 ? ref : version}<br>${stageBadge(stage, stages)}</th>`,
  );
  const row = (name: string, cells: readonly Markup[]) =>
    markup`<tr><th scope="row">${said(shorten(name, LONGEST))}</th>${cells.map((cell) => markup`<td class="number">${cell}</td>`)}</tr>`;
  const left = Math.max(0, metrics.length - ROWS) + Math.max(0, hyperparameters.length - ROWS);
  const table = markup`<table class="comparison"><caption class="hidden">Comparison of ${versions.length} versions</caption><thead><tr><td></td>${heads}</tr></thead><tbody>${row(
    'Registered',
    versions.map(({ registered_at: at }) => timeElement(at, generatedAt)),
  )}${row(
    'Size',
    versions.map(({ size }) => markup`${formatBytes(size)}`),
  )}</tbody>${
    metrics.length > 0 &&
    markup`<tbody>${groupHead('Metrics', versions.length)}${metrics.slice(0, ROWS).map(metricRow)}</tbody>`
  }${
    hyperparameters.length > 0 &&
    markup`<tbody>${groupHead('Hyperparameters that differ', versions.length)}${hyperparameters
      .slice(0, ROWS)
      .map(({ name, values }) =>
        row(
          name,
          values.map((value) => markup`${said(shorten(valueText(value), LONGEST))}`),
        ),
      )}</tbody>`
  }</table>`;
  const body = markup`${scrolling('Comparison', table)}${left > 0 && markup`<p class="cut">${left.toLocaleString('en-US')} rows are left out; mreg compare shows them.</p>`}<p class="hint">Differences are to the first version; ★ is the best value.</p>`;
  return section('comparison', 'Comparison', body);
}

function groupHead(title: string, versions: number): Markup {
  return markup`<tr class="group"><th scope="rowgroup" colspan="${versions + 1}">${title}</th></tr>`;
}

function metricRow({ name, direction, values, best, differences }: CompareResult['metrics'][number]): Markup {
  const texts = formatDistinct(values);
  const hint = direction === null ? '' : direction === 'min' ? '↓' : '↑';
  const says = direction === 'min' ? 'lower is better' : 'higher is better';
  const cells = texts.map((text, at) => {
    const isBest = best.includes(at);
    const difference = differenceText(differences[at] ?? null);
    return markup`<td class="number${isBest && ' best'}">${text === '' ? markup`<span class="nothing">—</span>` : shorten(text, 40)}${isBest && markup` <span class="star" title="best">★<span class="hidden"> best</span></span>`}${difference && markup`<br><small>${difference.trim()}</small>`}</td>`;
  });
  return markup`<tr><th scope="row">${said(shorten(name, LONGEST))}${hint && markup` <span class="hint" title="${says}">${hint}<span class="hidden"> ${says}</span></span>`}</th>${cells}</tr>`;
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return '—';
  return typeof value === 'string' ? value : stringifyJson(value);
}
