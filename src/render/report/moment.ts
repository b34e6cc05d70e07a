import { formatAge } from '../words/quantity.ts';
import { type Markup, markup } from './markup.ts';

/** A moment to the minute, in UTC: `2026-05-03 14:00`. */
export function minuteOf(at: string | Date): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

/** The same, or its day alone, as an element that holds the moment in full, with its age at `now`. */
export function timeElement(at: string, now: Date, precision: 'minute' | 'day' = 'minute'): Markup {
  const age = formatAge(Math.max(0, now.getTime() - Date.parse(at)));
  const text = precision === 'day' ? at.slice(0, 10) : minuteOf(at);
  return markup`<time datetime="${at}" title="${`${at}, ${age} ago`}">${text}</time>`;
}
