import { MregError } from '../../errors.ts';
import { isDisplayName, isNameElsewhere } from './display-name.ts';
import { isName } from './name.ts';
import { isRange, readVersion, type Version } from './version.ts';

/** The part of a reference that picks a version. */
export type Selector =
  | { readonly kind: 'version'; readonly version: Version }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'latest' }
  | { readonly kind: 'range'; readonly range: string }
  /** A stage in any case, or an alias: the registry's state decides which. */
  | { readonly kind: 'name'; readonly name: string };

/** A model or a version as somebody wrote it. Without a selector: a model, or a version's directory. */
export interface Reference {
  /** The reference as it was written, for messages. */
  readonly text: string;
  readonly type?: string;
  /** A plain name, or a display name. */
  readonly name: string;
  readonly selector?: Selector;
  /** All of the path if it has three parts: it may be `type/name/stage`. */
  readonly path?: string;
}

/** The selector that `text` writes; undefined if it writes none. */
export function readSelector(text: string): Selector | undefined {
  const version = readVersion(text);
  if (version) return { kind: 'version', version };
  if (/^[1-9]\d{0,14}$/.test(text)) return { kind: 'number', number: Number(text) };
  if (text.toLowerCase() === 'latest') return { kind: 'latest' };
  if (isRange(text) && text.trim() !== '') return { kind: 'range', range: text };
  return isAlias(text) ? { kind: 'name', name: text } : undefined;
}

/** Whether `text` is written as an alias or a stage: a word of any script. What reads as a version is none all the same. */
export function isAlias(text: string): boolean {
  if (isName(text)) return true;
  const isWord = /^[\p{L}\p{N}_-][\p{L}\p{N}._-]*(?<!\.)$/u.test(text);
  return isWord && [...text].length <= 255 && text !== '__proto__';
}

const SCHEME = 'models:/';

/** The longest path that Linux takes (PATH_MAX): a longer text is no directory, and no name or range either. */
const MAX_LENGTH = 4096;

/**
 * The one grammar for models and versions (docs/references.md): `[type/]name[@selector]`, with `:` for
 * `@`, MLflow's `models:/name/selector`, display names, and version directories as shell completion gives them.
 * @throws MREG_INVALID
 */
export function parseReference(text: string): Reference {
  if (text.length > MAX_LENGTH) throw notAReference(`${text.slice(0, 60)}…`);
  const uri = text.startsWith(SCHEME);
  const body = uri ? text.slice(SCHEME.length) : text;
  // A name from elsewhere may hold an @; MLflow, too, takes the last one for the separator.
  const split = /[@:](?=[^@:]*$)/.exec(uri && /^[^/]+\/[^@/]+$/.test(body) ? '' : body);
  const path = (split ? body.slice(0, split.index) : body).replace(/^(\.\/)+|\/+$/g, '');
  const segments = path.split('/');
  let pick = split ? body.slice(split.index + 1) : undefined;
  if (uri && pick === undefined)
    pick = segments.length > 1 ? segments.pop() : body.endsWith('/') ? '' : undefined;
  const [name, type] = segments.reverse();
  const selector = pick === undefined ? undefined : readSelector(pick);
  // A longer path is a directory below the registry's root, given from somewhere above it.
  const wellFormed = name !== undefined && isName(name) && (type === undefined || isName(type));
  const tooDeep = segments.length > 2 && (uri || pick !== undefined);
  const called = segments.toReversed().join('/');
  const isPlain = wellFormed && !tooDeep;
  const isCalled = isPlain || isDisplayName(called) || isNameElsewhere(called);
  if (isCalled && pick?.trim() === '') throw picksNothing(text);
  if (!isCalled || (pick !== undefined && !selector)) throw notAReference(text);
  const names = isPlain ? { ...(type !== undefined && { type }), name } : { name: called };
  return {
    text,
    ...names,
    ...(isPlain && segments.length === 3 && { path: called }),
    ...(selector && { selector }),
  };
}

/** The reference that always names this version: stages and aliases may move. */
export function formatReference(type: string, name: string, version: string): string {
  return `${type}/${name}@${version}`;
}

/** For semver nothing is any version; here it is a variable that is not set, as in `ppo@$STAGE`. */
function picksNothing(text: string): MregError {
  return new MregError(
    'MREG_INVALID',
    `'${text}' names no version: nothing stands after the ${text.trim().at(-1)}`,
    {
      hint: `for example: ${text.trim()}latest`,
      details: { value: text },
    },
  );
}

function notAReference(text: string): MregError {
  return new MregError(
    'MREG_INVALID',
    `'${text}' is not a reference such as name, type/name, name@v1.2.0 or name@production`,
    {
      hint: 'mreg list',
      details: { value: text },
    },
  );
}
