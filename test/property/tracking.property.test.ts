import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  formatRunBatch,
  type MetricValue,
  parseRunBatch,
  type RunBatch,
} from '../../src/core/tracking/batch.ts';
import { type CurvePoint, comparePoints, orderCurve, thin } from '../../src/core/tracking/curve.ts';
import {
  addBatch,
  addDigest,
  emptyDigest,
  packDigest,
  type RunDigest,
  unpackDigest,
} from '../../src/core/tracking/digest.ts';
import { collectPoints, PointList } from '../../src/core/tracking/history.ts';
import { orderBy } from '../../src/core/tracking/order.ts';
import { viewRun } from '../../src/core/tracking/view.ts';

const key = fc.constantFrom('a', 'b', 'constructor', '__proto__');
const value: fc.Arbitrary<MetricValue> = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -5, max: 5 }) },
  fc.constantFrom('NaN' as const, 'Infinity' as const, '-Infinity' as const),
);
const small = fc.integer({ min: 0, max: 3 });
const text = fc.constantFrom('x', 'y', 'z');
const point = fc.record({
  timestamp: small,
  step: small,
  metrics: fc.dictionary(fc.constantFrom('a', 'b', 'constructor'), value, { minKeys: 1, maxKeys: 2 }),
});
const facts = fc.record(
  {
    params: fc.dictionary(key, text, { maxKeys: 2 }),
    tags: fc.dictionary(key, fc.option(text), { maxKeys: 2 }),
    points: fc.array(point, { maxLength: 3 }),
    artifact: fc.record({ path: text, size: small, sha256: text }),
    removed: fc.array(text, { maxLength: 1 }),
    datasets: fc.array(fc.record({ name: text, digest: text, tags: fc.dictionary(text, text) }), {
      maxLength: 1,
    }),
    inputs: fc.array(text, { maxLength: 2 }),
    outputs: fc.array(fc.record({ model_id: text, step: small }), { maxLength: 1 }),
    status: fc.constantFrom('RUNNING', 'FINISHED'),
    ended_at: fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'),
    deleted: fc.boolean(),
  },
  { requiredKeys: [] },
);
const journal = fc.array(facts, { minLength: 1, maxLength: 30 }).map((all) =>
  all.map((one, at): RunBatch => {
    const created = { kind: 'run', name: 'n', started_at: '2026-01-01T00:00:00.000Z' } as const;
    const batch = {
      batch: at + 1,
      id: String(at),
      at: `2026-02-01T00:00:${String(at).padStart(2, '0')}Z`,
      ...one,
    };
    return at === 0 ? { ...batch, created } : batch;
  }),
);
const cuts = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 5 });

function digestOf(batches: readonly RunBatch[]): RunDigest {
  const digest = emptyDigest();
  for (const batch of batches)
    addBatch(digest, parseRunBatch(Buffer.from(formatRunBatch(batch)), batch.batch), true);
  return digest;
}

/** What a header holds comes back from JSON. */
const throughHeader = (digest: RunDigest) =>
  unpackDigest(JSON.parse(JSON.stringify(packDigest(digest))) as RunDigest);

const pointsOf = (batches: readonly RunBatch[], of: string): CurvePoint[] =>
  batches.flatMap(({ points = [] }) =>
    points.flatMap(({ step, timestamp, metrics }): CurvePoint[] =>
      Object.hasOwn(metrics, of) ? [[step, timestamp, metrics[of] as MetricValue]] : [],
    ),
  );

it('what blocks say together is what their batches say, however they are cut', () => {
  fc.assert(
    fc.property(journal, cuts, (batches, at) => {
      const ends = [...new Set([...at.filter((end) => end < batches.length), batches.length])].sort(
        (a, b) => a - b,
      );
      const joined = emptyDigest();
      let from = 0;
      for (const end of ends) {
        const part = batches.slice(from, end);
        from = end;
        if (part.length === 1) addBatch(joined, part[0] as RunBatch, true);
        else if (part.length > 0) addDigest(joined, throughHeader(digestOf(part)), true);
      }
      const plain = (digest: RunDigest) => JSON.parse(JSON.stringify(packDigest(digest)));
      expect(plain(joined)).toEqual(plain(digestOf(batches)));
    }),
    { numRuns: 1000 },
  );
});

