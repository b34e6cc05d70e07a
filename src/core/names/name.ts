import { MregError } from '../../errors.ts';
import { isDeviceName } from './portable-path.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

const RULE =
  'up to 64 ASCII letters, digits, dots, underscores and hyphens, beginning with a letter or digit';

type NameKind = 'type' | 'model name';

/** The fault of a type's or a model's name; undefined if it has none. */
export function nameFault(kind: NameKind, text: string): string | undefined {
  if (!NAME.test(text)) return `is not ${RULE}`;
  if (isDeviceName(text)) return 'is the name of a device on Windows';
  if (text.endsWith('.')) return 'ends with a dot, which Windows drops';
  if (kind === 'type' && text.toLowerCase() === 'manifest.json') return "is the registry's own file";
  return undefined;
}

/** A name that passes the rule of docs/format.md, given back as it is.
 * @throws MREG_INVALID, with a name that passes in the hint */
export function parseName(kind: NameKind, text: string): string {
  const fault = nameFault(kind, text);
  if (fault === undefined) return text;
  const close = similarName(text);
  throw new MregError('MREG_INVALID', `${kind} '${text}' ${fault}`, {
    hint: nameFault(kind, close) === undefined ? `for example: ${close}` : undefined,
    details: { value: text },
  });
}

/** Separates the name of a model in the trash from the revision that deleted it. No name that people give contains it. */
const IN_TRASH = /~r[1-9]\d{0,15}$/;

/** The name under which a model lies in the trash that entry `revision` deleted. */
export function trashedName(name: string, revision: number): string {
  return `${name}~r${revision}`;
}

/** The name that a model had before it was deleted; of any other, its own. */
export function nameBefore(name: string): string {
  return name.replace(IN_TRASH, '');
}

/** Whether this is the name of a model in the trash. */
export function isTrashedName(name: string): boolean {
  return IN_TRASH.test(name) && isName(nameBefore(name));
}

/** The text without accents, and with an underscore for what no name may hold, cut to a length. */
export function similarName(text: string, length = 64): string {
  const plain = text
    .slice(0, 256)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '');
  const safe = plain.replace(/[^A-Za-z0-9._-]+/g, '_').replace(/^[._-]+/, '');
  return safe.slice(0, length).replace(/[._]+$/, '');
}

/** Whether `text` may name a model. */
export function isName(text: string): boolean {
  return nameFault('model name', text) === undefined;
}

/** @throws MREG_INVALID for a tag without a name, and for `__proto__` */
export function checkTagKeys(tags: Readonly<Record<string, string>> = {}): void {
  for (const key of Object.keys(tags)) {
    if (key === '') throw new MregError('MREG_INVALID', 'a tag has no name');
    checkKey(key);
  }
}

/** @throws MREG_INVALID for `__proto__`, which many readers of JSON take for an object's prototype */
export function checkKey(key: string): void {
  if (key === '__proto__') throw new MregError('MREG_INVALID', "the key '__proto__' is not allowed");
}
