import { posix } from 'node:path';
import { ScriptError } from './error.ts';

/** A stretch of a word, with the quote it stood in. */
export interface Piece {
  readonly text: string;
  readonly quote: '' | "'" | '"';
}

/** One argument as written: nothing is expanded yet. */
export type Word = readonly Piece[];

export interface ScriptLine {
  readonly number: number;
  readonly source: string;
  /** It began with `!`. */
  readonly negated: boolean;
  /** The N of `exit N`. */
  readonly status: number | undefined;
  readonly name: string;
  readonly words: readonly Word[];
  readonly stdin: Word | undefined;
  readonly stdout: Word | undefined;
  readonly background: boolean;
}

export interface ParsedScript {
  readonly lines: readonly ScriptLine[];
  /** Relative path to content, in the order written. */
  readonly files: ReadonlyMap<string, string>;
}

const HEADER = /^-- (\S.*?) --$/;
const TOKEN = /(\s+)|'([^']*)'|"((?:[^"\\]|\\.)*)"|([^\s'"]+)/y;

const splitWords = (source: string): readonly Word[] => {
  const words: Piece[][] = [];
  let word: Piece[] | undefined;
  let at = 0;
  while (at < source.length) {
    if (word === undefined && source[at] === '#') break;
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(source);
    if (match === null) throw new Error(`the quote at column ${at + 1} has no end`);
    at = TOKEN.lastIndex;
    const [, space, single, double, bare] = match;
    if (space !== undefined) {
      word = undefined;
      continue;
    }
    if (word === undefined) {
      word = [];
      words.push(word);
    }
    if (single !== undefined) word.push({ text: single, quote: "'" });
    else if (double !== undefined) word.push({ text: double, quote: '"' });
    else word.push({ text: bare ?? '', quote: '' });
  }
  return words;
};

const isBare = (word: Word | undefined, text: string): boolean =>
  word?.length === 1 && word[0]?.quote === '' && word[0].text === text;

/** Takes `OPERATOR word` out of the words; the word, if the operator is there. */
const takeRedirect = (words: Word[], operator: '<' | '>'): Word | undefined => {
  const at = words.findIndex((word) => isBare(word, operator));
  if (at === -1) return undefined;
  const [, target] = words.splice(at, 2);
  if (target === undefined) throw new Error(`"${operator}" names no file`);
  return target;
};

const takeStatus = (words: Word[]): number | undefined => {
  if (!isBare(words[0], 'exit')) return undefined;
  const [, word] = words.splice(0, 2);
  const text = word?.[0]?.text ?? '';
  if (!/^\d{1,3}$/.test(text) || Number(text) > 255)
    throw new Error('expected "exit N command", N from 0 to 255');
  return Number(text);
};

const parseLine = (number: number, source: string): ScriptLine | undefined => {
  const words = [...splitWords(source)];
  if (words.length === 0) return undefined;
  const negated = isBare(words[0], '!');
  if (negated) words.shift();
  const status = takeStatus(words);
  const background = isBare(words.at(-1), '&');
  if (background) words.pop();
  const stdin = takeRedirect(words, '<');
  const stdout = takeRedirect(words, '>');
  const name = words.shift();
  if (name === undefined) throw new Error('a command is missing');
  const text = name.map((piece) => piece.text).join('');
  return { number, source: source.trim(), negated, status, name: text, words, stdin, stdout, background };
};

const parseHeader = (name: string, taken: ReadonlyMap<string, string>): string => {
  const path = posix.normalize(name);
  if (posix.isAbsolute(path) || path.split('/')[0] === '..')
    throw new Error('the path leaves the work directory');
  if (taken.has(path)) throw new Error('the file is there twice');
  return path;
};

/**
 * Splits a script into its commands and its files; knows the grammar and no command.
 * Throws ScriptError with the line at fault.
 */
export const parseScript = (text: string, file: string): ParsedScript => {
  const lines: ScriptLine[] = [];
  const files = new Map<string, string>();
  let section: string | undefined;
  for (const [index, source] of text.replace(/\n$/, '').split('\n').entries()) {
    try {
      const header = HEADER.exec(source)?.[1];
      if (header !== undefined) {
        section = parseHeader(header, files);
        files.set(section, '');
      } else if (section !== undefined) {
        files.set(section, `${files.get(section)}${source}\n`);
      } else {
        const line = parseLine(index + 1, source);
        if (line !== undefined) lines.push(line);
      }
    } catch (error) {
      throw new ScriptError({ file, line: index + 1, source, reason: (error as Error).message });
    }
  }
  return { lines, files };
};
