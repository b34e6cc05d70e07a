import { MregError } from '../../errors.ts';
import { checkKey } from '../names/name.ts';
import type { DatasetRecord, MetricValue, RunFacts, RunPoint } from './batch.ts';
import type { RunDigest } from './digest.ts';
import { nounOf } from './ids.ts';
import { NAME_TAG, tagsOf } from './view.ts';

/** One value that was measured. */
export interface PointInput {
  readonly key: string;
  /** NaN and the infinities may be texts. */
  readonly value: number | string;
  /** Milliseconds of the epoch. */
  readonly timestamp: number;
  /** Default: 0. */
  readonly step?: number | undefined;
  readonly model_id?: string | undefined;
  readonly dataset_name?: string | undefined;
  readonly dataset_digest?: string | undefined;
  readonly run_id?: string | undefined;
}

const NON_FINITE: readonly string[] = ['NaN', 'Infinity', '-Infinity'];
const MOST_MS = 8_640_000_000_000_000;

/** Points as a batch holds them: those that were measured together share one.
 * @throws MREG_INVALID naming the metric */
export function groupPoints(points: readonly PointInput[]): RunPoint[] {
  const groups = new Map<string, RunPoint & { metrics: Record<string, MetricValue> }>();
  for (const point of points) {
    const { key, value, timestamp, step = 0, model_id, dataset_name, dataset_digest, run_id } = point;
    checkNewKey('metric', key);
    const measured = measuredOf(key, value);
    if (!Number.isSafeInteger(timestamp) || Math.abs(timestamp) > MOST_MS)
      throw invalid(`the timestamp of metric '${key}'`, timestamp, 'whole milliseconds of the epoch');
    if (!Number.isSafeInteger(step)) throw invalid(`the step of metric '${key}'`, step, 'a whole number');
    const of = { model_id, dataset_name, dataset_digest, run_id };
    const isOpen = (group: RunPoint) => !Object.hasOwn(group.metrics, key) || group.metrics[key] === measured;
    // Two values of one metric at one moment are two points.
    for (let copy = 0; ; copy += 1) {
      const place = JSON.stringify([timestamp, step, Object.values(of).map((each) => each ?? null), copy]);
      const group = groups.get(place) ?? { timestamp, step, metrics: {}, ...definedOf(of) };
      if (!isOpen(group)) continue;
      group.metrics[key] = measured;
      groups.set(place, group);
      break;
    }
  }
  return [...groups.values()];
}

/** A metric's value as a batch holds it.
 * @throws MREG_INVALID */
function measuredOf(key: string, value: number | string): MetricValue {
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : (String(value) as MetricValue);
  if (NON_FINITE.includes(value)) return value as MetricValue;
  throw invalid(`the value of metric '${key}'`, value, 'a number');
}

/** What of some facts is new to a run; undefined where nothing is. A param that has another value is refused: the first that
 * is in the journal holds.
 * @throws MREG_INVALID, with `param`, `from` and `to` in its details */
export function decideFacts(id: string, digest: RunDigest, facts: RunFacts): RunFacts | undefined {
  const { params = {}, tags = {}, ...rest } = facts;
  for (const [key, to] of Object.entries(params)) {
    const from = digest.params[key];
    if (from === undefined || from === to) continue;
    const message = `param '${key}' of ${id} is '${shorten(from)}' and cannot become '${shorten(to)}': params do not change`;
    throw new MregError('MREG_INVALID', message, {
      hint: 'log it as a tag if it changes, or make another run',
      details: { run: id, param: key, from, to },
    });
  }
  const known = tagsOf(digest);
  const newParams = Object.entries(params).filter(([key]) => digest.params[key] === undefined);
  const newTags = Object.entries(tags).filter(([key, value]) => (known[key] ?? null) !== value);
  const { datasets, inputs, outputs, status, ended_at, started_at } = rest;
  const decided: RunFacts = definedOf({
    ...rest,
    params: newParams.length > 0 ? Object.fromEntries(newParams) : undefined,
    tags: newTags.length > 0 ? Object.fromEntries(newTags) : undefined,
    points: facts.points && facts.points.length > 0 ? facts.points : undefined,
    datasets: datasets?.some((one) => !hasDataset(digest, one)) ? datasets : undefined,
    inputs: inputs?.some((model) => !digest.inputs.includes(model)) ? inputs : undefined,
    outputs: outputs?.some(({ model_id, step }) => digest.outputs[model_id] !== step) ? outputs : undefined,
    status: status === digest.status ? undefined : status,
    ended_at: ended_at === digest.ended_at ? undefined : ended_at,
    started_at: started_at === digest.started_at ? undefined : started_at,
    deleted: facts.deleted === (typeof digest.deleted_at === 'string') ? undefined : facts.deleted,
  });
  return Object.keys(decided).length > 0 ? decided : undefined;
}

/** Refuses to write to a deleted run.
 * @throws MREG_CONFLICT */
export function checkAlive(kind: 'run' | 'model', id: string, digest: RunDigest): void {
  if (typeof digest.deleted_at !== 'string') return;
  throw new MregError('MREG_CONFLICT', `the ${nounOf(kind)} ${id} is deleted: nothing is written to it`, {
    hint: kind === 'run' ? `mreg run restore ${id}` : undefined,
    details: { [kind === 'run' ? 'run' : 'model_id']: id },
  });
}

/** The tags to take away, as a batch says it.
 * @throws MREG_NOT_FOUND for one that is not there */
export function removeTags(id: string, digest: RunDigest, keys: readonly string[]): Record<string, null> {
  const known = tagsOf(digest);
  const missing = keys.find((key) => !Object.hasOwn(known, key));
  if (missing !== undefined)
    throw new MregError('MREG_NOT_FOUND', `${id} has no tag '${missing}'`, {
      details: { run: id, tag: missing },
    });
  if (keys.includes(NAME_TAG))
    throw new MregError('MREG_INVALID', `the tag '${NAME_TAG}' is the name of the run, and stays`);
  return Object.fromEntries(keys.map((key) => [key, null]));
}

/** Refuses a name of a new tag or param that could not be shown.
 * @throws MREG_INVALID */
export function checkNewKeys({ tags = {}, params = {} }: Pick<RunFacts, 'tags' | 'params'>): void {
  for (const key of Object.keys(tags)) checkNewKey('tag', key);
  for (const key of Object.keys(params)) checkNewKey('param', key);
}

/** Refuses a key that could not be shown, or that no document may hold.
 * @throws MREG_INVALID */
function checkNewKey(what: 'metric' | 'param' | 'tag', key: string): void {
  checkKey(key);
  if (key !== '' && key.length <= 500 && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(key)) return;
  throw invalid(`the name of a ${what}`, key, '1 to 500 characters, none of them a control character');
}

function hasDataset({ datasets }: RunDigest, dataset: DatasetRecord): boolean {
  const known = datasets[JSON.stringify([dataset.name, dataset.digest])];
  return known !== undefined && JSON.stringify({ ...known, ...dataset }) === JSON.stringify(known);
}

/** The members that are not undefined. */
function definedOf<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}

function invalid(what: string, value: unknown, expected: string): MregError {
  return new MregError(
    'MREG_INVALID',
    `${what} is ${JSON.stringify(shorten(String(value)))}, expected ${expected}`,
  );
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
