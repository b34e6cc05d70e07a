/**
 * The versions of a model in a state. A server keeps the newest state and makes the next one from it at each change, so this costs
 * the same however many versions there are: states share what they have in common, and what is asked at each change is kept.
 */
import type { VersionState } from '../../generated/model.ts';
import { compareVersions, isRelease, latestVersion } from '../names/version.ts';

/** What many states share. */
interface Base {
  /** As a model's file has them; undefined as soon as there are `rows`. */
  record?: Readonly<Record<string, VersionState>> | undefined;
  rows?: ReadonlyMap<string, VersionState>;
  names?: readonly string[];
  /** The first version of each number. */
  numbers?: ReadonlyMap<number, string>;
}

interface Totals {
  /** The highest version, also of those in the trash. */
  highest: string | undefined;
  /** The latest version that is not in the trash. */
  latest: string | undefined;
  /** How many are not in the trash, and how large they are together. */
  live: number;
  size: number;
}

/** A copy has at most so many differences from what it shares with others. */
const MOST_DIFFERENCES = 256;

/** Versions by name, in the order of their registration. Nobody changes them but a fold, which changes copies of its own. */
export class Versions implements Iterable<[version: string, state: VersionState]> {
  readonly #base: Base;
  /** In the place of versions of the base; undefined for one that is gone. */
  readonly #changed: Map<string, VersionState | undefined>;
  /** After those of the base. */
  readonly #added: Map<string, VersionState>;
  #totals?: Totals | undefined;

  /** Of a model's file, or the same as others: neither changes with the other. */
  constructor(from: Readonly<Record<string, VersionState>> | Versions = {}) {
    if (!(from instanceof Versions)) {
      this.#base = { record: from };
      this.#changed = new Map();
      this.#added = new Map();
      return;
    }
    const isLike = from.#changed.size + from.#added.size <= MOST_DIFFERENCES;
    this.#base = isLike ? from.#base : { rows: new Map(from) };
    this.#changed = new Map(isLike ? from.#changed : []);
    this.#added = new Map(isLike ? from.#added : []);
    this.#totals = from.#totals && { ...from.#totals };
  }

  get(version: string): VersionState | undefined {
    const added = this.#added.get(version);
    if (added || this.#changed.has(version)) return added ?? this.#changed.get(version);
    return this.#ofBase(version);
  }

  set(version: string, state: VersionState): void {
    const before = this.get(version);
    const isOfBase = before !== undefined && !this.#added.has(version);
    (isOfBase ? this.#changed : this.#added).set(version, state);
    if (before) this.#forget(version, before, state);
    if (this.#totals) count(this.#totals, version, state);
  }

  delete(version: string): void {
    const before = this.get(version);
    if (!before) return;
    if (!this.#added.delete(version)) this.#changed.set(version, undefined);
    this.#forget(version, before);
  }

  *[Symbol.iterator](): Generator<[version: string, state: VersionState]> {
    const changed = this.#changed;
    for (const row of this.#rows()) {
      if (!changed.has(row[0])) yield row;
      else {
        const state = changed.get(row[0]);
        if (state) yield [row[0], state];
      }
    }
    yield* this.#added;
  }

  /** The names, the last first. */
  *newestFirst(): Generator<string> {
    yield* [...this.#added.keys()].reverse();
    const names = this.#names();
    for (let at = names.length - 1; at >= 0; at -= 1) {
      const name = names[at] as string;
      if (!this.#changed.has(name) || this.#changed.get(name)) yield name;
    }
  }

  names(): string[] {
    return Array.from(this, ([version]) => version);
  }

  states(): VersionState[] {
    return Array.from(this, ([, state]) => state);
  }

  /** The version with a number. */
  numbered(number: number): string | undefined {
    const version = this.#numbers().get(number);
    if (version !== undefined && this.get(version)?.number === number) return version;
    for (const [other, state] of [...this.#changed, ...this.#added])
      if (state?.number === number) return other;
    return undefined;
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

  #ofBase(version: string): VersionState | undefined {
    const { rows, record = {} } = this.#base;
    if (rows) return rows.get(version);
    return Object.hasOwn(record, version) ? record[version] : undefined;
  }

  #rows(): ReadonlyMap<string, VersionState> {
    const base = this.#base;
    if (base.rows) return base.rows;
    const rows = new Map<string, VersionState>();
    // Faster than entries; JSON gives a record no other members than its own.
    for (const version in base.record) rows.set(version, base.record[version] as VersionState);
    base.record = undefined;
    base.rows = rows;
    return rows;
  }

  #names(): readonly string[] {
    this.#base.names ??= [...this.#rows().keys()];
    return this.#base.names;
  }

  #numbers(): ReadonlyMap<number, string> {
    const base = this.#base;
    if (base.numbers) return base.numbers;
    const numbers = new Map<number, string>();
    // A repair of the log may give a number twice.
    for (const [version, { number }] of this.#rows()) if (!numbers.has(number)) numbers.set(number, version);
    base.numbers = numbers;
    return numbers;
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
