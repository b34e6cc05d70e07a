/**
 * Text from metadata is data, not instructions to a terminal. What could move the cursor, reorder a line or
 * hide in it is printed as a visible escape: every control character, line and paragraph separator and lone
 * surrogate, and every format character that Unicode calls default ignorable (bidirectional controls, zero
 * width space, byte order mark, soft hyphen, tags). See Trojan Source, CVE-2021-42574.
 *
 * The two joiners are kept where they shape text: they build emoji families, and Indic and Persian words are
 * misspelt without them. That is between two letters, marks or pictographs that are not ASCII.
 */
const SHAPED = String.raw`(?![A-Za-z])[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}]`;
const JOINER = String.raw`[\u200c\u200d]`;
const INVISIBLE = String.raw`(?!${JOINER})(?=\p{Cf})\p{Default_Ignorable_Code_Point}`;
const UNSAFE = String.raw`[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|${INVISIBLE}|${JOINER}(?!${SHAPED})|(?<!${SHAPED})${JOINER}`;

/** Compiling it takes 10 ms, a sixth of Node's start, so it waits for a text that is not plain ASCII. */
let unsafe: RegExp | undefined;
const PLAIN = /^[\x20-\x7e]*$/;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code <= 0xff) return SHORT[character] ?? `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}

/** A JSON document as it may be printed: the same document, each unsafe character in a string as `\u202e`. */
export function escapeJson(text: string): string {
  unsafe ??= new RegExp(UNSAFE, 'gu');
  return text.replace(unsafe, (character) =>
    // Outside of strings there are no others.
    character === '\n'
      ? character
      : Array.from(
          { length: character.length },
          (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
        ).join(''),
  );
}

/**
 * The text as it may be printed, each unsafe character as `\n`, `\x1b`, `\u202e` or `\u{e0041}`; all other
 * Unicode is untouched. `multiline` keeps line feeds. A backslash is not doubled: this is for reading, and
 * exact values are in the JSON output. Escaping twice changes nothing.
 */
export function escapeText(text: string, options: { readonly multiline?: boolean } = {}): string {
  if (PLAIN.test(text)) return text;
  unsafe ??= new RegExp(UNSAFE, 'gu');
  return text.replace(unsafe, (character) =>
    options.multiline === true && character === '\n' ? character : escapeCharacter(character),
  );
}
