import { MregError } from '../../errors.ts';

/** The fault of a path or address that somebody gave for a registry; undefined if it can be a directory. */
export function placeFault(text: string): string | undefined {
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text) ?? [];
  return scheme === undefined ? undefined : `a directory: this mreg knows no ${scheme}:// places`;
}

/** The text with the user's home in place of a `~` that stands alone or before a slash, as a shell has it. `home` is asked
 * for only then. */
export function expandHome(text: string, home: () => string | undefined): string {
  if (!/^~(?=$|[\\/])/.test(text)) return text;
  const directory = home();
  if (directory !== undefined) return directory + text.slice(1);
  throw new MregError('MREG_INVALID', `'${text}' begins with ~, and this user has no home directory`, {
    hint: 'write the directory in full',
  });
}

/** The written place of a registry with `~` as home.
 * @throws MREG_INVALID for what is no directory, such as s3://bucket/models */
export function parsePlace(text: string, home: () => string | undefined): string {
  const fault = placeFault(text);
  if (fault === undefined) return expandHome(text, home);
  throw new MregError('MREG_INVALID', `'${text}' is no place for a registry, expected ${fault}`);
}
