/**
 * The versions of a model in a state. A server keeps the newest state and makes the next one from it at each change, so this costs
 * the same however many versions there are: states share what they have in common, and what is asked at each change is kept.
 */
import type { VersionState } from '../../generated/model.ts';
import { compareVersions, isRelease, latestVersion } from '../names/version.ts';

/** Versions by name, one after the other; states share the blocks in which nothing changed. */
export type VersionBlock = ReadonlyMap<string, VersionState>;

/** A change copies a block, and the list of the blocks. */
const BLOCK = 256;

interface Totals {
  /** The highest version, also of those in the trash. */
  highest: string | undefined;
  /** The latest version that is not in the trash. */
  latest: string | undefined;
  /** How many are not in the trash, and how large they are together. */
  live: number;
  size: number;
}

/** Versions by name, in the order of their registration. Nobody changes them but a fold, which changes copies of its own. */
export class Versions implements Iterable<[version: string, state: VersionState]> {
  /** As a model's file has them, until somebody asks for more than one of them. */
  #record: Readonly<Record<string, VersionState>> | undefined;
  readonly #blocks: VersionBlock[] = [];
  /** The blocks that nobody else has. */
  readonly #own = new Set<number>();
  /** In which block a version stands in one of the states that share this: it may be another in this one. */
  #places = new Map<string, number>();
  /** Likewise, the first version of each number. */
  #numbers = new Map<number, string>();
  #totals: Totals | undefined;

  /** Of a model's file, or the same as others: neither changes with the other. */
  constructor(from: Readonly<Record<string, VersionState>> | Versions = {}) {
    if (!(from instanceof Versions)) {
      this.#record = from;
      return;
    }
    this.#blocks = [...from.blocks()];
    this.#places = from.#places;
    this.#numbers = from.#numbers;
    this.#totals = from.#totals && { ...from.#totals };
  }

  get(version: string): VersionState | undefined {
    const record = this.#record;
    if (record) return Object.hasOwn(record, version) ? record[version] : undefined;
    return this.#blocks[this.#find(version)]?.get(version);
  }

  set(version: string, state: VersionState): void {
    const known = this.#find(version);
    const before = this.#blocks[known]?.get(version);
    this.#put(before ? known : this.#free(), version, state);
    if (before) this.#forget(version, before, state);
    if (this.#totals) count(this.#totals, version, state);
  }

  delete(version: string): void {
    const known = this.#find(version);
    const before = this.#blocks[known]?.get(version);
    if (!before) return;
    this.#draft(known).delete(version);
    this.#forget(version, before);
  }

  /** All of them in blocks, which never change: a change of these versions makes others. */
  blocks(): readonly VersionBlock[] {
    if (this.#record) this.#split(this.#record);
    this.#own.clear();
    return this.#blocks;
  }

  *[Symbol.iterator](): Generator<[version: string, state: VersionState]> {
    const record = this.#record;
    if (record) for (const version in record) yield [version, record[version] as VersionState];
    else for (const block of this.blocks()) yield* block;
  }

  /** The names, the last first. */
  *newestFirst(): Generator<string> {
    for (const block of this.blocks().toReversed()) yield* [...block.keys()].reverse();
  }

  names(): string[] {
    return Array.from(this, ([version]) => version);
  }

  states(): VersionState[] {
    return Array.from(this, ([, state]) => state);
  }

  /** The version with a number. */
  numbered(number: number): string | undefined {
    if (this.#record) this.#split(this.#record);
    const known = this.#numbers.get(number);
    if (known === undefined || this.get(known)?.number === number) return known;
    return [...this].find(([, state]) => state.number === number)?.[0];
  }

  /** What they come to together. */
  totals(): Readonly<Totals> {
    if (this.#totals) return this.#totals;
    const totals: Totals = { highest: undefined, latest: undefined, live: 0, size: 0 };
    for (const [version, state] of this) count(totals, version, state);
    this.#totals = totals;
    return totals;
  }

  /** As they are in a model's file. */
  toJSON(): Record<string, VersionState> {
    return Object.fromEntries(this);
  }

  #split(record: Readonly<Record<string, VersionState>>): void {
    this.#record = undefined;
    // Faster than entries; JSON gives a record no other members than its own.
    for (const version in record) {
      const state = record[version] as VersionState;
      this.#put(this.#free(), version, state);
    }
  }

  /** The block of a version, -1 for none. */
  #find(version: string): number {
    if (this.#record) this.#split(this.#record);
    const place = this.#places.get(version);
    if (place === undefined || this.#blocks[place]?.has(version)) return place ?? -1;
    return this.#blocks.findIndex((block) => block.has(version));
  }

  /** The block that takes one more version. */
  #free(): number {
    const last = this.#blocks.length - 1;
    return (this.#blocks[last]?.size ?? BLOCK) < BLOCK ? last : last + 1;
  }

  #put(place: number, version: string, state: VersionState): void {
    this.#draft(place).set(version, state);
    this.#places.set(version, place);
    const { number } = state;
    const first = this.#numbers.get(number);
    // A repair of the log may give a number twice.
    if (first === undefined || this.get(first)?.number !== number) this.#numbers.set(number, version);
  }

  #draft(place: number): Map<string, VersionState> {
    if (!this.#own.has(place)) this.#blocks[place] = new Map(this.#blocks[place]);
    this.#own.add(place);
    return this.#blocks[place] as Map<string, VersionState>;
  }

  /** Takes a version out of the totals; `after` is what it becomes. */
  #forget(version: string, before: VersionState, after?: VersionState): void {
    const totals = this.#totals;
    if (!totals) return;
    if ((version === totals.highest && !after) || (version === totals.latest && (!after || after.deleted)))
      this.#totals = undefined;
    else if (!before.deleted) {
      totals.live -= 1;
      totals.size -= before.size;
    }
  }
}

function count(totals: Totals, version: string, { deleted, size }: VersionState): void {
  const { highest, latest } = totals;
  const rank = highest === undefined ? -1 : compareVersions(highest, version);
  if (rank < 0) totals.highest = version;
  if (deleted) return;
  totals.live += 1;
  totals.size += size;
  const isAlike = latest === highest && latest !== undefined && isRelease(latest) && isRelease(version);
  if (isAlike ? rank < 0 : latest === undefined || latestVersion([latest, version]) === version)
    totals.latest = version;
}
