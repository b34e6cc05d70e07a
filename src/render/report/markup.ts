/**
 * HTML and SVG in which every text is escaped unless it is markup already, so that a place where escaping was
 * forgotten cannot be written. Attribute values stand in double quotes, always.
 */
import { escapeText } from '../terminal/escape.ts';

/** The longest text in one place, in UTF-16 units: what nothing else has cut ends here, so that no page grows without bound. */
const LONGEST = 2000;

/** A piece of a page that is safe to insert. Made by `markup` and `raw` alone. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

type Part = string | number | Markup | undefined | false | readonly Part[];

/** A template whose strings are markup and whose values are texts, markup, or lists of both; undefined and false are nothing. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.map((text, at) => text + textOf(parts[at])).join(''));
}

/** Markup from a constant of this program; never from data. */
export function raw(text: string): Markup {
  return new Markup(text);
}

/** A text over several lines as paragraphs of one block would show it: its line feeds are kept. */
export function multiline(text: string): Markup {
  return new Markup(isolate(escapeText(shorten(text, LONGEST), { multiline: true })));
}

/** At most so many characters of a text, and an ellipsis where there are more. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  // The first half of a surrogate pair alone would be shown as an escape.
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

function textOf(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map(textOf).join('');
  return entities(escapeText(shorten(String(part), LONGEST)));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

function entities(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => ENTITIES[character] as string);
}

/** Isolates a text, so that right-to-left words do not reorder the text around them. */
function isolate(text: string): string {
  return /[^\x20-\x7e\n]/.test(text) ? `<bdi>${entities(text)}</bdi>` : entities(text);
}

/** A text of the registry in the flow of a line. */
export function said(text: string): Markup {
  return new Markup(isolate(escapeText(shorten(text, LONGEST))));
}

/** A name that may be broken where its words end. */
export function breakable(name: string): Markup {
  return new Markup(
    shorten(name, LONGEST)
      .split(/(?<=[._/-])/)
      .map((word) => isolate(escapeText(word)))
      .join('<wbr>'),
  );
}
