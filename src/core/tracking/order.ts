/** Something to order by. */
export interface Order<T> {
  readonly key: (item: T) => number | string | null | undefined;
  readonly descending?: boolean | undefined;
}

/** A comparison by several keys, the first before the others. Items without a key, or with NaN, come last either way. */
export function orderBy<T>(
  orders: readonly Order<T>[],
  otherwise: (a: T, b: T) => number,
): (a: T, b: T) => number {
  return (a, b) => {
    for (const { key, descending = false } of orders) {
      const [x, y] = [key(a), key(b)];
      const [lacksX, lacksY] = [isNothing(x), isNothing(y)];
      if (lacksX !== lacksY) return lacksX ? 1 : -1;
      if (lacksX || x === y) continue;
      const order = (x as number) < (y as number) ? -1 : 1;
      return descending ? -order : order;
    }
    return otherwise(a, b);
  };
}

function isNothing(value: number | string | null | undefined): boolean {
  return value === null || value === undefined || Number.isNaN(value);
}
