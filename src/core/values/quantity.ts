/** Quantities as people write them. */
/** A number in decimal notation, or undefined. */
export function readNumber(text: string): number | undefined {
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

const SIZES: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** A size with its unit in bytes (`500MB`, `1.5GiB`; bytes where there is none), or undefined. */
export function readSize(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)([a-z]*)$/i.exec(text) ?? [];
  const factor = Object.hasOwn(SIZES, unit.toLowerCase()) ? SIZES[unit.toLowerCase()] : undefined;
  return count === undefined || factor === undefined ? undefined : Number(count) * factor;
}

const DURATIONS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** A duration such as `30d` in milliseconds, or undefined. */
export function readDuration(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * (DURATIONS[unit] ?? Number.NaN);
}

/** A day from its beginning to its end, or a moment; UTC where no zone is named. In milliseconds of the epoch. */
export function readTime(text: string): { readonly from: number; readonly to: number } | undefined {
  if (!/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?$/.test(text))
    return undefined;
  if (text.length === 10) {
    const from = Date.parse(`${text}T00:00:00Z`);
    return Number.isNaN(from) ? undefined : { from, to: from + 86_400_000 - 1 };
  }
  const at = Date.parse(/(?:Z|[+-]\d{2}:\d{2})$/.test(text.slice(11)) ? text : `${text}Z`);
  return Number.isNaN(at) ? undefined : { from: at, to: at };
}
