/** Values as the page shows them, beside those that it shows as the command line does. */
import { formatNumber } from '../render/words/quantity.ts';

/** A metric or a param; `–` for none. */
export function sayNumber(value: unknown): string {
  if (value === null || value === undefined) return '–';
  return typeof value === 'number' ? formatNumber(value) : String(value);
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
