import { expect, it } from 'vitest';
import type { RunBatch, RunFacts } from '../../../../src/core/tracking/batch.ts';
import { parseRunBatch } from '../../../../src/core/tracking/batch.ts';
import { decideFacts, groupPoints } from '../../../../src/core/tracking/decide-run.ts';
import {
  addBatch,
  addDigest,
  emptyDigest,
  packDigest,
  type RunDigest,
  unpackDigest,
} from '../../../../src/core/tracking/digest.ts';
import { viewRun } from '../../../../src/core/tracking/view.ts';

const START = '2026-05-03T14:00:00.000Z';
const CREATED = { kind: 'run', name: 'first', started_at: START } as const;

function digestOf(...facts: readonly RunFacts[]): RunDigest {
  const digest = emptyDigest();
  facts.forEach((one, at) => {
    const batch: RunBatch = { batch: at + 1, id: String(at), at: START, ...one };
    addBatch(digest, batch, false);
  });
  return digest;
}

const viewOf = (digest: RunDigest) => viewRun({ id: 'r', experiment: '0' }, digest);
const points = (...list: Parameters<typeof groupPoints>[0]) => ({ points: groupPoints(list) });

it('takes for the latest the value with the highest step, then time, then value, whatever came last', () => {
  const digest = digestOf(
    { created: CREATED },
    points({ key: 'loss', value: 0.5, timestamp: 9, step: 3 }),
    points({ key: 'loss', value: 0.7, timestamp: 10, step: 2 }),
    points(
      { key: 'loss', value: 0.6, timestamp: 9, step: 3 },
      { key: 'loss', value: 'NaN', timestamp: 9, step: 3 },
    ),
  );
  expect(viewOf(digest).metrics.loss).toEqual({
    value: 0.6,
    step: 3,
    timestamp: 9,
    min: 0.5,
    max: 0.7,
    min_step: 3,
    max_step: 2,
  });
});

it('says at which step the lowest and the highest value were, the first of several, also from headers', () => {
  const values = [5, 2, 9, 2, 9, 4];
  const packed = [0, 3].map((from) => {
    const digest = emptyDigest();
    const some = values
      .slice(from, from + 3)
      .map((value, at) => ({ key: 'x', value, timestamp: 1, step: from + at }));
    addBatch(digest, { batch: from + 1, id: 'x', at: START, ...points(...some) }, true);
    return JSON.parse(JSON.stringify(packDigest(digest)));
  });
  expect(Object.keys(packed[0].metrics.x)).toEqual(['latest', 'min', 'max', 'curve']);
  for (const order of [packed, packed.toReversed()]) {
    const all = emptyDigest();
    for (const one of order) addDigest(all, unpackDigest(one), false);
    expect(all.metrics.x).toMatchObject({ min: 2, min_step: 1, max: 9, max_step: 2 });
  }
});

it('has no lowest and highest where no value is a finite number', () => {
  const digest = digestOf(
    { created: CREATED },
    points({ key: 'x', value: Number.POSITIVE_INFINITY, timestamp: 1 }),
  );
  expect(viewOf(digest).metrics.x).toEqual({
    value: 'Infinity',
    step: 0,
    timestamp: 1,
    min: null,
    max: null,
    min_step: null,
    max_step: null,
  });
});

it('keeps the first value of a param and the last of a tag; null takes a tag away', () => {
  const digest = digestOf(
    { created: CREATED, params: { lr: '1' }, tags: { a: '1', b: '1' } },
    { params: { lr: '2', depth: '6' }, tags: { a: '2', b: null } },
  );
  expect(viewOf(digest)).toMatchObject({ params: { lr: '1', depth: '6' }, tags: { a: '2' } });
  expect(Object.keys(viewOf(digest).tags)).not.toContain('b');
});

it('gives a run the name that the tag of MLflow says', () => {
  expect(viewOf(digestOf({ created: CREATED })).name).toBe('first');
  expect(viewOf(digestOf({ created: CREATED }, { tags: { 'mlflow.runName': 'second' } })).name).toBe(
    'second',
  );
});

