import { MregError } from '../../errors.ts';

const BUCKET = 's3://';

/** Whether the place of a registry is a bucket. Any other place is a directory. */
export function isBucketAddress(place: string): boolean {
  return place.startsWith(BUCKET);
}

/** The fault of a path or address that somebody gave for a registry; undefined if it can be a directory or a bucket. */
export function placeFault(text: string): string | undefined {
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text) ?? [];
  if (scheme === undefined) return undefined;
  if (!isBucketAddress(text))
    return `a directory, or s3://BUCKET/PREFIX: this mreg knows no ${scheme}:// places`;
  const [bucket = '', ...prefix] = text.slice(BUCKET.length).replace(/\/+$/, '').split('/');
  const isBucket = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket);
  const isPrefix = prefix.every((part) => /^[^\\?#\p{Cc}]+$/u.test(part) && !/^\.{1,2}$/.test(part));
  return isBucket && isPrefix ? undefined : 's3://BUCKET/PREFIX, such as s3://models/registry';
}

/** A bucket's address without a slash at its end. */
export function trimAddress(address: string): string {
  return address.replace(/\/+$/, '');
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

/** The written place of a registry: a directory, with `~` as home, or the address of a bucket.
 * @throws MREG_INVALID for what is neither, such as ftp://host/models */
export function parsePlace(text: string, home: () => string | undefined): string {
  const fault = placeFault(text);
  if (fault !== undefined)
    throw new MregError('MREG_INVALID', `'${text}' is no place for a registry, expected ${fault}`);
  return isBucketAddress(text) ? trimAddress(text) : expandHome(text, home);
}
