/** Values as people read them. */

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Bytes, in powers of ten: `1.2 MB`. */
export function sayBytes(size: number): string {
  let value = size;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toPrecision(2)} ${UNITS[unit]}`;
}

/** A metric: with the digits that tell values apart, and not more. */
export function sayNumber(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value !== 'number') return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return value.toLocaleString('en');
  const size = Math.abs(value);
  return size >= 1e6 || size < 1e-4 ? value.toExponential(3) : String(Number(value.toPrecision(5)));
}

const SPANS = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
] as const;

/** How long ago: `3 d`; `now` for less than a minute. */
export function sayAge(at: string, now = Date.now()): string {
  const seconds = (now - Date.parse(at)) / 1000;
  for (const [length, unit] of SPANS) if (seconds >= length) return `${Math.floor(seconds / length)} ${unit}`;
  return 'now';
}

/** How long something took: `1 h 12 min`. */
export function sayDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const hours = Math.floor(seconds / 3600);
  if (hours < 48) return `${hours} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** A moment as everybody reads it alike: `2026-05-03 14:00 UTC`. */
export function sayMoment(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}

/** A digest as far as people compare it by eye. */
export function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 12);
}

export function count(many: number, noun: string): string {
  return `${many.toLocaleString('en')} ${noun}${many === 1 ? '' : 's'}`;
}

/** Compares values of a column: numbers as numbers, texts with their numbers in order, what is missing last. */
export function compareValues(a: unknown, b: unknown): number {
  const [noA, noB] = [a, b].map((value) => value === null || value === undefined || value === '');
  if (noA || noB) return Number(noA) - Number(noB);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return collator.compare(String(a), String(b));
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