it('takes keys such as constructor and __proto__ for what they are', () => {
  const digest = digestOf({ created: CREATED, params: JSON.parse('{"constructor":"a","__proto__":"b"}') });
  expect(Object.keys(digest.params)).toEqual(['constructor', '__proto__']);
  expect(decideFacts('r', digest, { params: { toString: 'c' } })).toEqual({ params: { toString: 'c' } });
});

it('writes only what is new', () => {
  const digest = digestOf({ created: CREATED, params: { lr: '1' }, tags: { a: '1' }, status: 'RUNNING' });
  expect(
    decideFacts('r', digest, { params: { lr: '1' }, tags: { a: '1' }, status: 'RUNNING' }),
  ).toBeUndefined();
  expect(decideFacts('r', digest, { params: { lr: '1', b: '2' }, tags: { a: '2' } })).toEqual({
    params: { b: '2' },
    tags: { a: '2' },
  });
  expect(decideFacts('r', digest, { deleted: false })).toBeUndefined();
  expect(decideFacts('r', digest, { deleted: true })).toEqual({ deleted: true });
});

it('refuses another value of a param, and says which', () => {
  const digest = digestOf({ created: CREATED, params: { lr: '1' } });
  const refused = { code: 'MREG_INVALID', details: { run: 'r', param: 'lr', from: '1', to: '2' } };
  expect(() => decideFacts('r', digest, { params: { lr: '2' }, tags: { a: '1' } })).toThrow(
    expect.objectContaining(refused),
  );
});

it('puts values that were measured together into one point, and two of one metric into two', () => {
  const at = { timestamp: 5, step: 1 };
  expect(
    groupPoints([
      { key: 'loss', value: 1, ...at },
      { key: 'acc', value: 2, ...at },
      { key: 'loss', value: 1, ...at },
      { key: 'loss', value: 3, ...at },
      { key: 'loss', value: 1, timestamp: 6, step: 1 },
      { key: 'acc', value: 4, ...at, model_id: 'm-1' },
    ]),
  ).toEqual([
    { timestamp: 5, step: 1, metrics: { loss: 1, acc: 2 } },
    { timestamp: 5, step: 1, metrics: { loss: 3 } },
    { timestamp: 6, step: 1, metrics: { loss: 1 } },
    { timestamp: 5, step: 1, metrics: { acc: 4 }, model_id: 'm-1' },
  ]);
});

it.each([
  [{ key: '', value: 1, timestamp: 1 }],
  [{ key: 'a\u0007', value: 1, timestamp: 1 }],
  [{ key: '__proto__', value: 1, timestamp: 1 }],
  [{ key: 'a', value: 'high', timestamp: 1 }],
  [{ key: 'a', value: 1, timestamp: 1.5 }],
  [{ key: 'a', value: 1, timestamp: 9e15 }],
  [{ key: 'a', value: 1, timestamp: 1, step: 0.5 }],
])('refuses the point %j', (point) => {
  expect(() => groupPoints([point])).toThrow(expect.objectContaining({ code: 'MREG_INVALID' }));
});

it.each([
  '{"batch":2,"id":"a","at":"x"}',
  '{"batch":1,"id":"a"}',
  '{"batch":1,"id":"a","at":"x","points":[{"timestamp":1}]}',
  '{"batch":1,"id":"a","at":"x","params":[]}',
  '[]',
  'no',
])('takes %s for no batch', (line) => {
  expect(() => parseRunBatch(Buffer.from(line), 1)).toThrow(SyntaxError);
});

it('knows that an artifact was written anew, and lives anew after it was taken away', () => {
  const write = (sha256: string): RunFacts => ({ artifact: { path: 'p', size: 1, sha256 } });
  const digest = digestOf({ created: CREATED }, write('a'), write('b'), write('a'));
  expect(digest.artifacts.p).toMatchObject({ sha256: 'a', former: ['b'], life: 0 });
  const gone = digestOf({ created: CREATED }, write('a'), { removed: ['p'] });
  expect(viewOf(gone).artifacts).toBe(0);
  const again = digestOf({ created: CREATED }, write('a'), { removed: ['p'] }, write('c'));
  expect(again.artifacts.p).toEqual({ size: 1, sha256: 'c', life: 1, at: START });
});
