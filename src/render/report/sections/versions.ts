import { isJsonObject, type JsonObject, stringifyJson } from '../../../core/json/index.ts';
import { sourceFacts } from '../../../core/metadata/origin.ts';
import { metricAsNumber } from '../../../core/values/metric-number.ts';
import { shownMetric } from '../../../core/view/logged.ts';
import type { Report, ReportVersion } from '../../../core/view/report.ts';
import type { VersionView } from '../../../generated/output.ts';
import { formatBytes, formatDistinct } from '../../words/quantity.ts';
import { stageBadge } from '../charts/stage-colour.ts';
import { breakable, type Markup, markup, multiline, said, shorten } from '../markup.ts';
import { timeElement } from '../moment.ts';
import { cutNote, type Section, scrolling, section } from './section.ts';

/** Metrics that have a column of their own. */
const COLUMNS = 4;
const LONGEST = 600;
/** Of one version. */
const TAGS = 8;

/** The versions, a row each; of one model with a column for each metric. */
export function versionsSection(report: Report): Section {
  const { versions, subject } = report;
  const rule = 'the newest and all that a stage, an alias or a pin holds';
  const metrics = subject ? metricColumns(report) : [];
  const heads = [
    'Version',
    ...(subject ? ['#'] : []),
    'Stage',
    'Registered',
    'Size',
    ...metrics.map(({ name }) => name),
    ...(subject ? [] : ['Metrics']),
    'About',
  ];
  const isNumber = (head: string) => ['#', 'Size', ...metrics.map(({ name }) => name)].includes(head);
  const body = markup`${cutNote(versions, 'version', rule)}<div class="tools" data-filter="versions-table"></div>${scrolling('Versions', markup`<table class="sortable" id="versions-table"><caption class="hidden">Versions</caption><thead><tr>${heads.map((head) => markup`<th scope="col"${isNumber(head) && markup` class="number"`}>${breakable(head)}</th>`)}</tr></thead><tbody>${versions.shown.map((row, at) => versionRow(row, at, metrics, report))}</tbody></table>`, 'tall')}`;
  return section('versions', 'Versions', body);
}

interface MetricColumn {
  readonly name: string;
  /** As they are shown, by place in the list of versions. */
  readonly texts: readonly string[];
  readonly best: number | undefined;
}

function metricColumns({ versions, sections }: Report): MetricColumn[] {
  const trends = sections.shown[0]?.trends.shown.slice(0, COLUMNS) ?? [];
  return trends.map(({ name, points, best }) => ({
    name,
    texts: formatDistinct(versions.shown.map(({ version }) => shownMetric(version, name) ?? null)),
    best: best === undefined ? undefined : points[best]?.value,
  }));
}

function versionRow(
  { version, metadata }: ReportVersion,
  at: number,
  metrics: readonly MetricColumn[],
  { subject, stages, generatedAt }: Report,
): Markup {
  const name = subject ? version.version : version.ref;
  const cells = metrics.map(({ name: metric, texts, best }) => {
    const value = shownMetric(version, metric);
    const isBest = best !== undefined && metricAsNumber(value) === best;
    return markup`<td class="number${isBest && ' best'}" data-v="${value ?? ''}">${shorten(texts[at] ?? '', 24)}${isBest && markup` <span class="star" title="best">★<span class="hidden"> best</span></span>`}</td>`;
  });
  return markup`<tr data-stage="${version.stage}"><th scope="row">${breakable(name)}${version.aliases.slice(0, TAGS).map((alias) => markup` <span class="chip alias">${alias}</span>`)}${more(version.aliases.length)}${version.pinned && markup` <span class="chip">pinned</span>`}</th>${subject && markup`<td class="number">${version.number}</td>`}<td>${stageBadge(version.stage, stages)}</td><td data-v="${version.registered_at}">${timeElement(version.registered_at, generatedAt, 'day')}</td><td class="number" data-v="${version.size}">${formatBytes(version.size)}</td>${cells}${!subject && markup`<td class="pairs">${metricsList(version)}</td>`}<td class="about">${about(version, metadata)}</td></tr>`;
}

const LISTED = 3;

function metricsList({ metrics }: VersionView): Markup {
  const all = Object.entries(metrics);
  const texts = all
    .slice(0, LISTED)
    .map(
      ([name, value]) =>
        markup`<span class="pair">${shorten(name, 40)} <b>${shorten(formatDistinct([value])[0] ?? '', 24)}</b></span> `,
    );
  return markup`${texts}${all.length > LISTED && markup`<span class="pair">+${all.length - LISTED}</span>`}`;
}

/** Description and notes of a version, then its origin, folded away. */
function about(version: VersionView, metadata: JsonObject | null | undefined): Markup {
  const tags = Object.entries(version.tags);
  const shown = tags
    .slice(0, TAGS)
    .map(([key, value]) => shorten(value === '' ? key : `${key}=${value}`, 80));
  const facts = metadata ? originRows(metadata) : [];
  return markup`${version.description !== null && markup`<div class="text">${multiline(shorten(version.description, LONGEST))}</div>`}${shown.map((tag) => markup`<span class="chip">${said(tag)}</span> `)}${more(tags.length)}${metadata === null && markup`<p class="damaged">metadata.json is damaged</p>`}${
    facts.length > 0 &&
    markup`<details><summary>Origin</summary><dl>${facts.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${multiline(shorten(value, LONGEST))}</dd></div>`)}</dl></details>`
  }`;
}

/** How many were too many. */
function more(all: number): Markup | undefined {
  return all > TAGS ? markup` <span class="chip">+${all - TAGS}</span>` : undefined;
}

const ORIGIN = [
  ['Notes', 'notes'],
  ['Trained', 'training_timestamp'],
  ['Run', 'mlflow_run_id'],
  ['Data', 'source_data_version'],
  ['Configuration', 'hyperparameters_config_path'],
] as const;

function originRows(metadata: JsonObject): (readonly [name: string, value: string])[] {
  const { framework, registered_by: by } = metadata;
  const { commit, branch, dirty, runUrl } = sourceFacts(metadata);
  const where = `${branch ? ` on ${branch}` : ''}${dirty ? ', with changes that were not committed' : ''}`;
  const frameworkText = isJsonObject(framework)
    ? [framework.name, framework.version].filter((part) => typeof part === 'string').join(' ')
    : '';
  return [
    ...ORIGIN.map(([name, key]) => [name, textOf(metadata[key])] as const),
    ['Registered by', authorOf(by)] as const,
    ['Framework', frameworkText] as const,
    ['Commit', commit ? `${commit}${where}` : ''] as const,
    ['CI run', runUrl ?? ''] as const,
  ].filter(([, value]) => value !== '');
}

function authorOf(by: JsonObject[string] | undefined): string {
  if (!isJsonObject(by) || typeof by.user !== 'string') return textOf(by);
  return typeof by.host === 'string' ? `${by.user}@${by.host}` : by.user;
}

function textOf(value: JsonObject[string] | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : stringifyJson(value);
}
