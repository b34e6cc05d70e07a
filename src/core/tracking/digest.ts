/**
 * What batches of a run say together. Digests of batches that follow each other can be joined to that of all of them, so a
 * block's header holds the digest of its batches, and a run of millions of points is read without unpacking one.
 */
import type { Creation, DatasetRecord, MetricValue, RunBatch, RunPoint } from './batch.ts';
import { type CurvePoint, comparePoints, orderCurve, thin } from './curve.ts';

/** The facts of one metric. */
interface MetricDigest {
  readonly latest: CurvePoint;
  /** Of the values that are numbers; null if none is. */
  readonly min: number | null;
  readonly max: number | null;
  /** The first step that has the lowest value, and the highest. A header does not hold them: its curve tells. */
  readonly min_step: number | null;
  readonly max_step: number | null;
  /** Some of its points, in order; undefined unless they were asked for. */
  readonly curve?: readonly CurvePoint[] | undefined;
}

/** The facts of an artifact. */
export interface ArtifactDigest {
  readonly size: number;
  readonly sha256: string;
  /** Digests of what was written to the same path before: one of them may still be there. */
  readonly former?: readonly string[] | undefined;
  /** How often the path was taken away. */
  readonly life: number;
  readonly at: string;
  readonly removed?: true | undefined;
}

/** The latest value of a metric of a logged model, for each data set. */
export interface ModelMetric extends Omit<RunPoint, 'metrics' | 'model_id'> {
  readonly key: string;
  readonly value: MetricValue;
}

type By<T> = Record<string, T>;

/** What batches say. Params: the first counts. Tags and all else: the last. */
export interface RunDigest {
  batches: number;
  /** When the last of them was written. */
  at: string;
  created?: Creation | undefined;
  params: By<string>;
  /** Null for one that was taken away. */
  tags: By<string | null>;
  metrics: By<MetricDigest>;
  artifacts: By<ArtifactDigest>;
  datasets: By<DatasetRecord>;
  inputs: string[];
  outputs: By<number>;
  /** By metric and data set; of a logged model only. */
  measured: By<ModelMetric>;
  status?: string | undefined;
  started_at?: string | undefined;
  ended_at?: string | undefined;
  /** Since when it is deleted; null if it was restored. */
  deleted_at?: string | null | undefined;
  purged?: true | undefined;
}

/** The digest of no batches. */
export function emptyDigest(): RunDigest {
  return {
    batches: 0,
    at: '',
    params: by(),
    tags: by(),
    metrics: by(),
    artifacts: by(),
    datasets: by(),
    inputs: [],
    outputs: by(),
    measured: by(),
  };
}

/** Adds the batch that follows to a digest. */
export function addBatch(to: RunDigest, batch: RunBatch, withCurves: boolean): void {
  to.batches += 1;
  to.at = batch.at;
  if (batch.created) to.created ??= batch.created;
  for (const [key, value] of Object.entries(batch.params ?? {}))
    if (!(key in to.params)) to.params[key] = value;
  for (const [key, value] of Object.entries(batch.tags ?? {})) to.tags[key] = value;
  addPoints(to, batch.points ?? [], withCurves);
  if (batch.artifact) {
    const { path, size, sha256 } = batch.artifact;
    to.artifacts[path] = joinArtifacts(to.artifacts[path], { size, sha256, life: 0, at: batch.at });
  }
  for (const path of batch.removed ?? [])
    to.artifacts[path] = joinArtifacts(to.artifacts[path], {
      size: 0,
      sha256: '',
      life: 1,
      at: batch.at,
      removed: true,
    });
  for (const dataset of batch.datasets ?? []) addDataset(to, dataset);
  for (const id of batch.inputs ?? []) if (!to.inputs.includes(id)) to.inputs.push(id);
  for (const { model_id, step } of batch.outputs ?? []) to.outputs[model_id] = step;
  if (batch.status !== undefined) to.status = batch.status;
  if (batch.started_at !== undefined) to.started_at = batch.started_at;
  if (batch.ended_at !== undefined) to.ended_at = batch.ended_at;
  if (batch.deleted !== undefined) to.deleted_at = batch.deleted ? batch.at : null;
  if (batch.purged) to.purged = true;
}

