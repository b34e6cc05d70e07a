/**
 * Memory that two threads share: one puts pieces into it, the other takes them out in the same order. It holds a few
 * pieces, so whoever is faster waits, and a file of any size passes through it.
 */

/** What is handed to the other thread. */
export interface RingMemory {
  readonly pieces: SharedArrayBuffer;
  /** How many pieces came, twice, and one more where no other will; how many went; then the length of each. */
  readonly counts: SharedArrayBuffer;
}

const SLOTS = 16;
const SLOT = 1 << 20;
const [CAME, WENT, LENGTHS] = [0, 1, 2];

export function createRingMemory(): RingMemory {
  return {
    pieces: new SharedArrayBuffer(SLOTS * SLOT),
    counts: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * (LENGTHS + SLOTS)),
  };
}

/** The end where pieces are put in. */
export interface RingInlet {
  /** Memory to read the next piece into; undefined while the ring is full. */
  next(): Buffer | undefined;
  /** Hands over what was read into it: so many bytes, at least one. They must not change any more. */
  put(length: number): void;
  end(): void;
}

export function openInlet({ pieces, counts }: RingMemory): RingInlet {
  const shared = new Int32Array(counts);
  let came = 0;
  const tell = (value: number) => {
    Atomics.store(shared, CAME, value);
    Atomics.notify(shared, CAME);
  };
  return {
    next: () =>
      came - Atomics.load(shared, WENT) < SLOTS
        ? Buffer.from(pieces, (came % SLOTS) * SLOT, SLOT)
        : undefined,
    put(length) {
      shared[LENGTHS + (came % SLOTS)] = length;
      came += 1;
      tell(2 * came);
    },
    end: () => tell(2 * came + 1),
  };
}

/** Takes all pieces out of a ring; the thread waits for each. */
export function drain({ pieces, counts }: RingMemory, take: (piece: Uint8Array) => void): void {
  const shared = new Int32Array(counts);
  for (let went = 0; ; ) {
    // One number for both, so that neither a piece nor the end can come unnoticed before the wait.
    const told = Atomics.load(shared, CAME);
    if (told >> 1 > went) {
      take(new Uint8Array(pieces, (went % SLOTS) * SLOT, shared[LENGTHS + (went % SLOTS)]));
      went += 1;
      Atomics.store(shared, WENT, went);
    } else if (told % 2 === 1) return;
    else Atomics.wait(shared, CAME, told);
  }
}
