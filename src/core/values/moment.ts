import { MregError } from '../../errors.ts';

const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
]);
const AGE = /^(\d+)([smhdw])$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?$/;

/** The moment that `text` writes: an ISO 8601 time (UTC where it names no zone), a date (its end, or its start
 * where what came before it is meant), or an age such as `7d` before `now`.
 * @throws MREG_INVALID, also for a day that no calendar has */
export function parseMoment(text: string, now: Date, day: 'start' | 'end' = 'end'): Date {
  const moment = new Date(ageBefore(text, now) ?? timeOf(text, day));
  if (!Number.isNaN(moment.getTime())) return moment;
  throw new MregError(
    'MREG_INVALID',
    `'${text}' is not a time such as 2026-05-03, 2026-05-03T14:00:00Z or 7d (ago)`,
  );
}

function ageBefore(text: string, now: Date): number | undefined {
  const [, count, unit = ''] = AGE.exec(text) ?? [];
  return count === undefined ? undefined : now.getTime() - Number(count) * (UNIT_MS.get(unit) ?? Number.NaN);
}

function timeOf(text: string, edge: 'start' | 'end'): number {
  if (DATE.test(text))
    return isDay(text) ? Date.parse(`${text}T${edge === 'end' ? '23:59:59.999' : '00:00'}Z`) : Number.NaN;
  const [, day = '', clock = '', zone = 'Z'] = TIME.exec(text) ?? [];
  return isDay(day) ? Date.parse(`${day}T${clock}${zone.replace(/(\d{2}):?(\d{2})$/, '$1:$2')}`) : Number.NaN;
}

/** Date.parse takes 30 February for 2 March. */
function isDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}
