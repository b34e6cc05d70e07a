import { MregError } from '../../errors.ts';

/** A piece of a condition. `at` is its place, from 0 in UTF-16 units. */
export interface Token {
  readonly kind: 'word' | 'sign' | 'end';
  /** Without quotes. */
  readonly text: string;
  /** The parts between the dots that are not in quotes. */
  readonly path: readonly string[];
  readonly quoted: boolean;
  readonly at: number;
  readonly end: number;
}

const SPACE = /\s*/y;
const SIGNS = /<=|>=|!=|==|[<>=~(),]/y;
const PIECE = /'((?:[^']|'')*)'|"((?:[^"]|"")*)"|[^\s<>=!~(),'"]+/y;

/** The tokens of a condition, the last being its end.
 * @throws MREG_INVALID */
export function scanCondition(source: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; ; ) {
    SPACE.lastIndex = at;
    at += SPACE.exec(source)?.[0].length ?? 0;
    if (at === source.length)
      return [...tokens, { kind: 'end', text: '', path: [], quoted: false, at, end: at }];
    SIGNS.lastIndex = at;
    const sign = SIGNS.exec(source)?.[0];
    const token: Token =
      sign === undefined
        ? word(source, at)
        : { kind: 'sign', text: sign, path: [], quoted: false, at, end: at + sign.length };
    tokens.push(token);
    at = token.end;
  }
}

function word(source: string, at: number): Token {
  const path: string[] = [''];
  let text = '';
  let end = at;
  let quoted = false;
  for (;;) {
    PIECE.lastIndex = end;
    const piece = PIECE.exec(source);
    if (!piece) break;
    const inner = piece[1]?.replaceAll("''", "'") ?? piece[2]?.replaceAll('""', '"');
    const [more = '', ...parts] = inner === undefined ? piece[0].split('.') : [inner];
    path.push(`${path.pop()}${more}`, ...parts);
    quoted ||= inner !== undefined && end === at;
    text += inner ?? piece[0];
    end = PIECE.lastIndex;
  }
  if (end > at) return { kind: 'word', text, path, quoted, at, end };
  throw conditionError(
    source,
    at,
    /['"]/.test(source.charAt(at))
      ? 'a text without its closing quote'
      : `'${String.fromCodePoint(source.codePointAt(at) ?? 0)}' is no part of a condition`,
  );
}

/** The error for a fault in a condition. `at` counts UTF-16 units from 0; the error's column counts code points from 1. */
export function conditionError(source: string, at: number, problem: string, hint?: string): MregError {
  const column = [...source.slice(0, at)].length + 1;
  return new MregError('MREG_INVALID', `condition, column ${column}: ${problem}`, {
    hint: hint ?? "for example: 'f1_score >= 0.83 and tags.team = quant'",
    details: { condition: source, column },
  });
}
