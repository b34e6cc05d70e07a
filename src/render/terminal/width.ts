const PRINTABLE_ASCII = /^[ -~]*$/;
const EMOJI = /\p{Emoji_Presentation}|\ufe0f/u;
const ZERO_WIDTH = /[\u0300-\u036f]/;
// The ranges that are wide or fullwidth in Unicode Standard Annex #11.
const WIDE =
  /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}]/u;

/** To find the characters of a text takes long, so they are found one by one. */
function* graphemes(text: string): Generator<string> {
  for (const { segment } of new Intl.Segmenter().segment(text)) yield segment;
}

function graphemeWidth(grapheme: string): number {
  if (EMOJI.test(grapheme)) return 2;
  let width = 0;
  for (const character of grapheme) {
    if (WIDE.test(character)) width += 2;
    else if (!ZERO_WIDTH.test(character)) width += 1;
  }
  return width;
}

/**
 * The columns that escaped text takes on a terminal: two for a CJK character or an emoji sequence. Where
 * terminals disagree (marks of Indic and Thai script) it is the larger number, so that no line overflows,
 * and the one that cli-table3 pads with.
 */
export function textWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  let width = 0;
  // What is longer is wider than any terminal.
  for (const grapheme of graphemes(text.slice(0, LONGEST))) width += graphemeWidth(grapheme);
  return width;
}

const LONGEST = 4096;

/** The text, or as much of its beginning as fits into `width` columns with a `…`; never half a character. */
export function truncateText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  return width < 1 ? '' : `${beginning(text, width - 1)}…`;
}

/**
 * The text, or its beginning and its end with a `…` between them: names in one column often differ at their end only. A
 * version, alone or at the end of a reference, stays whole, whatever the width. Of metrics those that fit are there.
 */
export function shortenText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  if (NUMBERS.test(text)) return wholeWords(text, width);
  const version = versionAtEnd(text);
  const room = Math.max(0, width - 1 - textWidth(version));
  const rest = text.slice(0, text.length - version.length);
  if (rest === '') return text;
  if (width < 1) return version;
  const tail = ending(rest, Math.floor(room / 2));
  return `${beginning(rest, room - textWidth(tail))}…${tail}${version}`;
}

/** The columns below which a text is not shortened. */
export function leastWidth(text: string): number {
  const version = versionAtEnd(text);
  return version === '' ? 0 : textWidth(version) + (version === text ? 0 : READABLE_NAME);
}

/** A `…` and a few characters, so that models can be told apart. */
const READABLE_NAME = 14;

/** `@v1.0.0` of a reference; a text that is a version, and what is said of it: `v1.0.0 (pinned)`. */
function versionAtEnd(text: string): string {
  return /(?:^|@)v\d+\.\d+\.\d[^\s@]*(?: \([a-z]+\))*$/.exec(text)?.[0] ?? '';
}

/** Part of a number is another number. */
const NUMBERS = /=[-+]?(?:\d|\.\d|NaN|Infinity)\S*(?: |$)/;

function wholeWords(text: string, width: number): string {
  const words = text.split(' ');
  let kept = '';
  while (words[0] !== undefined && textWidth(`${kept}${words[0]} …`) <= width) kept += `${words.shift()} `;
  if (kept !== '') return `${kept}…`;
  return truncateText(text.replace(/=.*/s, '=…'), width);
}

function beginning(text: string, width: number): string {
  if (PRINTABLE_ASCII.test(text)) return text.slice(0, Math.max(0, width));
  return whileRoom(graphemes(text), width).join('');
}

function ending(text: string, width: number): string {
  if (PRINTABLE_ASCII.test(text)) return text.slice(Math.max(0, text.length - width));
  const near = text.slice(-LONGEST);
  const all = [...graphemes(near)];
  // Its first character may be the rest of one.
  if (near !== text) all.shift();
  return whileRoom(all.reverse(), width).reverse().join('');
}

function whileRoom(characters: Iterable<string>, width: number): string[] {
  const kept: string[] = [];
  let room = width;
  for (const character of characters) {
    room -= graphemeWidth(character);
    if (room < 0) break;
    kept.push(character);
  }
  return kept;
}