it('a run is what a naive reader of all its batches makes of it', () => {
  fc.assert(
    fc.property(journal, (batches) => {
      const view = viewRun({ id: 'r', experiment: '0' }, digestOf(batches));
      const params = new Map<string, string>();
      const tags = new Map<string, string>([['mlflow.runName', 'n']]);
      let deleted: string | null = null;
      for (const batch of batches) {
        for (const [name, param] of Object.entries(batch.params ?? {}))
          if (!params.has(name)) params.set(name, param);
        for (const [name, tag] of Object.entries(batch.tags ?? {}))
          if (tag === null) tags.delete(name);
          else tags.set(name, tag);
        if (batch.deleted !== undefined) deleted = batch.deleted ? batch.at : null;
      }
      expect(new Map(Object.entries(view.params))).toEqual(params);
      expect(new Map(Object.entries(view.tags))).toEqual(tags);
      expect(view.deleted_at).toBe(deleted);
      for (const name of ['a', 'b', 'constructor']) {
        const all = pointsOf(batches, name);
        const numbers = all.map(([, , each]) => Number(each)).filter(Number.isFinite);
        expect(Object.hasOwn(view.metrics, name)).toBe(all.length > 0);
        if (all.length === 0) continue;
        const {
          value: latest,
          step,
          timestamp,
          min,
          max,
        } = view.metrics[name] as (typeof view.metrics)[string];
        for (const other of all)
          expect(comparePoints([step, timestamp, latest as MetricValue], other)).toBeGreaterThanOrEqual(0);
        expect(min).toBe(numbers.length > 0 ? Math.min(...numbers) : null);
        expect(max).toBe(numbers.length > 0 ? Math.max(...numbers) : null);
      }
    }),
    { numRuns: 500 },
  );
});

it('a point that was sent twice is one point', () => {
  fc.assert(
    fc.property(journal, (batches) => {
      const once = new Map<string, PointList>();
      const twice = new Map<string, PointList>();
      for (const batch of batches) {
        collectPoints(once, batch, ['a']);
        collectPoints(twice, batch, ['a']);
        collectPoints(twice, batch, ['a']);
      }
      const texts = (points: readonly CurvePoint[]) => points.map((each) => each.join());
      const inOrder = (found = new PointList()) => {
        const list = found.orderByTime();
        return Array.from({ length: list.length }, (_, index) => list.at(index));
      };
      const ordered = texts(inOrder(twice.get('a')));
      expect(ordered).toEqual(texts(inOrder(once.get('a'))));
      const byTime = inOrder(once.get('a')).toSorted((a, b) => a[1] - b[1] || comparePoints(a, b));
      expect(ordered).toEqual(texts(byTime));
      expect(new Set(ordered)).toEqual(new Set(texts(pointsOf(batches, 'a'))));
      expect(new Set(ordered).size).toBe(ordered.length);
    }),
    { numRuns: 500 },
  );
});

it('a thinned curve is short, in order, and keeps its ends and its extremes, also if it is thinned again', () => {
  const curve = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 200 }), fc.constant(0), value), { maxLength: 300 })
    .map(orderCurve);
  fc.assert(
    fc.property(curve, fc.integer({ min: 4, max: 60 }), (points, most) => {
      const thinned = thin(points, most);
      expect(thinned.length).toBeLessThanOrEqual(Math.max(most, 4));
      expect(orderCurve(thinned)).toEqual(thinned);
      expect(new Set(points)).toEqual(new Set([...points, ...thinned]));
      if (points.length === 0) return;
      expect([thinned[0], thinned.at(-1)]).toEqual([points[0], points.at(-1)]);
      const range = (list: readonly CurvePoint[]) => {
        const numbers = list.map(([, , each]) => Number(each)).filter((each) => !Number.isNaN(each));
        return [Math.min(...numbers), Math.max(...numbers)];
      };
      expect(range(thinned)).toEqual(range(points));
      expect(range(thin(thinned, 4))).toEqual(range(points));
    }),
    { numRuns: 1000 },
  );
});

it('an order has those without a key last, either way', () => {
  const item = fc.record({ key: fc.option(fc.oneof(fc.integer(), fc.constant(Number.NaN))), id: fc.nat() });
  fc.assert(
    fc.property(fc.array(item), fc.boolean(), (items, descending) => {
      const sorted = items.toSorted(orderBy([{ key: ({ key }) => key, descending }], (a, b) => a.id - b.id));
      const keys = sorted.map(({ key }) => key);
      const first = keys.findIndex((each) => each === null || Number.isNaN(each));
      const numbers = (first < 0 ? keys : keys.slice(0, first)) as number[];
      expect(numbers).toEqual(numbers.toSorted((a, b) => (descending ? b - a : a - b)));
      if (first >= 0)
        expect(keys.slice(first).every((each) => each === null || Number.isNaN(each))).toBe(true);
    }),
  );
});
