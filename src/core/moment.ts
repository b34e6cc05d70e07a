import { MregError } from '../errors.ts';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const ISO = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/;

/** The moment that `text` writes: an ISO 8601 time (UTC where it names no zone), a date (its end), or an age such as `7d` before `now`.
 * @throws MREG_INVALID */
export function parseMoment(text: string, now: Date): Date {
  const age = /^(\d+)([smhdw])$/.exec(text);
  if (age) return new Date(now.getTime() - Number(age[1]) * (UNIT_MS[age[2] as string] as number));
  const zoned = /(Z|[+-]\d{2}:?\d{2})$/.test(text.slice(10)) ? text : `${text}Z`;
  const time = DATE.test(text) ? Date.parse(`${text}T23:59:59.999Z`) : ISO.test(text) ? Date.parse(zoned.replace(' ', 'T')) : Number.NaN;
  if (!Number.isNaN(time)) return new Date(time);
  throw new MregError('MREG_INVALID', `'${text}' is not a time such as 2026-05-03, 2026-05-03T14:00:00Z or 7d (ago)`);
}
