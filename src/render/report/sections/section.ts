import type { Excerpt } from '../../../core/view/report.ts';
import { count } from '../count.ts';
import { type Markup, markup } from '../markup.ts';

/** A part of the page, as the navigation names it. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Markup;
}

export function section(id: string, title: string, body: Markup): Section {
  return {
    id,
    title,
    body: markup`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${body}</section>`,
  };
}

/** Content that may be too wide or too high for the page. It can be scrolled, also with the keyboard. */
export function scrolling(label: string, content: Markup, look: 'flat' | 'tall' | 'card' = 'flat'): Markup {
  return markup`<div class="scroll ${look}" role="group" aria-label="${label}" tabindex="0">${content}</div>`;
}

/** How much a list leaves out, and by which rule; undefined if it is complete. */
export function cutNote({ shown, total }: Excerpt<unknown>, word: string, rule: string): Markup | undefined {
  if (shown.length >= total) return undefined;
  return markup`<p class="cut">${shown.length.toLocaleString('en-US')} of ${count(total, word)} shown, ${rule}.</p>`;
}
