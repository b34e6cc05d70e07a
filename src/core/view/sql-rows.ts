/** Rows in SQL that SQLite and PostgreSQL read alike: texts in single quotes, times without a zone, in UTC. */
import { metricAsNumber } from '../values/metric-number.ts';

type Value = string | number | null;

/** Rows in a statement. */
const AT_ONCE = 500;

/** Adds rows to a table; nothing if there are none. */
export function insert(table: string, rows: readonly (readonly Value[])[]): string {
  let sql = '';
  for (let next = 0; next < rows.length; next += AT_ONCE) {
    const values = rows.slice(next, next + AT_ONCE).map((row) => `(${row.map(literal).join(', ')})`);
    sql += `INSERT INTO ${table} VALUES ${values.join(',\n  ')};\n`;
  }
  return sql;
}

/** A NUL, which neither database takes in a text, is written as U+FFFD. */
function literal(value: Value): string {
  if (typeof value !== 'string') return String(value ?? 'NULL');
  return `'${value.replaceAll("'", "''").replaceAll('\0', '\ufffd')}'`;
}

/** 2026-05-03T14:00:00.000Z as both databases and SQLAlchemy write it. */
export function timestamp(instant: string): string {
  return new Date(instant).toISOString().replace('T', ' ').replace('Z', '');
}

/** A moment that a client of MLflow's gave, in ISO 8601 or in milliseconds of the epoch; null if the databases do not take it. */
export function givenTimestamp(moment: string | number | null): string | null {
  const date = new Date(moment ?? Number.NaN);
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9999 ? timestamp(date.toISOString()) : null;
}

/** The columns `value` and `written` of a metric. `written` is there where no double is the number: of NaN and the infinities, whose
 * `value` is NULL, and of numbers with more digits than a double has. */
export function valueColumns(
  value: number | string,
): readonly [value: number | null, written: string | null] {
  return [finite(metricAsNumber(value)), typeof value === 'string' ? value : null];
}

/** A number that both databases take. */
export function finite(number: number | null): number | null {
  return number !== null && Number.isFinite(number) ? number : null;
}
