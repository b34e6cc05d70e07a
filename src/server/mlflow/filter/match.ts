import type { Comparison } from './parse.ts';

/** What a comparison is made with; undefined for what a thing does not have. */
export type Held = string | number | undefined | null;

/** Whether a value is as a comparison wants it. What is not there meets nothing but IS NULL. */
export function meets(held: Held, { comparator, value }: Comparison): boolean {
  if (comparator === 'IS NULL') return held === undefined || held === null;
  if (held === undefined || held === null) return false;
  switch (comparator) {
    case 'IS NOT NULL':
      return true;
    case '=':
      return held === value;
    case '!=':
      return held !== value;
    case 'IN':
      return (value as readonly string[]).includes(String(held));
    case 'NOT IN':
      return !(value as readonly string[]).includes(String(held));
    case 'LIKE':
      return isLike(String(held), String(value), false);
    case 'ILIKE':
      return isLike(String(held), String(value), true);
  }
  const [left, right] = [Number(held), Number(value)];
  if (comparator === '<') return left < right;
  if (comparator === '<=') return left <= right;
  return comparator === '>' ? left > right : left >= right;
}

/** SQL's LIKE: `%` for any text, `_` for one sign. Walks back to the last `%` alone, so no pattern takes long. */
function isLike(text: string, pattern: string, ignoreCase: boolean): boolean {
  const [signs, wanted] = [text, pattern].map((each) => [...(ignoreCase ? each.toLowerCase() : each)]) as [
    string[],
    string[],
  ];
  let at = 0;
  let next = 0;
  let star = -1;
  let from = 0;
  while (at < signs.length) {
    if (wanted[next] === '%') {
      star = next;
      next += 1;
      from = at;
    } else if (next < wanted.length && (wanted[next] === '_' || wanted[next] === signs[at])) {
      next += 1;
      at += 1;
    } else if (star >= 0) {
      next = star + 1;
      from += 1;
      at = from;
    } else return false;
  }
  while (wanted[next] === '%') next += 1;
  return next === wanted.length;
}
