import { describe, expect, it } from 'vitest';
import { trendsOf } from '../../../../src/core/view/trend.ts';
import type { VersionView } from '../../../../src/generated/output.ts';

const version = (number: number, metrics: VersionView['metrics']) =>
  ({ number, version: `v${number}`, metrics }) as VersionView;

describe('trends', () => {
  it('are in order of registration, the best by the direction of the metric', () => {
    const [loss] = trendsOf([
      version(2, { loss: 0.1 }),
      version(1, { loss: 0.2 }),
      version(3, { loss: 0.3 }),
    ]);
    expect(loss?.points.map(({ value }) => value)).toEqual([0.2, 0.1, 0.3]);
    expect(loss).toMatchObject({ direction: 'min', best: 1, unplottable: 0 });
  });

  it('take the newest of several best, and none where all are the same or nothing says which are better', () => {
    const best = (...values: number[]) => trendsOf(values.map((f1, at) => version(at + 1, { f1 })))[0]?.best;
    expect(best(1, 3, 2, 3)).toBe(3);
    expect(best(2, 2)).toBeUndefined();
    expect(best(2)).toBeUndefined();
    const [zeal] = trendsOf([version(1, { zeal: 1 }), version(2, { zeal: 2 })]);
    expect(zeal?.best).toBeUndefined();
    const [ruled] = trendsOf([version(1, { zeal: 1 }), version(2, { zeal: 2 })], { zeal: 'min' });
    expect(ruled?.best).toBe(0);
  });

  it('count what no chart can show', () => {
    const [loss] = trendsOf([
      version(1, { loss: 'NaN' }),
      version(2, { loss: 'Infinity' }),
      version(3, { loss: '1e400' }),
    ]);
    expect(loss).toMatchObject({ points: [], unplottable: 3 });
  });

  it('show a value that no double holds exactly', () => {
    const [loss] = trendsOf([version(1, { loss: '12345678901234567890' })]);
    expect(loss?.points[0]?.value).toBe(12345678901234567000);
  });

  it('have the metrics first that most versions have', () => {
    const names = trendsOf([version(1, { a: 1, b: 1 }), version(2, { b: 2 })]).map(({ name }) => name);
    expect(names).toEqual(['b', 'a']);
  });
});
