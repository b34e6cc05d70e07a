/** Durations and times as people write them. */
import { invalid } from '../../errors.ts';

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?$/;

/** A duration such as `30d` in milliseconds, or undefined. */
export function readDuration(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * (UNIT_MS[unit] ?? Number.NaN);
}

/** A day from its beginning to its end, or a moment; UTC if it names no zone. In milliseconds of the epoch. Undefined for any other
 * text, and for a day that no calendar has. */
export function readTime(text: string): { readonly from: number; readonly to: number } | undefined {
  const [, day = text, clock = '00:00', zone = 'Z'] = TIME.exec(text) ?? [];
  if (!DAY.test(day) || !isDay(day)) return undefined;
  const from = Date.parse(`${day}T${clock}${zone.replace(/(\d{2}):?(\d{2})$/, '$1:$2')}`);
  if (Number.isNaN(from)) return undefined;
  return { from, to: day === text ? from + 86_400_000 - 1 : from };
}

/** The moment that `text` writes: an ISO 8601 time (UTC if it names no zone), a date (its end, or its start), or an age
 * such as `7d` before `now`.
 * @throws MREG_INVALID, also for a day that no calendar has */
export function parseMoment(text: string, now: Date, day: 'start' | 'end' = 'end'): Date {
  const age = readDuration(text);
  const time = readTime(text);
  const moment = new Date(
    age === undefined ? ((day === 'end' ? time?.to : time?.from) ?? Number.NaN) : now.getTime() - age,
  );
  if (!Number.isNaN(moment.getTime())) return moment;
  throw invalid(`'${text}' is not a time such as 2026-05-03, 2026-05-03T14:00:00Z or 7d (ago)`);
}

/** The moment before which something is old; a date is meant from its start.
 * @throws MREG_INVALID, also for a moment that has not come: everything would be older */
export function parseAge(text: string, now: Date): Date {
  const moment = parseMoment(text, now, 'start');
  if (moment.getTime() <= now.getTime()) return moment;
  throw invalid(`'${text}' has not come yet: everything is older`);
}

/** Date.parse takes 30 February for 2 March. */
function isDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}
