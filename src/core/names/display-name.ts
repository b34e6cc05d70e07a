/**
 * Names from elsewhere that no directory should have, such as `meta-llama/Llama-3-8B`, `my model` or `modèle`. A model
 * bears one as its display name, beside a plain name that is made from it, and both find the model.
 */
import { isName, similarName } from './name.ts';

const MAX_LENGTH = 256;

/** The longest plain name, so that a number still fits behind it. */
const MAX_PLAIN = 60;

/** Whether `text` may be a display name: letters, digits, signs and single spaces of any script, one `/` at most. `@`, `:` and
 * `\` are refused, since a reference could not hold them, and so is a faulty plain name, such as `-x` or `CON`. */
export function isDisplayName(text: string): boolean {
  return (
    text.length <= MAX_LENGTH &&
    /[\p{L}\p{N}]/u.test(text) &&
    /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u.test(text) &&
    !/[@:\\]|^ | $| {2}|(?:^|\/)\.{0,2}(?:\/|$)|\/.*\//.test(text) &&
    !/^[A-Za-z0-9._-]+$/.test(text)
  );
}

/** Whether a model may be called so elsewhere, as MLflow has it: nearly any text without `/` and `:`, whatever a person should
 * not have to type. */
export function isNameElsewhere(text: string): boolean {
  return (
    text.trim() !== '' &&
    [...text].length <= MAX_LENGTH &&
    !/[/:\p{Cc}\p{Cs}]/u.test(text) &&
    !/^\.\.?$/.test(text)
  );
}

/** What a model is called elsewhere: by its display name, unless that is one of the Hugging Face Hub. */
export function nameElsewhere(name: string, display: string | null | undefined): string {
  return display && !/[/:]/.test(display) ? display : name;
}

/** The plain name that is made from a display name: without accents, `--` for `/`, `_` for what a name may not hold. Where
 * nothing is left, the code points tell the names apart. */
export function plainName(display: string): string {
  const similar = similarName(display.replaceAll('/', '--'), MAX_PLAIN);
  if (isName(similar)) return similar;
  const points = [...display.normalize('NFC')].map((sign) => sign.codePointAt(0)?.toString(16));
  return `u${points.join('-')}`.slice(0, MAX_PLAIN).replace(/-+$/, '');
}
