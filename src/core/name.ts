import { MregError } from '../errors.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Names that Windows keeps for devices, with or without an extension (Microsoft, "Naming Files, Paths, and Namespaces"). */
const DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;

const RULE = 'up to 64 ASCII letters, digits, dots, underscores and hyphens, beginning with a letter or digit';

/** What is wrong with a type's or a model's name, or undefined where nothing is. */
function nameFault(kind: NameKind, text: string): string | undefined {
  if (!NAME.test(text)) return `is not ${RULE}`;
  if (DEVICE.test(text)) return 'is the name of a device on Windows';
  if (text.endsWith('.')) return 'ends with a dot, which Windows drops';
  if (kind === 'type' && text.toLowerCase() === 'manifest.json') return "is the registry's own file";
  return undefined;
}

type NameKind = 'type' | 'model name' | 'alias';

/** A name that passes the rule of docs/format.md, given back as it is.
 * @throws MREG_INVALID */
export function parseName(kind: NameKind, text: string): string {
  const fault = nameFault(kind, text);
  if (fault === undefined) return text;
  const safe = text.normalize('NFKD').replace(/[^A-Za-z0-9._-]+/g, '_').replace(/^[._-]+|[._]+$/g, '').slice(0, 64);
  throw new MregError('MREG_INVALID', `${kind} '${text}' ${fault}`, {
    hint: safe !== '' && nameFault(kind, safe) === undefined ? `for example: ${safe}` : undefined,
    details: { value: text },
  });
}

export function isName(text: string): boolean {
  return nameFault('model name', text) === undefined;
}
