/**
 * A run, or a logged model, in an archive: where it lies in a registry, with the files that its journal has once all is gathered,
 * none of them compressed, and its artifacts. So an archive that is unpacked has runs in their places.
 */
import { invalid } from '../../errors.ts';
import { comparePaths, localPathFault } from '../names/portable-path.ts';
import {
  COUNT,
  FLAG,
  isObject,
  type Kind,
  LIST,
  METRICS,
  MOMENT,
  NUMBER,
  OBJECT,
  SHA256,
  type Shape,
  shapeFault,
  TAGS,
  TEXT,
  TEXTS,
} from '../state/shapes.ts';
import { parseRunBatch, type RunBatch } from '../tracking/batch.ts';
import { isModelId, isRunId } from '../tracking/ids.ts';

const RUNS = '.mreg/runs/';

/** An experiment that runs of an archive are in. */
export interface PackedExperiment {
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** A member of a run. */
export interface RunMember {
  readonly experiment: string;
  readonly id: string;
  /** Below the run's directory. */
  readonly inner: string;
}

export function runPath({ experiment, id, inner }: RunMember): string {
  return `${RUNS}${experiment}/${id}/${inner}`;
}

/** What a member is of a run; undefined for a member of something else. */
export function runMember(path: string): RunMember | undefined {
  if (!path.startsWith(RUNS)) return undefined;
  const [experiment = '', id = '', ...inner] = path.slice(RUNS.length).split('/');
  const isRun = /^(0|[1-9]\d{0,14})$/.test(experiment) && (isRunId(id) || isModelId(id));
  return isRun && inner.length > 0 ? { experiment, id, inner: inner.join('/') } : undefined;
}

/** Runs in the order in which their members come. */
export function inRunOrder<Place extends { experiment: string; id: string }>(
  places: readonly Place[],
): Place[] {
  const of = ({ experiment, id }: Place) => runPath({ experiment, id, inner: '' });
  return places.toSorted((a, b) => comparePaths(of(a), of(b)));
}

/** The experiments that a list names.
 * @throws MREG_INVALID */
export function checkExperiments(value: unknown): Record<string, PackedExperiment> {
  if (!isObject(value)) throw invalid('the experiments of the list are not an object');
  for (const [id, experiment] of Object.entries(value)) {
    const fault = /^(0|[1-9]\d{0,14})$/.test(id) ? faultIn(experiment, EXPERIMENT) : 'has no id of one';
    if (fault !== undefined) throw invalid(`the experiment '${id}' of the list ${fault}`);
  }
  return value as unknown as Record<string, PackedExperiment>;
}

const isText = (value: unknown) => typeof value === 'string';

const LABELS: Kind = {
  expected: 'an object of texts and nulls',
  fits: (value) =>
    isObject(value) &&
    !Object.hasOwn(value, '__proto__') &&
    Object.values(value).every((member) => member === null || isText(member)),
};
const INTEGER: Kind = { expected: 'a whole number', fits: Number.isSafeInteger };
const ARTIFACT_PATH: Kind = {
  expected: 'the path of a file',
  fits: (value) => typeof value === 'string' && value !== '' && localPathFault(value) === undefined,
};
const BATCH_ID: Kind = {
  expected: 'eight hexadecimal digits',
  fits: (value) => typeof value === 'string' && /^[0-9a-f]{8}$/.test(value),
};

const EXPERIMENT: Shape = [
  ['name', TEXT],
  ['tags?', TAGS],
];

const BATCH: Shape = [
  ['batch', NUMBER],
  ['id', BATCH_ID],
  ['at', MOMENT],
  ['created?', OBJECT],
  ['params?', TAGS],
  ['tags?', LABELS],
  ['points?', LIST],
  ['artifact?', OBJECT],
  ['removed?', TEXTS],
  ['datasets?', LIST],
  ['inputs?', TEXTS],
  ['outputs?', LIST],
  ['status?', TEXT],
  ['ended_at?', TEXT],
  ['started_at?', TEXT],
  ['deleted?', FLAG],
];

/** What the members of a batch are made of. */
const PARTS: Readonly<Record<string, Shape>> = {
  created: [
    ['kind', { expected: 'run or model', fits: (value) => value === 'run' || value === 'model' }],
    ['name', TEXT],
    ['user?', TEXT],
    ['started_at', TEXT],
    ['model_type?', TEXT],
    ['source_run_id?', TEXT],
  ],
  points: [
    ['timestamp', INTEGER],
    ['step', INTEGER],
    ['metrics', METRICS],
    ['model_id?', TEXT],
    ['dataset_name?', TEXT],
    ['dataset_digest?', TEXT],
    ['run_id?', TEXT],
  ],
  artifact: [
    ['path', ARTIFACT_PATH],
    ['size', COUNT],
    ['sha256', SHA256],
  ],
  datasets: [
    ['name', TEXT],
    ['digest', TEXT],
    ['source_type?', TEXT],
    ['source?', TEXT],
    ['schema?', TEXT],
    ['profile?', TEXT],
    ['tags?', TAGS],
  ],
  outputs: [
    ['model_id', TEXT],
    ['step', INTEGER],
  ],
};

/** The batch of a line of an archive, which is, byte for byte, what mreg writes of it.
 * @throws MREG_INVALID */
export function parsePackedBatch(line: Buffer, number: number, path: string): RunBatch {
  let batch: RunBatch;
  try {
    batch = parseRunBatch(line, number);
  } catch {
    throw invalid(`'${path}' cannot be read as batch ${number} of a run`);
  }
  const fault = faultIn(batch, BATCH) ?? partsFault(batch);
  if (fault !== undefined) throw invalid(`'${path}', batch ${number}: ${fault}`);
  if ((number === 1) !== (batch.created !== undefined))
    throw invalid(`'${path}': the first batch of a run, and no other, says what it is`);
  if (!line.equals(Buffer.from(JSON.stringify(batch))))
    throw invalid(`'${path}', batch ${number} is not as mreg writes it`);
  return batch;
}

function partsFault(batch: RunBatch): string | undefined {
  for (const [member, shape] of Object.entries(PARTS)) {
    const value = (batch as unknown as Record<string, unknown>)[member];
    for (const part of Array.isArray(value) ? value : value === undefined ? [] : [value]) {
      const fault = faultIn(part, shape);
      if (fault !== undefined) return `${member} ${fault}`;
    }
  }
  return undefined;
}

/** What is wrong with an object that has these members and no other. */
function faultIn(value: unknown, shape: Shape): string | undefined {
  const fault = shapeFault('', value, shape);
  if (fault !== undefined || !isObject(value)) return fault ?? 'is not an object';
  const known = new Set(shape.map(([member]) => member.replace('?', '')));
  const odd = Object.keys(value).find((member) => !known.has(member));
  return odd === undefined ? undefined : `has '${odd.slice(0, 80)}', which an archive has not`;
}
