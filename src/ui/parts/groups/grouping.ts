/** Runs that were given the same, put together: what they measured as a mean and a spread. */

type Params = Readonly<Record<string, string | undefined>>;

export interface Group<T> {
  /** Unique among the groups. */
  readonly key: string;
  /** What its members have in common: the params by which they are grouped. */
  readonly params: Params;
  readonly members: readonly T[];
}

/** The params that `by` stands for: one of `names`, or all of them but the one after a `-`; none for any other text. */
export function groupedParams(by: string, names: readonly string[]): readonly string[] {
  if (names.includes(by)) return [by];
  const left = by.replace(/^-/, '');
  return by.startsWith('-') && names.includes(left) ? names.filter((name) => name !== left) : [];
}

/** What runs may be grouped by, each with its title: a param, or all params but one that only tells the runs apart. */
export function groupings(names: readonly string[]): readonly (readonly [by: string, title: string])[] {
  const seeds = names.filter((name) => /seed/i.test(name));
  return [
    ...(names.length > 1 ? seeds.map((name) => [`-${name}`, `all but ${name}`] as const) : []),
    ...names.map((name) => [name, name] as const),
  ];
}

/** The groups, in the order of their first members. */
export function groupBy<T>(
  all: readonly T[],
  paramsOf: (one: T) => Params,
  names: readonly string[],
): readonly Group<T>[] {
  const groups = new Map<string, Group<T> & { members: T[] }>();
  for (const one of all) {
    const own = paramsOf(one);
    const values = names.map((name) => own[name]);
    const key = JSON.stringify(values.map((value) => value ?? null));
    const known = groups.get(key);
    if (known) known.members.push(one);
    else
      groups.set(key, {
        key,
        params: Object.fromEntries(names.map((name, at) => [name, values[at]])),
        members: [one],
      });
  }
  return [...groups.values()];
}

/** A group in a few words: `lr=0.01, depth=3`. */
export function sayGroup(params: Params): string {
  return Object.entries(params)
    .map(([name, value]) => `${name}=${value ?? '–'}`)
    .join(', ');
}

/** The condition that the runs of a group meet, and no others. */
export function conditionOf(params: Params): string {
  return Object.entries(params)
    .map(([name, value]) => {
      const field = `params."${name.replaceAll('"', '""')}"`;
      return value === undefined ? `${field} not exists` : `${field} = '${value.replaceAll("'", "''")}'`;
    })
    .join(' and ');
}

/** Values in short. */
export interface Spread {
  readonly many: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** The standard deviation of a sample; 0 for one value. */
  readonly deviation: number;
}

/** Undefined if none of the values is a number. */
export function spreadOf(values: readonly unknown[]): Spread | undefined {
  const numbers = values.filter((value): value is number => typeof value === 'number');
  if (numbers.length === 0) return undefined;
  const many = numbers.length;
  const mean = numbers.reduce((sum, value) => sum + value, 0) / many;
  const squares = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = many === 1 ? 0 : Math.sqrt(squares / (many - 1));
  return { many, mean, low: Math.min(...numbers), high: Math.max(...numbers), deviation };
}
