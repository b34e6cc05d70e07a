/** Words of a filter, as SQL has them. */
import { invalid } from '../errors.ts';

export type Token =
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string; readonly value: string }
  | { readonly kind: 'number'; readonly text: string; readonly value: number }
  | { readonly kind: 'sign'; readonly text: string };

/** A name: parts with dots between them, each plain or in quotes; what may follow a dot has no spaces unless it is quoted. */
const NAME = /(?:[A-Za-z_][\w]*|`[^`]*`|"[^"]*")(?:\.(?:`[^`]*`|"[^"]*"|'[^']*'|[^\s'"`=<>!(),;]+))*/y;
const TEXT = /'(?:[^']|'')*'|"[^"]*"/y;
const NUMBER = /[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/y;
const SIGN = /<=|>=|!=|<>|==|[=<>(),;]/y;
const SPACE = /\s+/y;

/** The tokens of a filter. A text in double quotes is a name where a name is expected, and a value elsewhere.
 * @throws INVALID_PARAMETER_VALUE */
export function scan(filter: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(filter)?.[0];
    if (found) at += found.length;
    return found || undefined;
  };
  while (at < filter.length) {
    if (take(SPACE) !== undefined) continue;
    const expectsValue = tokens.at(-1)?.kind === 'sign' || isWord(tokens.at(-1), 'LIKE', 'ILIKE', 'IN');
    const token = expectsValue ? (readText(take) ?? readNumber(take) ?? readName(take)) : readName(take);
    const other = token ?? readText(take) ?? readNumber(take) ?? readSign(take);
    if (!other) throw invalid(`Invalid clause(s) in filter string: ${filter.slice(at)}`);
    tokens.push(other);
  }
  return tokens;
}

/** Whether a token is one of these words, in any case. */
export function isWord(token: Token | undefined, ...words: readonly string[]): boolean {
  return token?.kind === 'name' && words.includes(token.text.toUpperCase());
}

type Take = (pattern: RegExp) => string | undefined;

function readName(take: Take): Token | undefined {
  const text = take(NAME);
  return text === undefined ? undefined : { kind: 'name', text };
}

function readText(take: Take): Token | undefined {
  const text = take(TEXT);
  return text === undefined ? undefined : { kind: 'text', text, value: text.slice(1, -1) };
}

function readNumber(take: Take): Token | undefined {
  const text = take(NUMBER);
  return text === undefined ? undefined : { kind: 'number', text, value: Number(text) };
}

function readSign(take: Take): Token | undefined {
  const text = take(SIGN);
  return text === undefined ? undefined : { kind: 'sign', text };
}
