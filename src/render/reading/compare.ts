import { stringifyJson } from '../../core/json/index.ts';
import type {
  BestResult,
  ComparedMetric,
  CompareResult,
  DiffResult,
  RunCompareResult,
  SearchResult,
} from '../../generated/output.ts';
import type { Cell, Column } from '../terminal/cell.ts';
import { csvLine } from '../terminal/csv.ts';
import { escapeText } from '../terminal/escape.ts';
import type { Ui } from '../terminal/ui.ts';
import { pairsText } from '../words/pairs.ts';
import { differenceText, formatAge, formatBytes, formatDistinct } from '../words/quantity.ts';
import { metricsText } from './version.ts';

/** How a comparison is written: for people, for a spreadsheet, for a merge request. */
export const COMPARE_FORMATS = ['table', 'csv', 'markdown'] as const;

type CompareFormat = (typeof COMPARE_FORMATS)[number];

/** Versions side by side. In a pipe and as CSV the values have all their digits, and the best are named at the end. */
export function compareText(result: CompareResult, ui: Ui, format?: CompareFormat): string {
  const heads = headsOf(result);
  const rows = { pretty: () => prettyRows(result, ui), plain: () => plainRows(result, heads) };
  return sideBySide(heads, rows, ui, format);
}

/** Runs side by side, likewise. */
export function compareRunsText(result: RunCompareResult, ui: Ui, format?: CompareFormat): string {
  const { runs, metrics, params } = result;
  const short = runs.map(({ id }) => id.slice(0, 8));
  const heads = new Set(short).size === runs.length ? short : runs.map(({ id }) => id);
  const row = (name: string, texts: readonly (string | null)[]) => [name, ...texts.map((text) => text ?? '')];
  const facts = [
    row(
      'name',
      runs.map(({ name }) => name),
    ),
    row(
      'status',
      runs.map(({ status }) => status),
    ),
    row(
      'started_at',
      runs.map(({ started_at }) => started_at),
    ),
  ];
  const chosen = params.map(({ name, values }) => row(`params.${name}`, values));
  const plain = (rows: readonly string[][]) => rows.map((cells) => [...cells, '']);
  const pretty = (rows: readonly string[][]) => rows.map((cells) => cells.map((text): Shown => ({ text })));
  const rows = {
    pretty: () => [...pretty(facts), ...metrics.map(prettyMetric), ...pretty(chosen)],
    plain: () => [...plain(facts), ...metrics.map((metric) => plainMetric(metric, heads)), ...plain(chosen)],
  };
  return sideBySide(heads, rows, ui, format);
}

interface Rows {
  readonly pretty: () => Shown[][];
  readonly plain: () => string[][];
}

function sideBySide(
  heads: readonly string[],
  { pretty, plain }: Rows,
  ui: Ui,
  format: CompareFormat = 'table',
): string {
  if (format === 'markdown') {
    const rows = pretty().map((cells) => cells.map(({ text, best }) => (best ? `**${text}**` : text)));
    return [['', ...heads], ['---', ...heads.map(() => '---:')], ...rows].map(markdownLine).join('\n');
  }
  if (format === 'csv') {
    const csv = [['', ...heads, 'best'], ...plain()].map(csvLine).join('\n');
    return ui.tty ? escapeText(csv, { multiline: true }) : csv;
  }
  const columns: Column[] = [{ header: '' }, ...heads.map((header): Column => ({ header, align: 'right' }))];
  if (!ui.tty) return ui.table([...columns, { header: 'BEST' }], plain());
  return ui.table(
    columns,
    pretty().map((cells) =>
      cells.map(({ text, best }): Cell => (best ? { text: `${text} *`, style: 'ok' } : text)),
    ),
  );
}

interface Shown {
  readonly text: string;
  readonly best?: boolean;
}

function prettyRows(result: CompareResult, ui: Ui): Shown[][] {
  const { versions, metrics, hyperparameters } = result;
  const row = (name: string, texts: readonly string[]): Shown[] => [
    { text: name },
    ...texts.map((text) => ({ text })),
  ];
  return [
    row(
      'stage',
      versions.map(({ stage }) => stage),
    ),
    row(
      'age',
      versions.map(({ registered_at: at }) => formatAge(Math.max(0, ui.now.getTime() - Date.parse(at)))),
    ),
    row(
      'size',
      versions.map(({ size }) => formatBytes(size)),
    ),
    ...metrics.map(prettyMetric),
    ...hyperparameters.map(({ name, values }) => row(`params.${name}`, values.map(valueText))),
  ];
}

function prettyMetric({ name, values, best, differences }: ComparedMetric): Shown[] {
  const texts = formatDistinct(values);
  return [
    { text: name },
    ...texts.map((text, at) => ({
      text: `${text}${differenceText(differences[at] ?? null)}`,
      best: best.includes(at),
    })),
  ];
}

