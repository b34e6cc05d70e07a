/**
 * Which runs move: for all streams of events together, and only while there is one. A run has no number in the log, so each move
 * gets one here, which tells a client that comes back what it has missed, as long as the same server runs.
 */
import { randomUUID } from 'node:crypto';
import type { RunView } from '../../generated/output.ts';
import type { Registry } from '../../registry.ts';

/** A run that has changed, as the events say it. */
export interface Move {
  readonly seq: number;
  readonly run: Pick<RunView, 'id' | 'experiment' | 'name' | 'status' | 'deleted_at' | 'batches'>;
}

const LOOK_EVERY_MS = 1000;
/** A look at all runs takes at most this part of the time. */
const SHARE = 0.1;
const MOST_KEPT = 10_000;

export class RunWatch {
  /** Told from that of any other server, also of this one before it was started again. */
  readonly epoch = randomUUID().slice(0, 8);
  readonly #registry: Registry;
  readonly #known = new Map<string, string>();
  #moves: Move[] = [];
  #seq = 0;
  #nextLook = 0;
  #looking: Promise<void> | undefined;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** The number of the last move. */
  get seq(): number {
    return this.#seq;
  }

  /** Looks at the runs, unless that was done a moment ago.
   * @throws MREG_IO and whatever else keeps the runs from being read */
  async look(): Promise<void> {
    if (performance.now() < this.#nextLook) return;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    await this.#looking;
  }

  /** The moves after a number, in order; undefined if they are not all known: after the first look, and once there are too many. */
  since(seq: number): readonly Move[] | undefined {
    const first = this.#seq - this.#moves.length;
    return seq < first || seq > this.#seq ? undefined : this.#moves.slice(seq - first);
  }

  async #look(): Promise<void> {
    const begun = performance.now();
    const isFirst = this.#nextLook === 0;
    const note = (run: RunView) => {
      const { id, experiment, name, status, deleted_at, batches } = run;
      const now = `${batches} ${deleted_at}`;
      if (this.#known.get(id) === now) return false;
      this.#known.set(id, now);
      if (isFirst) return false;
      this.#seq += 1;
      this.#moves.push({ seq: this.#seq, run: { id, experiment, name, status, deleted_at, batches } });
      return false;
    };
    await this.#registry.searchRuns({ view: 'all', where: note, limit: 0 });
    // What moved before a run was seen for the first time, nobody knows. So that counts as a move which is no longer known.
    if (isFirst) this.#seq += 1;
    if (this.#moves.length > MOST_KEPT) this.#moves = this.#moves.slice(-MOST_KEPT / 2);
    const took = performance.now() - begun;
    this.#nextLook = performance.now() + Math.max(LOOK_EVERY_MS, took / SHARE);
  }
}
