/** What was measured of a version, as a member of an archive: the lines of its series, one a batch, without the files they lie in. */
import { MregError } from '../../errors.ts';
import { type Batch, formatBatch } from '../series/batch.ts';
import { COUNT, isObject, LIST, METRICS, MOMENT, NUMBER, type Shape, shapeFault } from '../state/shapes.ts';

const SERIES = '.mreg/series/';
const ENDING = '.jsonl';

const BATCH: Shape = [
  ['batch', NUMBER],
  [
    'id',
    {
      expected: 'eight hexadecimal digits',
      fits: (id) => typeof id === 'string' && /^[0-9a-f]{8}$/.test(id),
    },
  ],
  ['points', LIST],
];
const POINT: Shape = [
  ['at', MOMENT],
  ['step?', COUNT],
  ['metrics', METRICS],
];

/** The name of the member for what a version was registered as. */
export function seriesPath(key: string): string {
  return `${SERIES}${key}${ENDING}`;
}

/** What a version was registered as whose series a member is; undefined for any other member. */
export function seriesKey(path: string): string | undefined {
  return path.startsWith(SERIES) && path.endsWith(ENDING)
    ? path.slice(SERIES.length, -ENDING.length)
    : undefined;
}

/** The bytes of a member. */
export function formatSeries(batches: readonly Batch[]): Buffer {
  return Buffer.from(batches.map((batch) => `${formatBatch(batch)}\n`).join(''));
}

/** The batches of a member, which is, byte for byte, what mreg writes of them.
 * @throws MREG_INVALID */
export function parseSeries(bytes: Buffer, path: string): Batch[] {
  const lines = bytes.toString('utf8').split('\n');
  if (lines.pop() !== '' || lines.length === 0) throw refuse(path, 'does not end with a line');
  const ids = new Set<string>();
  return lines.map((line, index) => {
    const batch = parseBatch(line, `${path}, line ${index + 1}`);
    if (batch.batch !== index + 1 || ids.has(batch.id))
      throw refuse(path, `has no batch ${index + 1} of its own`);
    ids.add(batch.id);
    return batch;
  });
}

function parseBatch(line: string, place: string): Batch {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw refuse(place, 'is not JSON');
  }
  const fault = shapeFault('', value, BATCH);
  if (fault !== undefined) throw refuse(place, fault);
  const { batch, id, points } = value as Batch;
  const wrong = points.map((point) => shapeFault('a point', point, POINT)).find((one) => one !== undefined);
  if (wrong !== undefined || points.length === 0) throw refuse(place, wrong ?? 'has no points');
  const same = formatBatch({
    batch,
    id,
    points: points.map(({ at, step, metrics }) => ({ at, ...(step !== undefined && { step }), metrics })),
  });
  if (same !== line || !points.every(({ metrics }) => isObject(metrics) && Object.keys(metrics).length > 0))
    throw refuse(place, 'is not as mreg writes it');
  return { batch, id, points };
}

function refuse(place: string, problem: string): MregError {
  return new MregError('MREG_INVALID', `'${place}' ${problem}`);
}
