import { randomBytes } from 'node:crypto';
import { MregError } from '../../errors.ts';
import { readRegular } from '../../regular-file.ts';
import type { Context } from '../command.ts';

const MAX_SECRET = 64 * 1024;

/** The text of a file that holds a token or a key.
 * @throws MREG_IO, MREG_INVALID for an empty one */
export function readSecret(context: Context, path: string, option: string): string {
  const text = readBytes(context, path, option).toString('utf8').trim();
  if (text !== '') return text;
  throw new MregError('MREG_INVALID', `${option} ${path} is empty`);
}

export function readBytes({ expandPlace, cwd }: Context, path: string, option: string): Buffer {
  const place = expandPlace(path);
  try {
    return readRegular(place.startsWith('/') ? place : `${cwd}/${place}`, { most: MAX_SECRET });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new MregError('MREG_IO', `cannot read ${option} ${path}: ${code ?? 'it is no plain file'}`, {
      cause: error,
    });
  }
}

/** @throws MREG_USAGE */
export function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new MregError('MREG_USAGE', `--port '${text}' is no port`, {
    hint: 'a port is a number from 0 to 65535',
  });
}

/** A token that nobody guesses. */
export function makeToken(): string {
  return randomBytes(24).toString('base64url');
}
