import type { MetricValue, RunBatch } from './batch.ts';
import { type CurvePoint, comparePoints } from './curve.ts';

/** A point of a metric as results show it. */
export interface HistoryPoint {
  readonly key: string;
  readonly value: MetricValue;
  /** Milliseconds of the epoch. */
  readonly timestamp: number;
  readonly step: number;
}

const FIRST_ROOM = 64;

/** The points of one metric, in 24 bytes each. */
export class PointList {
  #length = 0;
  #steps = new Float64Array(FIRST_ROOM);
  #timestamps = new Float64Array(FIRST_ROOM);
  #values = new Float64Array(FIRST_ROOM);

  get length(): number {
    return this.#length;
  }

  push(step: number, timestamp: number, value: MetricValue): void {
    if (this.#length === this.#steps.length) this.#grow();
    this.#steps[this.#length] = step;
    this.#timestamps[this.#length] = timestamp;
    this.#values[this.#length] = Number(value);
    this.#length += 1;
  }

  at(index: number): CurvePoint {
    const value = this.#values[index] as number;
    const measured = Number.isFinite(value) ? value : (String(value) as MetricValue);
    return [this.#steps[index] as number, this.#timestamps[index] as number, measured];
  }

  /** By time, then by step, then by value, each once: a point that was sent twice is one point. */
  orderByTime(): PointList {
    const order = Uint32Array.from({ length: this.#length }, (_, index) => index);
    const compare = (a: number, b: number) =>
      (this.#timestamps[a] as number) - (this.#timestamps[b] as number) ||
      comparePoints(this.at(a), this.at(b));
    const isOrdered = order.every((index) => index === 0 || compare(index - 1, index) < 0);
    if (isOrdered) return this;
    order.sort(compare);
    const ordered = new PointList();
    for (const [at, index] of order.entries())
      if (at === 0 || compare(order[at - 1] as number, index) !== 0) ordered.push(...this.at(index));
    return ordered;
  }

  #grow(): void {
    const larger = (from: Float64Array) => {
      const to = new Float64Array(2 * from.length);
      to.set(from);
      return to;
    };
    this.#steps = larger(this.#steps);
    this.#timestamps = larger(this.#timestamps);
    this.#values = larger(this.#values);
  }
}

/** Takes the points of metrics out of a batch; of all metrics if none is named. */
export function collectPoints(
  into: Map<string, PointList>,
  { points = [] }: RunBatch,
  keys: readonly string[],
): void {
  for (const { timestamp, step, metrics } of points) {
    for (const key of keys.length > 0 ? keys : Object.keys(metrics)) {
      if (!Object.hasOwn(metrics, key)) continue;
      const found = into.get(key) ?? new PointList();
      found.push(step, timestamp, metrics[key] as MetricValue);
      into.set(key, found);
    }
  }
}
