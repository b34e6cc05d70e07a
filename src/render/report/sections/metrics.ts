import { isBetter } from '../../../core/query/direction.ts';
import type { Report, ReportSection } from '../../../core/view/report.ts';
import { REPORT_LIMITS } from '../../../core/view/report.ts';
import type { MetricTrend, TrendPoint } from '../../../core/view/trend.ts';
import { formatDistinct } from '../../words/quantity.ts';
import { chartSvg } from '../charts/chart.ts';
import { stageColour } from '../charts/stage-colour.ts';
import { count } from '../count.ts';
import { type Markup, markup } from '../markup.ts';
import { cutNote, type Section, section } from './section.ts';

/** A chart for each metric of each model, over its versions. */
export function metricsSection(report: Report): Section | undefined {
  const drawn = report.sections.shown.filter(({ trends }) =>
    trends.shown.some(({ points }) => points.length > 0),
  );
  if (drawn.length === 0) return undefined;
  const measured = report.sections.total > REPORT_LIMITS.sections;
  const groups = drawn.map((part, at) => metricsOf(part, at, report));
  return section(
    'metrics',
    'Metrics',
    markup`${legend(report)}${measured && markup`<p class="cut">Charts of the first ${REPORT_LIMITS.sections} of ${count(report.sections.total, 'model')}, by name.</p>`}${groups}`,
  );
}

function legend({ stages }: Report): Markup {
  const keys = stages.map((stage) => {
    const tone = stageColour(stage, stages);
    const shape =
      tone === 'top'
        ? markup`<path d="M7 1l6 6l-6 6l-6-6z"/>`
        : tone.startsWith('mid')
          ? markup`<rect x="2.5" y="2.5" width="9" height="9"/>`
          : markup`<circle cx="7" cy="7" r="4"/>`;
    return markup`<li><svg width="14" height="14" aria-hidden="true"><g class="mark ${tone}">${shape}</g></svg> ${stage}</li>`;
  });
  return markup`<ul class="legend">${keys}<li><svg width="14" height="14" aria-hidden="true"><circle class="halo" cx="7" cy="7" r="6"/></svg> best</li><li><svg width="26" height="14" aria-hidden="true"><path class="frontier" d="M1 10H13V4H25"/></svg> best so far</li></ul>`;
}

function metricsOf({ model, trends }: ReportSection, at: number, report: Report): Markup {
  const charts = trends.shown.flatMap((metric, index) =>
    metric.points.length === 0 ? [] : [chartCard(metric, `chart-${at}-${index}`, report)],
  );
  return markup`${!report.subject && markup`<h3>${model.ref}</h3>`}${cutNote(trends, 'metric', 'those that most versions have')}<div class="charts">${charts}</div>`;
}

function chartCard(trend: MetricTrend, id: string, { stages }: Report): Markup {
  const { points, best, left } = visible(trend);
  const texts = formatDistinct(points.map(({ value }) => value));
  const { direction, name } = trend;
  const hint = direction === 'min' ? '↓ lower is better' : direction === 'max' ? '↑ higher is better' : '';
  const top = best === undefined ? undefined : points[best];
  const bestText = top && `${texts[best ?? 0]} in ${top.version.version}`;
  const last = points.at(-1);
  const description = `${count(points.length, 'version')}${bestText ? `; the best value is ${bestText}` : ''}${last ? `; the latest is ${texts.at(-1)} in ${last.version.version}` : ''}.`;
  const chart = chartSvg({
    id,
    title: `${name} over versions`,
    description,
    axis: { kind: 'order', labels: points.map(({ version }) => version.version) },
    points: points.map(({ version, value }, at) => ({
      x: at,
      y: value,
      title: `${version.version} (number ${version.number}): ${texts[at]}, ${version.stage}, ${version.registered_at.slice(0, 10)}${at === best ? ', best' : ''}`,
      tone: stageColour(version.stage, stages),
    })),
    best: best === undefined ? undefined : { at: best, label: texts[best] ?? '' },
    frontier: direction && points.length > 2 ? frontierOf(points, direction) : undefined,
  });
  const missing = [
    left > 0
      ? `the newest ${points.length} and the best of ${count(left + points.length, 'version')} shown`
      : '',
    trend.unplottable > 0 ? `${count(trend.unplottable, 'value')} that no chart can show` : '',
  ].filter(Boolean);
  return markup`<figure><figcaption><b>${name}</b>${hint && markup` <span class="hint">${hint}</span>`}${bestText && markup`<span class="bests">best ${bestText}</span>`}</figcaption>${chart}${missing.length > 0 && markup`<p class="cut">${missing.join('; ')}</p>`}</figure>`;
}

/** The newest points, and the best one even if it is older. */
function visible({ points, best }: MetricTrend): {
  points: readonly TrendPoint[];
  best: number | undefined;
  left: number;
} {
  const left = points.length - REPORT_LIMITS.points;
  if (left <= 0) return { points, best, left: 0 };
  const newest = points.slice(left);
  if (best === undefined || best >= left)
    return { points: newest, best: best === undefined ? undefined : best - left, left };
  return { points: [points[best] as TrendPoint, ...newest.slice(1)], best: 0, left };
}

function frontierOf(points: readonly TrendPoint[], direction: 'min' | 'max'): number[] {
  const best: number[] = [];
  for (const { value } of points) {
    const last = best.at(-1);
    best.push(last === undefined || isBetter(value, last, direction) ? value : last);
  }
  return best;
}