function plainMetric({ name, values, best }: ComparedMetric, heads: readonly string[]): string[] {
  return [name, ...values.map(valueText), best.map((at) => heads[at]).join(' ')];
}

function plainRows(
  { versions, metrics, hyperparameters }: CompareResult,
  heads: readonly string[],
): string[][] {
  const row = (name: string, values: readonly unknown[]): string[] => [name, ...values.map(valueText), ''];
  return [
    row(
      'stage',
      versions.map(({ stage }) => stage),
    ),
    row(
      'registered_at',
      versions.map(({ registered_at }) => registered_at),
    ),
    row(
      'size',
      versions.map(({ size }) => size),
    ),
    ...metrics.map((metric) => plainMetric(metric, heads)),
    ...hyperparameters.map(({ name, values }) => row(`params.${name}`, values)),
  ];
}

/** Versions without their model, if all are of one model. */
function headsOf({ versions }: CompareResult): string[] {
  const models = new Set(versions.map(({ type, model }) => `${type}/${model}`));
  return versions.map(({ ref, version }) => (models.size > 1 ? ref : version));
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : stringifyJson(value);
}

function markdownLine(cells: readonly string[]): string {
  return `| ${cells.map((cell) => escapeText(cell).replace(/[|\\]/g, '\\$&')).join(' | ')} |`;
}

/** RFC 4180, apart from the line ends. */
/** The differences of the second version, a line each: `+`, `-` or `~`, the place, and both values. */
export function diffText({ from, to, changes, files, seconds, equal }: DiffResult, ui: Ui): string {
  const file = (sign: Cell, path: string, before: string, after: string): Cell[] => [
    sign,
    `file ${path}`,
    before,
    after,
  ];
  const shown = ({ size, sha256 }: { size: number; sha256: string }): string =>
    ui.tty ? `${formatBytes(size)} ${sha256.slice(0, 12)}` : `${size} ${sha256}`;
  const rows: Cell[][] = [
    ...changes.map((change): Cell[] => [
      change.from === null ? ADDED : change.to === null ? REMOVED : CHANGED,
      change.field,
      valueText(change.from),
      valueText(change.to),
    ]),
    ...files.added.map((added) => file(ADDED, added.path, '', shown(added))),
    ...files.removed.map((removed) => file(REMOVED, removed.path, shown(removed), '')),
    ...files.changed.map((changed) => file(CHANGED, changed.path, shown(changed.from), shown(changed.to))),
  ];
  const table = ui.table(
    [{ header: '' }, { header: 'WHAT' }, { header: from.version }, { header: to.version }],
    rows,
  );
  if (!ui.tty) return table;
  const later = `${formatAge(Math.abs(seconds) * 1000)} ${seconds < 0 ? 'earlier' : 'later'}`;
  const summary = `${from.ref} → ${to.ref}, registered ${later}; ${equal ? 'nothing differs' : `unchanged files: ${files.unchanged}`}`;
  return [ui.style.dim(escapeText(summary)), ...(table === '' ? [] : [table])].join('\n');
}

const ADDED: Cell = { text: '+', style: 'ok' };
const REMOVED: Cell = { text: '-', style: 'error' };
const CHANGED: Cell = { text: '~', style: 'warn' };

/** The best version; on a terminal with its value. */
export function bestText({ version, metric, value, candidates }: BestResult, ui: Ui): string {
  if (!ui.tty) return version.ref;
  return `${ui.style.bold(version.ref)}  ${escapeText(`${metric}=${value}`)}  ${ui.style.dim(`best of ${candidates}`)}`;
}

const FOUND: readonly Column[] = [
  { header: 'VERSION', style: 'bold' },
  { header: 'STAGE', style: 'stage' },
  { header: 'AGE', align: 'right' },
  { header: 'SIZE', align: 'right' },
  { header: 'METRICS', optional: true },
  { header: 'TAGS', optional: true },
];

/** Versions of many models, a line each. In a pipe the age is the moment and the size is in bytes. */
export function searchText({ versions }: SearchResult, ui: Ui): string {
  return ui.table(FOUND, foundRows(versions, ui));
}

function* foundRows(versions: SearchResult['versions'], ui: Ui): Generator<readonly string[]> {
  for (const { ref, stage, registered_at: at, size, metrics, tags } of versions)
    yield [
      ref,
      stage,
      ui.tty ? formatAge(Math.max(0, ui.now.getTime() - Date.parse(at))) : at,
      ui.tty ? formatBytes(size) : String(size),
      metricsText(metrics),
      pairsText(tags),
    ];
}