/** Adds the digest of the batches that follow. */
export function addDigest(to: RunDigest, next: RunDigest, withCurves: boolean): void {
  to.batches += next.batches;
  to.at = next.at;
  if (next.created) to.created ??= next.created;
  for (const key of Object.keys(next.params))
    if (!(key in to.params)) to.params[key] = next.params[key] as string;
  Object.assign(to.tags, next.tags);
  for (const [key, metric] of Object.entries(next.metrics))
    to.metrics[key] = joinMetrics(to.metrics[key], metric, withCurves);
  for (const [path, artifact] of Object.entries(next.artifacts))
    to.artifacts[path] = joinArtifacts(to.artifacts[path], artifact);
  for (const dataset of Object.values(next.datasets)) addDataset(to, dataset);
  for (const id of next.inputs) if (!to.inputs.includes(id)) to.inputs.push(id);
  Object.assign(to.outputs, next.outputs);
  for (const [key, one] of Object.entries(next.measured)) addMeasured(to, key, one);
  if (next.status !== undefined) to.status = next.status;
  if (next.started_at !== undefined) to.started_at = next.started_at;
  if (next.ended_at !== undefined) to.ended_at = next.ended_at;
  if (next.deleted_at !== undefined) to.deleted_at = next.deleted_at;
  if (next.purged) to.purged = true;
}

const MOST_IN_ALL = 20_000;
const MOST_OF_ONE = 200;
const LEAST_OF_ONE = 8;

type PackedMetric = Omit<MetricDigest, 'min_step' | 'max_step'>;

/** The digest as a header holds it. */
export type PackedDigest = Omit<RunDigest, 'metrics'> & { metrics: By<PackedMetric> };

/** The digest as a header holds it, with curves that are short enough for it. */
export function packDigest(digest: RunDigest): PackedDigest {
  const keys = Object.keys(digest.metrics);
  const most = Math.max(
    LEAST_OF_ONE,
    Math.min(MOST_OF_ONE, Math.floor(MOST_IN_ALL / Math.max(1, keys.length))),
  );
  const metrics = by<PackedMetric>();
  for (const key of keys) {
    const metric = digest.metrics[key] as MetricDigest;
    const { latest, min, max } = metric;
    metrics[key] = { latest, min, max, curve: thin(orderCurve(metric.curve ?? []), most) };
  }
  return { ...digest, metrics };
}

/** The digest that a header holds, so that no key of it is taken for something that every object has. */
export function unpackDigest(packed: PackedDigest): RunDigest {
  const metrics = by<MetricDigest>();
  for (const [key, metric] of Object.entries(packed.metrics))
    metrics[key] = { ...metric, ...stepsOf(metric) };
  const own = <T>(record: By<T>): By<T> => Object.assign(by<T>(), record);
  return {
    ...packed,
    params: own(packed.params),
    tags: own(packed.tags),
    metrics,
    artifacts: own(packed.artifacts),
    datasets: own(packed.datasets),
    inputs: [...packed.inputs],
    outputs: own(packed.outputs),
    measured: own(packed.measured),
  };
}

/** Where the extremes are. Thinning keeps both of them. */
function stepsOf({ min, max, curve = [] }: PackedMetric) {
  const stepOf = (bound: number | null) =>
    bound === null ? null : (curve.find(([, , value]) => Number(value) === bound)?.[0] ?? null);
  return { min_step: stepOf(min), max_step: stepOf(max) };
}

