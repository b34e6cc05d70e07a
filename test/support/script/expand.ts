import { lstatSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import type { Piece, Word } from './parse.ts';

const VARIABLE = /\$(?:\{([^}]*)\}|([A-Za-z_]\w*))/g;
const VARIABLE_OR_ESCAPE = /\\(["\\$])|\$(?:\{([^}]*)\}|([A-Za-z_]\w*))/g;

const lookUp = (name: string, env: Readonly<Record<string, string>>): string => {
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  if (value === undefined)
    throw new Error(`unknown variable $${name}: the script's environment has no such name`);
  return value;
};

const expandPiece = ({ text, quote }: Piece, env: Readonly<Record<string, string>>): string => {
  if (quote === "'") return text;
  if (quote === '') return text.replace(VARIABLE, (_, braced, plain) => lookUp(braced ?? plain, env));
  return text.replace(
    VARIABLE_OR_ESCAPE,
    (_, escaped, braced, plain) => escaped ?? lookUp(braced ?? plain, env),
  );
};

/** The word's text with its variables replaced. Throws on an unknown variable. */
export const expandWord = (word: Word, env: Readonly<Record<string, string>>): string =>
  word.map((piece) => expandPiece(piece, env)).join('');

const entriesOf = (directory: string): readonly string[] => {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
};

/** Whether something has that name, be it a dangling link. */
export const isPresent = (path: string): boolean => {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw error;
  }
};

const matcher = (segment: string): RegExp =>
  new RegExp(
    `^${segment
      .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  );

const glob = (pattern: string, cwd: string): readonly string[] => {
  let found = [posix.isAbsolute(pattern) ? '/' : ''];
  for (const segment of pattern.split('/').filter((part) => part !== '')) {
    const names = (directory: string): readonly string[] =>
      /[*?]/.test(segment)
        ? entriesOf(posix.resolve(cwd, directory)).filter(
            (name) => name.startsWith('.') === segment.startsWith('.') && matcher(segment).test(name),
          )
        : [segment];
    found = found
      .flatMap((directory) => names(directory).map((name) => posix.join(directory, name)))
      .filter((path) => isPresent(posix.resolve(cwd, path)));
  }
  return found.sort();
};

/** As a shell does: the paths that an unquoted `*` or `?` matches, sorted; without a match, the word itself. */
export const expandPaths = (
  word: Word,
  env: Readonly<Record<string, string>>,
  cwd: string,
): readonly string[] => {
  const text = expandWord(word, env);
  const isPattern = word.some((piece) => piece.quote === '' && /[*?]/.test(piece.text));
  const found = isPattern ? glob(text, cwd) : [];
  return found.length === 0 ? [text] : found;
};
