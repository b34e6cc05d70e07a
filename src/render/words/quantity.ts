/** Sizes, times and numbers as people read them: in a terminal, in a report, on the page. */

const BYTE_UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** A size in bytes (not negative) in IEC units: `512 B`, `1.5 MiB`, `640 MiB`; at most 8 columns wide. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${Math.round(bytes)} B`;
  let value = bytes / 1024;
  let unit = 0;
  // 1023.5 and not 1024: what would be rounded to `1024 KiB` is `1.0 MiB`.
  while (value >= 1023.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value.toFixed(value < 99.95 ? 1 : 0)} ${BYTE_UNITS[unit]}`;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTH = 30.44 * DAY;
const YEAR = 365.25 * DAY;

const AGES = [
  { below: MINUTE, unit: SECOND, name: 's' },
  { below: HOUR, unit: MINUTE, name: 'min' },
  { below: DAY, unit: HOUR, name: 'h' },
  { below: 61 * DAY, unit: DAY, name: 'day' },
  { below: 2 * YEAR, unit: MONTH, name: 'month' },
] as const;

/**
 * Milliseconds as a coarse age, rounded down: `5 s`, `12 min`, `2 h`, `3 days`, `5 months`, `2 years`. An
 * age below zero (another machine's clock is ahead) is `0 s`.
 */
export function formatAge(ms: number): string {
  const { unit, name } = AGES.find(({ below }) => ms < below) ?? { unit: YEAR, name: 'year' };
  const count = Math.max(0, Math.floor(ms / unit));
  return `${count} ${name}${unit >= DAY && count !== 1 ? 's' : ''}`;
}

/** Milliseconds (not negative) that something took: `8 ms`, `0.8 s`, `2 min 5 s`, `1 h 2 min`, `8 d 23 h`. */
export function formatDuration(ms: number): string {
  if (ms < 99.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / SECOND).toFixed(1)} s`;
  const [unit, name, part, partName] =
    ms < HOUR - SECOND / 2
      ? [MINUTE, 'min', SECOND, 's']
      : ms < 2 * DAY - MINUTE / 2
        ? [HOUR, 'h', MINUTE, 'min']
        : [DAY, 'd', HOUR, 'h'];
  const rounded = Math.round(ms / part) * part;
  const rest = (rounded % unit) / part;
  return `${Math.floor(rounded / unit)} ${name}${rest === 0 ? '' : ` ${rest} ${partName}`}`;
}

/**
 * A metric in at most six significant digits (`0.83`, `1.5e-7`), except that digits before the point are
 * never dropped and an integer is never changed. Two values that differ can look the same.
 */
export function formatNumber(value: number): string {
  const exact = String(value);
  // A point and six digits at the most: nothing to round.
  if (exact.length <= 7 || !Number.isFinite(value) || Number.isInteger(value)) return exact;
  return String(Math.abs(value) >= 1e5 ? Math.round(value) : Number(value.toPrecision(6)));
}

/**
 * Values to be read side by side, '' for null: as `formatNumber` writes them, with all digits where two that
 * differ would look the same.
 */
export function formatDistinct(values: readonly (number | string | null)[]): string[] {
  const write = (short: boolean): string[] =>
    values.map((value) =>
      value === null ? '' : typeof value === 'string' || !short ? String(value) : formatNumber(value),
    );
  const short = write(true);
  return new Set(short).size === new Set(values).size ? short : write(false);
}

/** How far a value is from the first: ` (+0.02, +2.7%)`, '' where it is the same. */
export function differenceText(
  difference: { readonly absolute: number; readonly relative: number | null } | null,
): string {
  if (difference === null || difference.absolute === 0) return '';
  const sign = difference.absolute > 0 ? '+' : '-';
  const percent =
    difference.relative === null ? '' : `, ${sign}${Math.abs(difference.relative * 100).toPrecision(2)}%`;
  return ` (${sign}${Number(Math.abs(difference.absolute).toPrecision(3))}${percent})`;
}