function addPoints(to: RunDigest, points: readonly RunPoint[], withCurves: boolean): void {
  for (const point of points) {
    const { timestamp, step, metrics, model_id, ...of } = point;
    for (const [key, value] of Object.entries(metrics)) {
      const one: CurvePoint = [step, timestamp, value];
      const number = Number(value);
      const bound = Number.isFinite(number) ? number : null;
      addPoint(to, key, one, bound, withCurves);
      if (of.run_id === undefined) continue;
      const place = JSON.stringify([key, of.dataset_name ?? null, of.dataset_digest ?? null]);
      addMeasured(to, place, { key, value, step, timestamp, ...of });
    }
  }
}

function addPoint(
  to: RunDigest,
  key: string,
  one: CurvePoint,
  bound: number | null,
  withCurves: boolean,
): void {
  const known = to.metrics[key];
  if (!known) {
    const step = bound === null ? null : one[0];
    const bounds = { min: bound, max: bound, min_step: step, max_step: step };
    to.metrics[key] = { latest: one, ...bounds, ...(withCurves && { curve: [one] }) };
    return;
  }
  // In place: a batch may have thousands of one metric.
  const mutable = known as { -readonly [Member in keyof MetricDigest]: MetricDigest[Member] };
  if (comparePoints(one, known.latest) > 0) mutable.latest = one;
  if (bound !== null) {
    if (isFirst(bound, one[0], known.min, known.min_step, -1))
      [mutable.min, mutable.min_step] = [bound, one[0]];
    if (isFirst(bound, one[0], known.max, known.max_step, 1))
      [mutable.max, mutable.max_step] = [bound, one[0]];
  }
  if (withCurves) (known.curve as CurvePoint[]).push(one);
}

function joinMetrics(
  before: MetricDigest | undefined,
  next: MetricDigest,
  withCurves: boolean,
): MetricDigest {
  const curve = withCurves ? { curve: [...(before?.curve ?? []), ...(next.curve ?? [])] } : {};
  const { latest, min, max, min_step, max_step } = next;
  if (!before) return { latest, min, max, min_step, max_step, ...curve };
  const [lowest, highest] = [
    min !== null && isFirst(min, min_step, before.min, before.min_step, -1) ? next : before,
    max !== null && isFirst(max, max_step, before.max, before.max_step, 1) ? next : before,
  ];
  return {
    latest: comparePoints(latest, before.latest) > 0 ? latest : before.latest,
    min: lowest.min,
    max: highest.max,
    min_step: lowest.min_step,
    max_step: highest.max_step,
    ...curve,
  };
}

/** What was written later holds; what was there before may still be, if a writer of the same path was slower. */
function joinArtifacts(before: ArtifactDigest | undefined, next: ArtifactDigest): ArtifactDigest {
  if (!before) return next;
  const life = before.life + next.life;
  if (next.life > 0 || before.removed) return { ...next, life };
  const digests = new Set([...(before.former ?? []), before.sha256, ...(next.former ?? [])]);
  digests.delete(next.sha256);
  const former = [...digests].sort();
  return { ...next, life, ...(former.length > 0 && { former }) };
}

function addDataset(to: RunDigest, dataset: DatasetRecord): void {
  const key = JSON.stringify([dataset.name, dataset.digest]);
  const tags = { ...to.datasets[key]?.tags, ...dataset.tags };
  to.datasets[key] = { ...to.datasets[key], ...dataset, ...(Object.keys(tags).length > 0 && { tags }) };
}

function addMeasured(to: RunDigest, place: string, one: ModelMetric): void {
  const known = to.measured[place];
  const point = ({ step, timestamp, value }: ModelMetric): CurvePoint => [step, timestamp, value];
  if (!known || comparePoints(point(one), point(known)) > 0) to.measured[place] = one;
}

/** Whether a value is beyond the one known, above it or below it by `sign`, or the same at an earlier step. */
function isFirst(
  value: number,
  step: number | null,
  known: number | null,
  knownStep: number | null,
  sign: 1 | -1,
): boolean {
  if (known === null || sign * (value - known) > 0) return true;
  return value === known && step !== null && (knownStep === null || step < knownStep);
}

/** An object without anything that was not put into it. */
function by<T>(): By<T> {
  return Object.create(null) as By<T>;
}
