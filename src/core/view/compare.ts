import type { CompareResult, DiffResult, FileView, VersionView } from '../../generated/output.ts';
import { isJsonObject, type JsonObject, type JsonValue, stringifyJson, toPlain } from '../json/index.ts';
import { type Direction, directionOf, isBetter } from '../query/direction.ts';
import { isSelected } from '../query/metric-name.ts';
import { metricAsNumber } from '../values/metric-number.ts';
import { shownMetric, shownMetrics } from './logged.ts';

/** A version with its metadata.json. */
export interface Known {
  readonly version: VersionView;
  readonly metadata: JsonObject;
}

type MetricRow = CompareResult['metrics'][number];

/** Versions side by side: their metrics, all or those selected by full name or last part, and the hyperparameters
 * that are not the same in all. */
export function compareVersionsOf(
  known: readonly Known[],
  selected: readonly string[],
  directions?: Readonly<Record<string, Direction>>,
): CompareResult {
  const versions = known.map(({ version }) => version);
  const names = [...new Set(versions.flatMap((version) => Object.keys(shownMetrics(version))))];
  const parameters = known.map(({ metadata }) => flatten(metadata.hyperparameters));
  return {
    versions,
    metrics: names
      .filter((name) => isSelected(name, selected))
      .map((name) => metricRow(name, versions, directions)),
    hyperparameters: keysOf(parameters)
      .map((name) => ({ name, values: parameters.map((values) => toPlain(values.get(name) ?? null)) }))
      .filter(({ values }) => new Set(values.map((value) => stringifyJson(value))).size > 1),
  };
}

function metricRow(
  name: string,
  versions: readonly VersionView[],
  directions?: Readonly<Record<string, Direction>>,
): MetricRow {
  return markBest(
    name,
    versions.map((version) => shownMetric(version, name) ?? null),
    directions,
  );
}

/** The values of one metric side by side: which are the best, and how far each is from the first. */
export function markBest(
  name: string,
  values: readonly (number | string | null)[],
  directions?: Readonly<Record<string, Direction>>,
): MetricRow {
  const direction = directionOf(name, directions) ?? null;
  const numbers = values.map((value) => metricAsNumber(value ?? undefined));
  const best = numbers.flatMap((number, at) => {
    const beaten = direction === null || numbers.some((other) => isBetter(other, number, direction));
    return beaten || Number.isNaN(number) ? [] : [at];
  });
  const [first = Number.NaN] = numbers;
  const differences = numbers.map((number, at) => {
    const absolute = number - first;
    if (at === 0 || !Number.isFinite(absolute)) return null;
    return { absolute, relative: first === 0 ? null : absolute / Math.abs(first) };
  });
  // If all values are equal, none is the best.
  return { name, direction, values: [...values], best: best.length < values.length ? best : [], differences };
}

/** Members that differ between any two versions, that the log may change, or that are compared file by file. */
const NO_DIFFERENCE: ReadonlySet<string> = new Set([
  'model_name',
  'model_version',
  'model_type',
  'registered_at',
  'registered_by',
  'key_performance_metrics',
  'tags',
  'description',
  'files',
]);

/** The differences of the second of two versions. Names, numbers and stages are not compared. */
export function diffVersions(from: Known, to: Known): DiffResult {
  const [before, after] = [fieldsOf(from), fieldsOf(to)];
  const changes = keysOf([before, after])
    .map((field) => ({
      field,
      from: toPlain(before.get(field) ?? null),
      to: toPlain(after.get(field) ?? null),
    }))
    .filter((change) => stringifyJson(change.from) !== stringifyJson(change.to));
  const files = diffFiles(filesOf(from), filesOf(to));
  const touched = files.added.length + files.removed.length + files.changed.length;
  return {
    from: from.version,
    to: to.version,
    equal: changes.length === 0 && touched === 0,
    seconds: (Date.parse(to.version.registered_at) - Date.parse(from.version.registered_at)) / 1000,
    changes,
    files,
  };
}

function fieldsOf({ version, metadata }: Known): ReadonlyMap<string, JsonValue> {
  const rest = Object.entries(metadata).filter(([key]) => !NO_DIFFERENCE.has(key));
  return new Map([
    ...[...flatten(version.metrics)].map(([name, value]) => [`metrics.${name}`, value] as const),
    ...[...flatten(version.tags)].map(([name, value]) => [`tags.${name}`, value] as const),
    ...(version.description === null ? [] : [['description', version.description] as const]),
    ...flatten(Object.fromEntries(rest)),
  ]);
}

function diffFiles(
  from: ReadonlyMap<string, FileView>,
  to: ReadonlyMap<string, FileView>,
): DiffResult['files'] {
  const paths = [...new Set([...from.keys(), ...to.keys()])];
  const files: DiffResult['files'] = { added: [], removed: [], changed: [], unchanged: 0 };
  for (const path of paths) {
    const [before, after] = [from.get(path), to.get(path)];
    if (before && after && before.sha256 === after.sha256) files.unchanged += 1;
    else if (before && after) files.changed.push({ path, from: before, to: after });
    else if (before) files.removed.push(before);
    else if (after) files.added.push(after);
  }
  return files;
}

function filesOf({ metadata }: Known): ReadonlyMap<string, FileView> {
  const files = (toPlain(metadata.files ?? []) as FileView[]).map(({ path, size, sha256 }) => ({
    path,
    size,
    sha256,
  }));
  return new Map(files.map((file) => [file.path, file]));
}

/** The members of an object by dotted name, those of inner objects too; lists count as one value. */
function flatten(value: JsonValue | undefined, prefix = ''): Map<string, JsonValue> {
  if (!isJsonObject(value)) return new Map();
  return new Map(
    Object.entries(value).flatMap(([key, member]): [string, JsonValue][] =>
      isJsonObject(member) && Object.keys(member).length > 0
        ? [...flatten(member, `${prefix}${key}.`)]
        : [[`${prefix}${key}`, member]],
    ),
  );
}

function keysOf(maps: readonly ReadonlyMap<string, unknown>[]): string[] {
  return [...new Set(maps.flatMap((map) => [...map.keys()]))];
}
